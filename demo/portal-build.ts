/** Builds of the portal, one for each state of its sources, so that a new one never takes the floor from under a running one. */
import { createHash } from "node:crypto";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build as bundle } from "rolldown";
import type { Stack } from "#demo/local-stack/types";
import { PortalError } from "#lib/errors";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
export const NEXT = join(ROOT, "node_modules/next/dist/bin/next");
const STANDALONE = join(ROOT, ".next/standalone");
const BUILDS = join(ROOT, ".cache/portal");
const DIST = join(ROOT, "dist");
const BUILDS_KEPT = 3;
/** Milliseconds: a portal may still run from a build this young. */
const YOUNG = 24 * 60 * 60 * 1000;

/** What a build depends on; a name that is missing or is added is a change as well. */
const SOURCES = ["app", "components", "lib", "public", "next.config.js", "postcss.config.mjs", "proxy.ts"];
const SETTINGS = ["instrumentation.ts", "package-lock.json", "package.json", "tsconfig.json"];

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

/** The standalone output serves these only when they lie inside it. */
function copyAssets(): void {
  cpSync(join(ROOT, ".next/static"), join(STANDALONE, ".next/static"), { recursive: true });
  if (existsSync(join(ROOT, "public")))
    cpSync(join(ROOT, "public"), join(STANDALONE, "public"), { recursive: true });
}

/** The command `vitrine`, beside the server that it starts. */
async function bundleCommand(): Promise<void> {
  await bundle({
    input: join(ROOT, "lib/command/main.ts"),
    platform: "node",
    output: { file: join(STANDALONE, "vitrine.js"), format: "esm", codeSplitting: false },
    logLevel: "silent",
  });
  copyFileSync(join(ROOT, "lib/command/launcher.js"), join(STANDALONE, "launcher.js"));
}

/** Removes old builds, but the newest. */
function pruneBuilds(): void {
  const builds = readdirSync(BUILDS)
    .map((name) => join(BUILDS, name))
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  for (const build of builds.slice(BUILDS_KEPT)) {
    const isYoung = Date.now() - statSync(build).mtimeMs < YOUNG;
    if (!isYoung) rmSync(build, { recursive: true, force: true });
  }
}

/** The folder of a standalone build of today's sources, built if it is not there. Throws with the end of the build's output. */
export async function buildPortal({ run, report }: Pick<Stack, "run" | "report">): Promise<string> {
  const build = join(BUILDS, hashSources().slice(0, 16));
  if (existsSync(build)) return build;
  report("Portal", "building", "Building the portal, about half a minute");
  const { code, stdout, stderr } = await run({
    command: process.execPath,
    args: [NEXT, "build"],
    cwd: ROOT,
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (code !== 0) throw notBuilt(`${stdout}\n${stderr}`);
  copyAssets();
  await bundleCommand();
  mkdirSync(BUILDS, { recursive: true });
  // Moved when it is whole: a build that was interrupted does not count as one.
  renameSync(STANDALONE, build);
  pruneBuilds();
  return build;
}

/**
 * Copies a build to a folder: by default `dist/`, which `npm start` serves, `npm pack` packs and the image contains. A copy of
 * the same build stays, because a portal may run from it.
 */
export function copyBuild(build: string, folder: string = DIST): void {
  const id = ".next/BUILD_ID";
  const known = join(folder, id);
  if (existsSync(known) && readFileSync(known, "utf8") === readFileSync(join(build, id), "utf8")) return;
  rmSync(folder, { recursive: true, force: true });
  const links = readdirSync(build, { recursive: true, withFileTypes: true }).filter((one) =>
    one.isSymbolicLink(),
  );
  const linked = links.map(({ parentPath, name }) => realpathSync(join(parentPath, name)));
  cpSync(build, folder, {
    recursive: true,
    // npm packs no links: their targets move to their places.
    dereference: true,
    filter: (path) =>
      !linked.includes(path) && !path.endsWith(".map") && !path.startsWith(join(build, ".next/cache")),
  });
}

function notBuilt(output: string): PortalError {
  return new PortalError("internal", {
    detail: "The portal could not be built.",
    suggestion: output.trim().split("\n").slice(-30).join("\n"),
  });
}
