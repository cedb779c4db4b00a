/** The HTTP server of a stand-in: requests with their body, answers, and connections that break on purpose. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";

export interface Exchange {
  method: string;
  /** With the origin that the client used. */
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Answer {
  status: number;
  headers?: Readonly<Record<string, string | readonly string[]>>;
  body?: string | Buffer;
}

/** `"drop"` closes the connection without an answer. */
export type Handle = (exchange: Exchange) => Promise<Answer | "drop">;

export interface RunningServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string;
  /** Ends open connections too. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * Listens on loopback.
 * @param port a free one when it is 0
 * @param onError receives errors that `handle` throws; the client gets a 500
 */
export async function startServer(
  handle: Handle,
  port: number,
  onError: (error: unknown) => void,
): Promise<RunningServer> {
  const server = createServer((request, response) => {
    answer(request, response, handle).catch((error: unknown) => {
      onError(error);
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end("The stand-in failed.\n");
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The stand-in has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, handle: Handle): Promise<void> {
  const body = await readBody(request);
  if (!body) {
    response.writeHead(413, { connection: "close" }).end();
    return;
  }
  const { method = "GET", headers, url = "/" } = request;
  // A path that starts with two slashes would be read as a host.
  const address = new URL(`http://${headers.host ?? "127.0.0.1"}${url.replace(/^\/+/, "/")}`);
  const result = await handle({ method, url: address, headers, body });
  if (result === "drop") {
    request.socket.destroy();
    return;
  }
  const length = result.body === undefined ? 0 : Buffer.byteLength(result.body);
  const hasBody = result.status !== 204 && result.status !== 304;
  response.writeHead(result.status, {
    ...(hasBody ? { "content-length": String(length) } : {}),
    ...copyHeaders(result.headers),
  });
  response.end(hasBody && method !== "HEAD" ? result.body : undefined);
}

function copyHeaders(headers: Answer["headers"] = {}): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
  );
}

/** Undefined for a body that is too long. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
