/** Builds the portal when its sources changed since the last build. */
import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Stack } from "#demo/local-stack/types";
import { PortalError } from "#lib/errors";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
export const NEXT = join(ROOT, "node_modules/next/dist/bin/next");
export const STANDALONE = join(ROOT, ".next/standalone");

/** What a build depends on; a name that is missing or is added is a change as well. */
const SOURCES = ["app", "components", "lib", "public", "next.config.js", "postcss.config.mjs", "proxy.ts"];
const SETTINGS = ["instrumentation.ts", "package-lock.json", "package.json", "tsconfig.json"];
const STAMP = join(STANDALONE, "built-from");

/** Every source file under a path, tests left out, in a stable order. */
function listSources(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return /\.test\.tsx?$/.test(path) ? [] : [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => listSources(join(path, name)));
}

/** A hash that changes when a source, the configuration or the lock file does. */
export function hashSources(root: string = ROOT): string {
  const hash = createHash("sha256");
  const files = [...SOURCES, ...SETTINGS].flatMap((name) => listSources(join(root, name)));
  for (const file of files) hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file));
  return hash.digest("hex");
}

function readStamp(): string {
  return existsSync(STAMP) ? readFileSync(STAMP, "utf8") : "";
}

/** The standalone output serves these only when they lie inside it. */
function copyAssets(): void {
  cpSync(join(ROOT, ".next/static"), join(STANDALONE, ".next/static"), { recursive: true });
  if (existsSync(join(ROOT, "public")))
    cpSync(join(ROOT, "public"), join(STANDALONE, "public"), { recursive: true });
}

/** Builds the portal into `.next/standalone` unless the build there is of these sources. Throws with the end of the build's output. */
export async function buildPortal({ run, report }: Pick<Stack, "run" | "report">): Promise<void> {
  const hash = hashSources();
  if (readStamp() === hash) return;
  report("Portal", "building", "Building the portal, about half a minute");
  rmSync(STANDALONE, { recursive: true, force: true });
  const { code, stdout, stderr } = await run({
    command: process.execPath,
    args: [NEXT, "build"],
    cwd: ROOT,
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (code !== 0) throw notBuilt(`${stdout}\n${stderr}`);
  copyAssets();
  // Last, so that a build which was interrupted does not count as one.
  writeFileSync(STAMP, hash);
}

function notBuilt(output: string): PortalError {
  return new PortalError("internal", {
    detail: "The portal could not be built.",
    suggestion: output.trim().split("\n").slice(-30).join("\n"),
  });
}
