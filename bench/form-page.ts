/** Builds a page that draws one form and nothing else, and serves it. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};

export interface FormPage {
  url: string;
  /** What the page reads at `/form.json` from its next load on. */
  show(form: unknown): void;
  stop(): Promise<void>;
}

/** Serves a folder beside this file minified, on loopback, as a production server would. */
export async function serveFormPage(name: "stock-form" | "own-form"): Promise<FormPage> {
  const folder = await mkdtemp(join(tmpdir(), `vitrine-${name}-`));
  const root = fileURLToPath(new URL(name, import.meta.url));
  await build({
    root,
    configFile: false,
    logLevel: "error",
    // Next's modules ask for settings that only its own build has.
    define: { "process.env": "({})" },
    build: { outDir: folder, target: "esnext" },
  });
  let form = "{}";
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://form");
    if (pathname === "/form.json") {
      response.setHeader("content-type", "application/json").end(form);
      return;
    }
    const path = pathname === "/" ? "/index.html" : pathname;
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
      form = JSON.stringify(next);
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
