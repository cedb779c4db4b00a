import "server-only";
import { constants } from "node:os";
import { lacksSignIn, makeSetupLink } from "#lib/auth/session/setup";
import { readConfig } from "#lib/config/config";
import { toPortalError } from "#lib/errors";
import { followConfig } from "#lib/server/config-follower";
import { openEvents } from "#lib/server/events/open";
import { openFront } from "#lib/server/http/front";
import { log } from "#lib/server/log";
import { countCalls } from "#lib/server/outgoing/call-metrics";
import { watchCalls } from "#lib/server/outgoing/call-watch";
import { findNeighbours } from "#lib/server/outgoing/neighbours";
import { closePortal, findPortal, getPortal, type Portal } from "#lib/server/portal";
import { countRunning, finishRequests } from "#lib/server/probes/last-requests";
import { openProbeServer } from "#lib/server/probes/probes";
import { START_GRACE } from "#lib/server/probes/readiness";
import { objectStatesOf } from "#lib/server/read-model/object-states";
import { requestModelOf } from "#lib/server/read-model/request-model";
import { findTracing } from "#lib/server/tracing/tracing";

/** Milliseconds for the requests that run when the process is asked to end. Kubernetes kills it after 30 s. */
const LAST_REQUESTS = 9_000;

/**
 * Starts the portal, and lets it end in peace when the process is asked to. A wrong configuration is told in the log here
 * and on every page; the process stays, so that the page can say it.
 */
export function startServer(): void {
  openFront();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
  try {
    const { config, clusters } = getPortal();
    const tracing = findTracing();
    const listeners = tracing ? [countCalls, tracing.calls] : [countCalls];
    watchCalls(findNeighbours(config, clusters.values()), listeners);
    // What fails now fails for the first person who asks, and is shown there.
    warmUp(getPortal()).catch(() => undefined);
    openProbeServer();
    followConfig();
    logSetupLink();
  } catch (error) {
    const { detail, suggestion } = toPortalError(error);
    log().fatal({ suggestion }, detail);
  }
}

/** A person who installs the portal reads its log, and cannot sign in yet. */
function logSetupLink(): void {
  const config = readConfig();
  if (!lacksSignIn(config)) return;
  log().warn({ link: makeSetupLink(config) }, "No sign-in is configured. The link opens Diagnostics.");
}

/**
 * Next closes its server at the same signal, and ends the process once no request runs. Until then Git and the clusters stay
 * open, so that no submit is cut off between two calls. Streams would stay for minutes, so they end at once; pages open
 * theirs anew, at another process.
 */
function stop(signal: NodeJS.Signals): void {
  log().info({ requests: countRunning() }, "The portal ends after its last requests.");
  finishRequests();
  findPortal()?.endStreams();
  process.once("exit", closePortal);
  setTimeout(() => {
    log().warn({ requests: countRunning() }, "The portal ends before its last requests.");
    process.exit(128 + constants.signals[signal]);
  }, LAST_REQUESTS).unref();
}

/**
 * Reads the requests before somebody asks for them, once the kinds are known that they are about, and watches the
 * objects of the offers.
 */
async function warmUp(portal: Portal): Promise<void> {
  const clusters = [...portal.clusters.values()];
  await Promise.all([
    // A cluster that is away does not hold up the requests of the others.
    ...clusters.map(({ discovery }) =>
      discovery.whenLoaded(AbortSignal.timeout(START_GRACE)).catch(() => undefined),
    ),
    // Meanwhile the process starts that starts Git.
    ...portal.repositories.map(({ git }) => git.headCommit().catch(() => undefined)),
  ]);
  objectStatesOf(portal);
  // It reads the requests by itself, again and again, also where Git is unreachable now.
  openEvents(portal);
  await requestModelOf(portal).current();
}
