import { once } from "node:events";
import { createServer } from "node:net";

const handedOut = new Set<number>();

/** A free port on 127.0.0.1; `wanted` if that is free. The system picks, and no port is handed out twice. */
export async function findFreePort(wanted = 0): Promise<number> {
  const server = createServer();
  server.listen(wanted, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  const port = typeof address === "object" && address ? address.port : 0;
  if (handedOut.has(port)) return findFreePort();
  handedOut.add(port);
  return port;
}

/** True when something can listen on 127.0.0.1:`port`. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
