import "server-only";
import { toPortalError } from "#lib/errors";
import { openEvents } from "#lib/server/events/open";
import { openFront } from "#lib/server/http/front";
import { log } from "#lib/server/log";
import { countCalls } from "#lib/server/outgoing/call-metrics";
import { watchCalls } from "#lib/server/outgoing/call-watch";
import { findNeighbours } from "#lib/server/outgoing/neighbours";
import { closePortal, getPortal, type Portal } from "#lib/server/portal";
import { openProbeServer } from "#lib/server/probes";
import { objectStatesOf } from "#lib/server/read-model/object-states";
import { requestModelOf } from "#lib/server/read-model/request-model";
import { findTracing } from "#lib/server/tracing/tracing";

/**
 * Starts the portal, and stops it when the process is asked to end: an event stream that stays open would keep Next
 * alive for many seconds. A wrong configuration is told in the log here and on every page; the process stays, so
 * that the page can say it.
 */
export function startServer(): void {
  openFront();
  process.once("SIGTERM", closePortal);
  process.once("SIGINT", closePortal);
  try {
    const { config, clusters } = getPortal();
    const tracing = findTracing();
    const listeners = tracing ? [countCalls, tracing.calls] : [countCalls];
    watchCalls(findNeighbours(config, clusters.values()), listeners);
    // What fails now fails for the first person who asks, and is shown there.
    warmUp(getPortal()).catch(() => undefined);
    openProbeServer();
  } catch (error) {
    const { detail, suggestion } = toPortalError(error);
    log().fatal({ suggestion }, detail);
  }
}

/**
 * Reads the requests before somebody asks for them, once the kinds are known that they are about, and watches the
 * objects of the offers.
 */
async function warmUp(portal: Portal): Promise<void> {
  const clusters = [...portal.clusters.values()];
  await Promise.all([
    ...clusters.map(({ discovery }) => discovery.whenLoaded()),
    // Meanwhile the process starts that starts Git.
    ...portal.repositories.map(({ git }) => git.headCommit().catch(() => undefined)),
  ]);
  objectStatesOf(portal);
  await requestModelOf(portal).current();
  process.once("SIGTERM", openEvents(portal).close);
}
