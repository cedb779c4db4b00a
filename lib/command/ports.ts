import { once } from "node:events";
import { createServer } from "node:net";
import { PortalError } from "#lib/errors";

const handedOut = new Set<number>();

/** A free port on 127.0.0.1, picked by the system. None is handed out twice. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
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
async function isFree(port: number): Promise<boolean> {
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

const USUAL_PORT = 3000;

/** The port the portal gets: the wanted one or an error that it is taken; else 3000, or a free one with a notice. */
export async function findPortalPort(
  wanted: number | undefined,
  notice: (text: string) => void,
  usual = USUAL_PORT,
): Promise<number> {
  const first = wanted ?? usual;
  if (await isFree(first)) return first;
  if (wanted === undefined) {
    const port = await findFreePort();
    notice(`  Port ${usual} is taken; using ${port}. \`--port\` chooses another.`);
    return port;
  }
  throw new PortalError("misconfigured", {
    detail: `Port ${wanted} is taken on 127.0.0.1.`,
    suggestion: "Stop what listens there, or leave `--port` out: a free port is then chosen.",
  });
}
