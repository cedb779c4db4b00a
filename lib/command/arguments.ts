/** The arguments of the command `vitrine` that starts a portal. */
import { parseArgs } from "node:util";
import { isPortalError, PortalError } from "#lib/errors";

/** The Git hosts that `--provider` can name. */
export const HOST_PROVIDERS = ["github", "gitlab", "gitea"] as const;

export type HostProvider = (typeof HOST_PROVIDERS)[number];

export interface RunArguments {
  /** The address of a repository, or a folder. */
  git?: string | undefined;
  branch?: string | undefined;
  provider?: HostProvider | undefined;
  /** Context of the kubeconfig; by default the current one. */
  context?: string | undefined;
  config?: string | undefined;
  port?: number | undefined;
  open: boolean;
  json: boolean;
  help: boolean;
}

export const USAGE = `Usage: vitrine [options]              start a portal on this machine
       vitrine check --base <commit>  check files in continuous integration
       vitrine config <file>          check a configuration file

The portal uses the current kubeconfig context and the access of its user. It
installs nothing in the cluster and listens on loopback.

  --git <repository>   where requests go: an address such as
                       https://github.com/acme/platform, a clone on this machine
                       (its remote "origin"), or a bare repository
  --branch <name>      the target branch (default: the default branch of the repository)
  --provider <host>    ${HOST_PROVIDERS.join(", ")}, where the address does not tell it
  --context <name>     a context of the kubeconfig (default: the current one)
  --config <file>      a configuration file of the portal, for everything else
  --port <number>      the port (default: 3000, or a free one)
  --open               opens the browser
  --json               prints {"url","link","token"} when the portal is ready

A token for the Git host is read from VITRINE_GIT_TOKEN, from the variable of the
host (GITHUB_TOKEN, GITLAB_TOKEN; GITEA_TOKEN for the host in GITEA_SERVER_URL),
from its command line (gh, glab), or from Git's credential helper.`;

/** Parses the arguments. Throws `invalid` with the usage. */
export function parseRunArguments(args: readonly string[]): RunArguments {
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
    const { port, provider, ...others } = values;
    return { ...others, port: parsePort(port), provider: parseProvider(provider) };
  } catch (error) {
    if (isPortalError(error)) throw error;
    throw misuse(error instanceof Error ? error.message : String(error), error);
  }
}

const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;
const OPTIONS = {
  git: text,
  branch: text,
  provider: text,
  context: text,
  config: text,
  port: text,
  open: flag,
  json: flag,
  help: flag,
} as const;

function parsePort(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const port = Number(given);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw misuse(`--port needs a number from 1 to 65535, not "${given}".`);
}

function parseProvider(given: string | undefined): HostProvider | undefined {
  const found = HOST_PROVIDERS.find((provider) => provider === given);
  if (found !== undefined || given === undefined) return found;
  throw misuse(`--provider needs ${HOST_PROVIDERS.join(", ")}, not "${given}".`);
}

function misuse(detail: string, cause?: unknown): PortalError {
  return new PortalError("invalid", { detail, suggestion: USAGE, cause });
}
