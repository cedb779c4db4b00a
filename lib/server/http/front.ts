import "server-only";
import { randomUUID } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import { matchRoute } from "#lib/api/route-match";
import { DATA_POLICY } from "#lib/auth/security-headers";
import { readConfig } from "#lib/config/config";
import { PortalError, toPortalError } from "#lib/errors";
import { countCall } from "#lib/server/http/call-limits";
import { findClientAddress } from "#lib/server/http/client-address";
import { findOwnAddress, MOVED_COOKIE } from "#lib/server/http/own-address";
import { toProblem } from "#lib/server/http/problem";
import { CLIENT_HEADER, REQUEST_ID_HEADER } from "#lib/server/http/request-context";
import { log } from "#lib/server/log";
import { countRequest } from "#lib/server/metrics";
import { noteRequest } from "#lib/server/probes/last-requests";

/** Node publishes each request here before the server's own listeners get it. */
const CHANNEL = "http.server.request.start";

/** Milliseconds in which a whole request must arrive: no client holds a connection by sending slowly. */
const REQUEST_TIMEOUT = 30_000;

/**
 * Headers that only the portal or Next itself may write. Whatever a client sends under these names is removed: pages
 * read `x-path` and `x-nonce`, Next reads the others.
 */
const INTERNAL_HEADERS =
  /^(x-path|x-nonce|x-vitrine-.*|x-middleware-.*|x-next-.*|x-matched-path|x-forwarded-(host|proto|port)|forwarded)$/;

interface StartedRequest {
  request: IncomingMessage;
  response: ServerResponse;
  server: Server;
}

/**
 * Stands before Next on each HTTP server of the process: Next answers TRACE, a path that is no UTF-8, and `OPTIONS *`
 * with 500, and other methods without saying which there are. Each request gets an id and the address of its client;
 * methods, addresses and the limit of an address are checked before Next spends anything on it. Returns its end.
 */
export function openFront(): () => void {
  const guarded = new WeakSet<Server>();
  const onStart = (message: unknown) => {
    if (!isStarted(message) || guarded.has(message.server)) return;
    guarded.add(message.server);
    guard(message.server);
  };
  subscribe(CHANNEL, onStart);
  return () => {
    unsubscribe(CHANNEL, onStart);
  };
}

function isStarted(message: unknown): message is StartedRequest {
  return typeof message === "object" && message !== null && "server" in message && "request" in message;
}

/** Puts itself in the place of the listeners that the server has, and calls them with what may pass. */
function guard(server: Server): void {
  const listeners = server.listeners("request");
  server.removeAllListeners("request");
  server.requestTimeout = REQUEST_TIMEOUT;
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    noteRequest(response, server);
    if (!letPass(request, response)) return;
    for (const listener of listeners) listener.call(server, request, response);
  });
}

function letPass(request: IncomingMessage, response: ServerResponse): boolean {
  const config = findConfig();
  const probePort = config?.probePort;
  if (probePort !== undefined && request.socket.localPort === probePort) return true;
  const elsewhere = config && findOwnAddress(request, config);
  const address = prepare(request, response);
  try {
    check(request, address);
  } catch (error) {
    refuse(request, response, toPortalError(error));
    return false;
  }
  if (elsewhere !== undefined) {
    response.writeHead(307, { location: elsewhere, "cache-control": "no-store", "set-cookie": MOVED_COOKIE });
    response.end();
    return false;
  }
  if (request.method !== "OPTIONS") return true;
  response.writeHead(204, { allow: listMethods(pathOf(request)).join(", ") }).end();
  return false;
}

/** Writes what the portal itself says of a request into its headers. Gives the address of the client. */
function prepare({ headers, socket }: IncomingMessage, response: ServerResponse): string {
  const config = findConfig();
  const forwarded = headers["x-forwarded-for"];
  const address = findClientAddress(
    socket.remoteAddress,
    Array.isArray(forwarded) ? forwarded.join(",") : forwarded,
    config?.trustedProxies ?? 0,
  );
  for (const name of Object.keys(headers)) if (INTERNAL_HEADERS.test(name)) delete headers[name];
  const id = randomUUID();
  headers[REQUEST_ID_HEADER] = id;
  headers[CLIENT_HEADER] = address;
  response.setHeader(REQUEST_ID_HEADER, id);
  if (config?.url.startsWith("https:")) response.setHeader("strict-transport-security", HSTS);
  return address;
}

/** A year. Neighbouring hosts are not the portal's business, so no `includeSubDomains`. RFC 6797. */
const HSTS = "max-age=31536000";

/** A configuration that cannot be read is said on every page, which therefore must be reached. */
function findConfig() {
  try {
    return readConfig();
  } catch {
    return undefined;
  }
}

/** Throws `invalid`, `not-found`, `method-not-allowed` or `too-many-requests`. */
function check(request: IncomingMessage, address: string): void {
  const path = pathOf(request);
  if (!isReadable(request.url ?? "")) {
    throw new PortalError("invalid", {
      detail: "The address is not a valid path.",
      suggestion: "Escape each part of the path as UTF-8.",
    });
  }
  if (path.startsWith("/_next/static/")) return;
  if (findConfig()) countCall("address", address);
  if (path.startsWith("/_next/image")) {
    throw new PortalError("not-found", { detail: "The portal does not resize pictures." });
  }
  const methods = listMethods(path);
  const { method = "" } = request;
  if (methods.includes(method)) return;
  throw new PortalError("method-not-allowed", {
    detail: `${path.slice(0, 200)} does not take ${method}.`,
    suggestion: `This address accepts ${methods.join(", ")}.`,
  });
}

const pathOf = ({ url = "" }: IncomingMessage) => pathOfUrl(url);

/** The path and the query are taken apart by several parsers: each must be able to read it. */
function isReadable(url: string): boolean {
  if (!url.startsWith("/") || !URL.canParse(url, "http://portal")) return false;
  try {
    return !decodeURIComponent(pathOfUrl(url)).includes("\0");
  } catch {
    return false;
  }
}

const pathOfUrl = (url: string) => url.split("?", 1)[0] ?? "";

/** Pages are only read. An address of the API that is none answers 404, whatever is asked of it. */
function listMethods(path: string): readonly string[] {
  if (path === "/api" || path.startsWith("/api/")) {
    return matchRoute(path)?.methods ?? ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
  }
  // Next's development server has endpoints of its own.
  return path.startsWith("/__nextjs") || path.startsWith("/_next/")
    ? ["GET", "HEAD", "POST", "OPTIONS"]
    : ["GET", "HEAD", "OPTIONS"];
}

function refuse(request: IncomingMessage, response: ServerResponse, error: PortalError): void {
  const path = pathOf(request);
  const { method = "" } = request;
  const isBadAddress = error.code === "invalid";
  const status = isBadAddress ? 400 : error.status;
  const body = JSON.stringify({
    ...toProblem(error),
    title: STATUS_CODES[status] ?? "Error",
    status,
    requestId: response.getHeader(REQUEST_ID_HEADER),
  });
  response.writeHead(status, {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "content-security-policy": DATA_POLICY,
    "x-content-type-options": "nosniff",
    ...(error.code === "method-not-allowed" ? { allow: listMethods(path).join(", ") } : {}),
    ...(error.retryAfter === undefined ? {} : { "retry-after": String(error.retryAfter) }),
  });
  response.end(method === "HEAD" ? undefined : body);
  countRequest({ method, pathname: path, status, seconds: 0 });
  log().debug({ method, path: path.slice(0, 200), status, code: error.code }, "request refused");
}
