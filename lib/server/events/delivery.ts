import "server-only";
import { systemClock, waitFor } from "#lib/async/clock";
import type { EventWebhook } from "#lib/config/event-webhooks";
import { readSecret } from "#lib/config/secret";
import { PortalError, toPortalError } from "#lib/errors";
import { parseWebhookSecret, signDelivery } from "#lib/server/events/signature";
import type { RequestEvent } from "#lib/server/events/types";
import { log } from "#lib/server/log";
import { countDelivery } from "#lib/server/metrics";

/** Milliseconds before each further attempt: five attempts in about ten minutes. */
const PAUSES: readonly number[] = [5_000, 30_000, 120_000, 420_000];
const LONGEST_PAUSE = 10 * 60_000;
const TIMEOUT = 10_000;
/** Events that wait for one receiver. Each has about a kilobyte. */
const MOST_WAITING = 1_000;

export interface Receiver {
  /** Queues an event. A full queue drops it. */
  send(event: RequestEvent): void;
  close(): void;
}

/**
 * Delivers events to one receiver, one after another, so that their order stays. An event that the receiver does not accept
 * in five attempts is dropped, and the next one follows.
 * @param pauses milliseconds before each further attempt
 */
export function openReceiver(webhook: EventWebhook, pauses = PAUSES): Receiver {
  const { host } = new URL(webhook.url);
  const queue: RequestEvent[] = [];
  const closed = new AbortController();
  let running = false;

  async function run(): Promise<void> {
    running = true;
    for (let event = queue[0]; event && !closed.signal.aborted; event = queue[0]) {
      await deliver(event);
      queue.shift();
    }
    running = false;
  }

  async function deliver(event: RequestEvent): Promise<void> {
    for (const [attempt, pause] of [...pauses, undefined].entries()) {
      const failure = await post(webhook, event, closed.signal).catch(describeFailure);
      if (closed.signal.aborted) return;
      if (!failure) return countDelivery(host, "delivered");
      if (pause === undefined) return drop(event, failure.reason);
      countDelivery(host, "retried");
      log().warn(
        { ...about(event), attempt: attempt + 1, reason: failure.reason },
        "an event was not accepted",
      );
      const asked = Math.min(failure.retryAfter ?? 0, LONGEST_PAUSE);
      await waitFor(systemClock, Math.max(pause, asked), closed.signal);
    }
  }

  function drop(event: RequestEvent, reason: string): void {
    countDelivery(host, "dropped");
    log().error({ ...about(event), reason }, "an event was dropped");
  }

  const about = ({ id, event, request }: RequestEvent) => ({
    ...{ receiver: host, event, eventId: id, request: request.id },
  });

  return {
    send(event) {
      if (webhook.events && !webhook.events.includes(event.event)) return;
      if (queue.length >= MOST_WAITING) return drop(event, "too many events wait for this receiver");
      queue.push(event);
      if (!running) void run();
    },
    close: () => closed.abort(),
  };
}

interface Failure {
  reason: string;
  /** Milliseconds. */
  retryAfter?: number;
}

/** Undefined where the receiver accepted the event. */
async function post(
  webhook: EventWebhook,
  event: RequestEvent,
  closed: AbortSignal,
): Promise<Failure | undefined> {
  const key = parseWebhookSecret(await readSecret(webhook, "secret", "eventWebhooks"));
  if (!key) {
    throw new PortalError("misconfigured", {
      detail: "The secret of an event webhook is not `whsec_` with 24 to 64 bytes in Base64.",
    });
  }
  const body = JSON.stringify(event);
  const response = await fetch(webhook.url, {
    method: "POST",
    redirect: "manual",
    headers: {
      "content-type": "application/json",
      "user-agent": "Vitrine",
      ...signDelivery(event.id, Math.floor(Date.now() / 1_000), body, key),
    },
    body,
    signal: AbortSignal.any([closed, AbortSignal.timeout(TIMEOUT)]),
  });
  await response.body?.cancel();
  if (response.ok) return undefined;
  const retryAfter = readRetryAfter(response.headers.get("retry-after"));
  return { reason: `status ${response.status}`, ...(retryAfter !== undefined && { retryAfter }) };
}

/** Milliseconds, from a number of seconds or a date. RFC 9110, 10.2.3. */
function readRetryAfter(text: string | null): number | undefined {
  if (text === null) return undefined;
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return milliseconds > 0 ? milliseconds : undefined;
}

/** The log must not hold the address, whose path can be a secret of the receiver. */
function describeFailure(error: unknown): Failure {
  if (error instanceof Error && error.name === "TimeoutError") return { reason: "no answer in time" };
  const { cause } = error instanceof Error ? error : {};
  if (typeof cause === "object" && cause !== null && "code" in cause) return { reason: String(cause.code) };
  return { reason: toPortalError(error).detail };
}
