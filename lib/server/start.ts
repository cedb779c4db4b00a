import "server-only";
import { toPortalError } from "#lib/errors";
import { openFront } from "#lib/server/http/front";
import { log } from "#lib/server/log";
import { closePortal, getPortal } from "#lib/server/portal";
import { openProbeServer } from "#lib/server/probes";

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
    getPortal();
    openProbeServer();
  } catch (error) {
    const { detail, suggestion } = toPortalError(error);
    log().fatal({ suggestion }, detail);
  }
}
