/** A reverse proxy as plain as they come: each request goes to the next upstream, whoever sends it. */
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

interface Forwarded {
  method: string;
  /** Its idempotency key, if it has one. */
  name: string;
  /** Of the upstream. */
  port: number;
}

export interface RoundRobin {
  /** Sends no further requests there; those on their way go on. */
  remove(port: number): void;
  add(port: number): void;
  /** Calls the listener with each request that goes to an upstream. */
  onForward(listener: (forwarded: Forwarded) => void): void;
  /** Answers that were cut off. */
  broken(): number;
  close(): Promise<void>;
}

/** Starts the proxy on loopback. An upstream that accepts no connection is passed over, as usual proxies do. */
export async function startRoundRobin(port: number, upstreams: readonly number[]): Promise<RoundRobin> {
  const ports = [...upstreams];
  const agent = new Agent({ keepAlive: true });
  let listener: (forwarded: Forwarded) => void = () => {};
  let next = 0;
  let broken = 0;

  function forward(
    incoming: IncomingMessage,
    answer: ServerResponse,
    body: Buffer,
    tries = ports.length,
  ): void {
    const upstream = ports[next % ports.length];
    next += 1;
    const { method = "GET", url, headers } = incoming;
    const outgoing = request({ host: "127.0.0.1", port: upstream, method, path: url, headers, agent });
    outgoing.once("response", (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.once("error", () => answer.destroy());
      response.pipe(answer);
    });
    let hasLeft = false;
    outgoing.once("error", (error: NodeJS.ErrnoException) => {
      // A browser that goes to another page leaves calls of the page before.
      if (hasLeft) return;
      // Nothing was sent, so nothing can be done twice.
      if (error.code === "ECONNREFUSED" && tries > 1) return forward(incoming, answer, body, tries - 1);
      broken += 1;
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(502).end(error.message);
    });
    answer.once("close", () => {
      hasLeft = true;
      outgoing.destroy();
    });
    outgoing.end(body);
    if (upstream !== undefined)
      listener({ method, name: String(headers["idempotency-key"]), port: upstream });
  }

  const server = createServer(async (incoming, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    forward(incoming, answer, Buffer.concat(chunks));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    add: (one) => void ports.push(one),
    remove: (one) => void ports.splice(ports.indexOf(one), 1),
    onForward(given) {
      listener = given;
    },
    broken: () => broken,
    close() {
      agent.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
