/** Builds the page of rjsf as it comes, and serves it with one schema. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript" };

export interface StockForm {
  url: string;
  /** The schema that the page draws from its next load on. */
  show(schema: unknown): void;
  stop(): Promise<void>;
}

/** Serves it minified, on loopback, as a production server would. */
export async function serveStockForm(): Promise<StockForm> {
  const folder = await mkdtemp(join(tmpdir(), "vitrine-stock-form-"));
  const root = fileURLToPath(new URL("stock-form", import.meta.url));
  await build({ root, configFile: false, logLevel: "error", build: { outDir: folder, target: "esnext" } });
  let schema = "{}";
  const server = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : (request.url ?? "");
    if (path === "/schema.json") {
      response.setHeader("content-type", "application/json").end(schema);
      return;
    }
    readFile(join(folder, path)).then(
      (content) => response.setHeader("content-type", TYPES[extname(path)] ?? "text/plain").end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    show: (next) => {
      schema = JSON.stringify(next);
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
