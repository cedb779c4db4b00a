/** The command `vitrine`: a portal on this machine, and the checks that need none. */
import { delimiter, resolve } from "node:path";
import open from "open";
import { runCheck } from "#lib/check/check-command";
import { untilOk } from "#lib/command/answers";
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
  // Where there is no browser, the link is in the terminal.
  if (args.open) await open(run.link).catch(() => undefined);
  await sayRun(run);
  if (args.json) console.log(JSON.stringify({ url: run.url, link: run.link, token: run.token }));
}

/** Starts the server of the build in this process, which ends with it. */
async function startServer({ url, variables }: PortalRun): Promise<void> {
  // Lines for machines would hide the lines for the person.
  const { LOG_LEVEL = "silent" } = process.env;
  Object.assign(process.env, { ...variables, ...absoluteKubeconfig(), LOG_LEVEL });
  const { log } = console;
  // Next prints an address without the code of the link.
  console.log = () => undefined;
  await import(new URL("./server.js", import.meta.url).href);
  const isStarted = await untilOk(`${url}/api/healthz`, START_DEADLINE);
  console.log = log;
  if (isStarted) return;
  throw new PortalError("internal", {
    detail: "The portal did not start.",
    suggestion: "Start it again with LOG_LEVEL=info to see why.",
  });
}

/** The server changes its folder. */
function absoluteKubeconfig(): Record<string, string> {
  const { KUBECONFIG } = process.env;
  if (!KUBECONFIG) return {};
  const paths = KUBECONFIG.split(delimiter).map((path) => resolve(path));
  return { KUBECONFIG: paths.join(delimiter) };
}

try {
  const code = await runCommand(process.argv.slice(2));
  if (code !== undefined) process.exitCode = code;
} catch (error) {
  sayError(error);
  process.exit(1);
}
