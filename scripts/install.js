// Installs the packages of package-lock.json where they are missing or other than locked. Plain JavaScript for
// Node 20: Node 24, on which everything else runs, is one of the packages.
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { mustRun, step } from "./terminal.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
// What it says goes to standard error, as standard output is for results; that packages want Node 24, which is
// only being installed, is no news.
const NPM_CI = "npm ci --no-audit --no-fund --loglevel=error >&2";
const BINARIES = join(ROOT, "node_modules/.bin");

function readPackages(file) {
  return JSON.parse(readFileSync(join(ROOT, file), "utf8")).packages;
}

/** Whether each package that every platform needs is installed in the version of the lock file. */
export function isInstalled(locked, installed) {
  return Object.entries(locked).every(([path, { version, optional, peer }]) => {
    if (path === "" || ((optional || peer) && !installed[path])) return true;
    return installed[path]?.version === version;
  });
}

function isComplete() {
  // What npm itself notes of what it has installed.
  const record = "node_modules/.package-lock.json";
  if (!existsSync(join(ROOT, record)) || !existsSync(join(BINARIES, "node"))) return false;
  return isInstalled(readPackages("package-lock.json"), readPackages(record));
}

/** Installs what is missing, and puts the installed programs, Node 24 among them, before all others. */
export async function install() {
  process.chdir(ROOT);
  if (!isComplete()) await step("Installing packages", () => mustRun("sh", ["-c", NPM_CI]));
  process.env.PATH = `${BINARIES}${delimiter}${process.env.PATH ?? ""}`;
}
