/** What can be written behind `npm run demo --`. */
import { parseArgs } from "node:util";
import { isPortalError, PortalError } from "#lib/errors";

export interface DemoArguments {
  port?: number;
  json: boolean;
  dev: boolean;
  full: boolean;
  github: boolean;
  gitlab: boolean;
  cluster: boolean;
  help: boolean;
}

export const USAGE = `npm run demo -- [--port N] [--json] [--full | --github | --gitlab | --cluster]

  --port N    the port of the portal (default 3000, or a free one when that is taken)
  --json      one line {"url","kubeconfig","token","parts"} on standard output when usable
  --full      with what a platform team may run as well: Gitea, Argo CD, kro, provider-kubernetes
  --github    with a stand-in for GitHub in place of the embedded repository and of the sign-in by a button
  --gitlab    the same with a stand-in for GitLab
  --cluster   the portal alone, on the current kubeconfig context and the repository in VITRINE_GIT
`;

function misuse(detail: string, cause?: unknown): PortalError {
  return new PortalError("invalid", { detail, suggestion: `Usage: ${USAGE}`, cause });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw misuse(`--port takes a number from 1 to 65535, not "${text}".`);
}

/** Parses the arguments; throws what is wrong with the usage. */
export function parseArguments(args: string[]): DemoArguments {
  const flag = { type: "boolean", default: false } as const;
  const options = {
    port: { type: "string" },
    json: flag,
    dev: flag,
    full: flag,
    github: flag,
    gitlab: flag,
    cluster: flag,
    help: flag,
  } as const;
  try {
    const { values } = parseArgs({ args, options });
    const { port, ...flags } = values;
    const { full, github, gitlab, cluster } = flags;
    const hosts = Object.entries({ full, github, gitlab }).flatMap(([name, wanted]) =>
      wanted ? [name] : [],
    );
    const [first = ""] = hosts;
    if (cluster && hosts.length > 0)
      throw misuse(`--${first} starts servers of its own, and --cluster starts none.`);
    if (hosts.length > 1)
      throw misuse(`Requests can go to one Git host only: choose --${hosts.join(" or --")}.`);
    return { port: port === undefined ? undefined : parsePort(port), ...flags };
  } catch (error) {
    if (isPortalError(error)) throw error;
    throw misuse(error instanceof Error ? error.message : String(error), error);
  }
}
