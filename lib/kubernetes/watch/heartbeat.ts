import { type Clock, waitFor } from "#lib/async/clock";
import { type PortalError, toPortalError } from "#lib/errors";
import { isKubernetesApiError, noAnswer } from "#lib/kubernetes/transport/api-error";
import type { ClusterClient } from "#lib/kubernetes/transport/client";
import { startWatchdog } from "#lib/kubernetes/watch/watchdog";

/** Checks regularly whether the API server answers a small call. */
export interface Heartbeat {
  /** Why the server counts as unreachable; undefined while it answers. */
  failure(): PortalError | undefined;
  close(): void;
}

const EVERY = 5_000;
/** Shorter interval after a failed check, and for an unreachable server. */
const EVERY_IN_DOUBT = 1_000;
const PATIENCE = 3_000;
/** One lost response is not an outage. */
const FAILURES = 2;

/**
 * Reads the API server's version regularly. A hanging server keeps its connections open, so its watches only
 * look idle. Any response counts as an answer.
 * @param onChange called when the server becomes unreachable or reachable
 */
export function startHeartbeat(client: ClusterClient, clock: Clock, onChange: () => void): Heartbeat {
  const closed = new AbortController();
  let failures = 0;
  let failure: PortalError | undefined;

  function note(error: PortalError | undefined): void {
    failures = error ? failures + 1 : 0;
    const next = failures >= FAILURES ? error : undefined;
    const changed = (next === undefined) !== (failure === undefined);
    failure = next;
    if (changed) onChange();
  }

  async function run(): Promise<void> {
    while (!closed.signal.aborted) {
      await waitFor(clock, failures > 0 ? EVERY_IN_DOUBT : EVERY, closed.signal);
      if (closed.signal.aborted) return;
      const error = await ask(client, clock, closed.signal);
      if (!closed.signal.aborted) note(error);
    }
  }

  void run();
  return { failure: () => failure, close: () => closed.abort(new Error("the heartbeat is stopped")) };
}

/** Why there was no response; undefined for a response. */
async function ask(
  client: ClusterClient,
  clock: Clock,
  signal: AbortSignal,
): Promise<PortalError | undefined> {
  const watchdog = startWatchdog(clock, PATIENCE, signal);
  try {
    await client.request("GET", "/version", { signal: watchdog.signal });
    return undefined;
  } catch (error) {
    if (watchdog.hasExpired()) return noAnswer(client.name, client.server, { code: "ETIMEDOUT" });
    return isKubernetesApiError(error) && error.httpStatus > 0 ? undefined : toPortalError(error);
  } finally {
    watchdog.stop();
  }
}
