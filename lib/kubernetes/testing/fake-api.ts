/**
 * For tests: an API server over real HTTP whose responses the test writes, and a clock that the test moves.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "#lib/async/clock";
import { type ClusterClient, connectCluster } from "#lib/kubernetes/transport/client";

export interface FakeClock extends Clock {
  /** Advances the time and calls the due timers in order. */
  advance(milliseconds: number): void;
  /** Milliseconds until each set timer. */
  pending(): number[];
}

/** Starts in November 2026; random is always one half. */
export function createFakeClock(): FakeClock {
  let now = Date.parse("2026-11-20T10:00:00Z");
  const timers = new Map<symbol, { at: number; callback: () => void }>();
  return {
    now: () => now,
    random: () => 0.5,
    after(milliseconds, callback) {
      const key = Symbol();
      timers.set(key, { at: now + milliseconds, callback });
      return () => timers.delete(key);
    },
    advance(milliseconds) {
      now += milliseconds;
      for (const [key, timer] of [...timers].sort(([, one], [, other]) => one.at - other.at)) {
        if (timer.at <= now && timers.delete(key)) timer.callback();
      }
    },
    pending: () => [...timers.values()].map(({ at }) => at - now),
  };
}

/** A call that waits for its response. */
export interface FakeRequest {
  path: string;
  query: URLSearchParams;
  headers: http.IncomingHttpHeaders;
  /** Each header as received, including repeated ones: name, value, name, value. */
  rawHeaders: string[];
  answer(status: number, body: unknown, headers?: http.OutgoingHttpHeaders): void;
  /** Breaks the connection instead of a response. */
  drop(): void;
  /** Accepts a watch. */
  open(): FakeStream;
}

export interface FakeStream {
  send(event: unknown): void;
  sendText(text: string): void;
  end(): void;
  /** Breaks the connection. */
  drop(): void;
}

export interface FakeApi {
  client: ClusterClient;
  /** Waits for the next call. */
  next(): Promise<FakeRequest>;
  /** Calls that nobody has taken yet. */
  waiting(): number;
  /** Stops listening and breaks every connection. */
  stopListening(): Promise<void>;
  /** Listens again at the same port. */
  startListening(): Promise<void>;
  close(): Promise<void>;
}

export async function startFakeApi(): Promise<FakeApi> {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-fake-api-"));
  const arrived: FakeRequest[] = [];
  const takers: ((request: FakeRequest) => void)[] = [];
  const server = http.createServer((request, response) => {
    const fake = toFakeRequest(request, response);
    const taker = takers.shift();
    if (taker) taker(fake);
    else arrived.push(fake);
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, "127.0.0.1", () => resolve()));
  const stopListening = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const client = connectCluster({ name: "fake", kubeconfig: writeKubeconfig(folder, port) });
  return {
    client,
    next: () => {
      const request = arrived.shift();
      return request ? Promise.resolve(request) : new Promise((resolve) => takers.push(resolve));
    },
    waiting: () => arrived.length,
    stopListening,
    startListening: () => listen(port),
    async close() {
      client.close();
      if (server.listening) await stopListening();
      rmSync(folder, { recursive: true });
    },
  };
}

function toFakeRequest(request: http.IncomingMessage, response: http.ServerResponse): FakeRequest {
  const url = new URL(request.url ?? "/", "http://fake");
  return {
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    answer(status, body, headers = {}) {
      response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
    },
    drop: () => request.socket.destroy(),
    open() {
      response.writeHead(200);
      response.flushHeaders();
      return {
        send: (event) => response.write(`${JSON.stringify(event)}\n`),
        sendText: (text) => response.write(text),
        end: () => response.end(),
        drop: () => response.destroy(),
      };
    },
  };
}

function writeKubeconfig(folder: string, port: number): string {
  const file = join(folder, "kubeconfig");
  const cluster = { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true };
  const config = {
    clusters: [{ name: "fake", cluster }],
    users: [{ name: "fake", user: { token: "fake-token" } }],
    contexts: [{ name: "fake", context: { cluster: "fake", user: "fake" } }],
    "current-context": "fake",
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}
