/** The command `vitrine`: a portal on this machine, and the checks that need none. */
import { isAbsolute, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import open from "open";
import { runCheck } from "#lib/check/check-command";
import { parseRunArguments, type RunArguments, USAGE } from "#lib/command/arguments";
import { thisMachine } from "#lib/command/machine";
import { type PortalRun, prepareRun } from "#lib/command/portal-run";
import { findPortalPort } from "#lib/command/ports";
import { sayRun } from "#lib/command/run-report";
import { say, sayError } from "#lib/command/terminal";
import { runConfigCheck } from "#lib/config/config-command";
import { PortalError } from "#lib/errors";

/** Milliseconds. */
const START_DEADLINE = 30_000;
const PROBE_INTERVAL = 100;

/** Returns the exit code; undefined while a portal runs. */
async function runCommand(args: string[]): Promise<number | undefined> {
  const [command] = args;
  if (command === "check") return runCheck(args, { print: console.log, printError: console.error });
  if (command === "config") return runConfigCheck(args[1]);
  const given = parseRunArguments(args);
  if (given.help) {
    say(USAGE);
    return 0;
  }
  await runPortal(given);
  return undefined;
}

async function runPortal(args: RunArguments): Promise<void> {
  const machine = thisMachine(process.cwd(), process.env);
  const run = await prepareRun(args, await findPortalPort(args.port, say), machine);
  await startServer(run);
  await sayRun(run);
  if (args.json) console.log(JSON.stringify({ url: run.url, link: run.link, token: run.token }));
  // Where there is no browser, the link is in the terminal.
  if (args.open) await open(run.link).catch(() => undefined);
}

/** Starts the server of the build in this process, which ends with it. */
async function startServer({ url, variables }: PortalRun): Promise<void> {
  Object.assign(process.env, variables, absoluteKubeconfig());
  const { log } = console;
  // Next prints an address without the code of the link.
  console.log = () => undefined;
  await import(new URL("./server.js", import.meta.url).href);
  await untilReady(url);
  console.log = log;
}

/** The server changes its folder. */
function absoluteKubeconfig(): Record<string, string> {
  const { KUBECONFIG } = process.env;
  if (!KUBECONFIG) return {};
  const separator = process.platform === "win32" ? ";" : ":";
  const paths = KUBECONFIG.split(separator).map((path) => (isAbsolute(path) ? path : resolve(path)));
  return { KUBECONFIG: paths.join(separator) };
}

async function untilReady(url: string): Promise<void> {
  for (const deadline = Date.now() + START_DEADLINE; Date.now() < deadline; await pause(PROBE_INTERVAL)) {
    const answer = await fetch(`${url}/api/healthz`).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new PortalError("internal", {
    detail: "The portal did not start.",
    suggestion: "Start it again with LOG_LEVEL=info to see why.",
  });
}

try {
  const code = await runCommand(process.argv.slice(2));
  if (code !== undefined) process.exitCode = code;
} catch (error) {
  sayError(error);
  process.exit(1);
}
