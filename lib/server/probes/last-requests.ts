import "server-only";
import type { Server, ServerResponse } from "node:http";
import { shared } from "#lib/server/shared";

/** The requests that the process answers now, and whether it takes more. */
interface Requests {
  running: Set<ServerResponse>;
  servers: Set<Server>;
  isStopping: boolean;
}

function requests(): Requests {
  return shared("running-requests", () => ({ running: new Set(), servers: new Set(), isStopping: false }));
}

/** True once the process was asked to end. It is no longer ready then. */
export function isStopping(): boolean {
  return requests().isStopping;
}

/** The number of requests that are answered now, event streams included. */
export function countRunning(): number {
  return requests().running.size;
}

/** Notes a request until its connection has the whole answer, or is gone. */
export function noteRequest(response: ServerResponse, server: Server): void {
  const { running, servers } = requests();
  running.add(response);
  servers.add(server);
  if (isStopping()) askToClose(response);
  response.once("close", () => {
    running.delete(response);
    if (isStopping()) closeIdle();
  });
}

/**
 * Lets the running requests end, and each connection with its last one. A server that closes waits for connections that
 * their clients keep, for as long as `KEEP_ALIVE_TIMEOUT`.
 */
export function finishRequests(): void {
  const all = requests();
  all.isStopping = true;
  for (const response of all.running) askToClose(response);
  closeIdle();
}

/** The client then sends its next request over another connection, to another process. RFC 9112, section 9.6. */
function askToClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("connection", "close");
}

/** After the turn in which a response ends: until then its connection is not idle. */
function closeIdle(): void {
  setImmediate(() => {
    for (const server of requests().servers) server.closeIdleConnections();
  });
}
