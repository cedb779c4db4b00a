/** Servers that record who is called and answer nothing of use, for journeys about networks. */
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";

export interface RecordingServer {
  port: number;
  /** What was called, in order: the targets of CONNECT at a proxy, the paths at a host. */
  calls: readonly string[];
  close(): Promise<void>;
}

/** A proxy that refuses every tunnel. */
export function startRecordingProxy(): Promise<RecordingServer> {
  const calls: string[] = [];
  const server = createHttpServer();
  server.on("connect", ({ url = "" }, socket) => {
    calls.push(url);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  return listen(server, calls);
}

/** A host with the certificate of an authority of its own, which finds nothing. */
export function startRecordingHost(certificate: { cert: string; key: string }): Promise<RecordingServer> {
  const calls: string[] = [];
  const server = createHttpsServer(certificate, ({ url = "" }, answer) => {
    calls.push(url);
    answer.writeHead(404).end();
  });
  return listen(server, calls);
}

function listen(server: Server, calls: readonly string[]): Promise<RecordingServer> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      resolve({ port, calls, close: () => closeServer(server) });
    });
  });
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
