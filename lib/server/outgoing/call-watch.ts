import "server-only";
import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest, IncomingMessage } from "node:http";
import { type CallKind, type FindNeighbour, type Neighbour, nameCall } from "#lib/server/outgoing/neighbours";

/** A call of the portal to a neighbour, before its answer. */
export interface OutgoingCall extends Neighbour {
  call: CallKind;
  method: string;
  host: string;
  /** Adds a header, where the request is not written yet; otherwise has no effect. */
  addHeader(name: string, value: string): void;
}

export interface CallOutcome {
  /** The status of the answer, or `none` where no answer came. */
  status: number | "none";
  /** Reads a header of the answer, by its name in lower case. */
  header(name: string): string | undefined;
}

/** Hears of a call; returns what hears of its outcome. */
export type CallListener = (call: OutgoingCall) => (outcome: CallOutcome) => void;

const NO_HEADER = () => undefined;

/**
 * Watches the calls of this process to the neighbours, for as long as the process lives. Node publishes them:
 * `fetch` as https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md describes, the client of
 * `node:http` as https://nodejs.org/api/diagnostics_channel.html#built-in-channels. The listeners must not throw.
 */
export function watchCalls(find: FindNeighbour, listeners: readonly CallListener[]): void {
  const running = new WeakMap<object, (outcome: CallOutcome) => void>();

  function start(request: object, call: Omit<OutgoingCall, "call" | keyof Neighbour> & { path: string }) {
    const { path, ...rest } = call;
    const neighbour = find(rest.host);
    if (!neighbour) return;
    const described = { ...rest, ...neighbour, call: nameCall(neighbour, rest.method, path) };
    const ends = listeners.map((listen) => listen(described));
    running.set(request, (outcome) => {
      for (const end of ends) end(outcome);
    });
  }

  function end(request: object, outcome: CallOutcome): void {
    running.get(request)?.(outcome);
    running.delete(request);
  }

  const fail = (request: object) => end(request, { status: "none", header: NO_HEADER });

  on<FetchRequest>("undici:request:create", ({ request }) => {
    const host = URL.canParse(String(request.origin)) ? new URL(String(request.origin)).host : "";
    const addHeader = (name: string, value: string) => void request.addHeader(name, value);
    start(request, { method: request.method, path: request.path, host, addHeader });
  });
  on<FetchRequest & { response: FetchResponse }>("undici:request:headers", ({ request, response }) => {
    end(request, { status: response.statusCode, header: (name) => readHeader(response, name) });
  });
  on<FetchRequest>("undici:request:error", ({ request }) => fail(request));
  on<ClientCall>("http.client.request.start", ({ request }) => {
    const host = String(request.getHeader("host") ?? "");
    // Its headers are written already.
    start(request, { method: request.method, path: request.path, host, addHeader: () => undefined });
    if (running.has(request)) request.prependOnceListener("error", () => fail(request));
  });
  on<ClientCall & { response: IncomingMessage }>("http.client.response.finish", ({ request, response }) => {
    const header = (name: string) => response.headers[name]?.toString();
    end(request, { status: response.statusCode ?? 0, header });
  });
}

interface FetchRequest {
  request: {
    origin: string | URL;
    method: string;
    path: string;
    addHeader(name: string, value: string): unknown;
  };
}

interface FetchResponse {
  statusCode: number;
  /** Names and values in turn. */
  headers: readonly Buffer[];
}

interface ClientCall {
  request: ClientRequest;
}

function readHeader({ headers }: FetchResponse, name: string): string | undefined {
  const at = headers.findIndex((text, index) => index % 2 === 0 && text.toString().toLowerCase() === name);
  return at < 0 ? undefined : headers[at + 1]?.toString();
}

/** What Node publishes on a channel has the shape that its documentation describes. */
function on<T>(channel: string, listener: (message: T) => void): void {
  subscribe(channel, (message) => listener(message as T));
}
