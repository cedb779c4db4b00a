import type { HostProvider } from "#lib/command/arguments";
import type { Machine } from "#lib/command/machine";
import { PortalError } from "#lib/errors";

/** The variable in which the portal gets the token that was found. */
export const TOKEN_VARIABLE = "VITRINE_GIT_TOKEN";

interface HostVariables {
  /** Variables with a token for the host that `hostVariable` names, or for `home`. */
  tokens: readonly string[];
  hostVariable: string;
  home?: string;
}

/**
 * The variables that the hosts' own command lines read. A token goes to no other host than the one that it is for:
 * https://cli.github.com/manual/gh_help_environment, https://docs.gitlab.com/cli/#environment-variables,
 * https://gitea.com/gitea/tea.
 */
const VARIABLES: Record<HostProvider, HostVariables> = {
  github: { tokens: ["GH_TOKEN", "GITHUB_TOKEN"], home: "github.com", hostVariable: "GH_HOST" },
  gitlab: { tokens: ["GITLAB_TOKEN"], home: "gitlab.com", hostVariable: "GITLAB_HOST" },
  gitea: { tokens: ["GITEA_TOKEN"], hostVariable: "GITEA_SERVER_URL" },
};

/** The command lines that print a token for a host; none at Gitea. */
const PROGRAMS: Record<HostProvider, ((host: string) => [string, ...string[]]) | undefined> = {
  github: (host) => ["gh", "auth", "token", "--hostname", host],
  gitlab: (host) => ["glab", "config", "get", "token", "--host", host],
  gitea: undefined,
};

/**
 * A token for a Git host that this machine already has.
 * @param origin such as `https://github.com`
 * @throws PortalError `git-unavailable` where there is none
 */
export async function findToken(provider: HostProvider, origin: string, machine: Machine): Promise<string> {
  const found =
    readVariable(provider, origin, machine) ??
    (await askProgram(provider, origin, machine)) ??
    (await askCredentialHelper(origin, machine));
  if (found) return found;
  const { host } = new URL(origin);
  const variable = VARIABLES[provider].tokens.at(-1);
  const login = {
    github: `\`gh auth login --hostname ${host}\``,
    gitlab: "`glab auth login`",
    gitea: undefined,
  };
  const ways = [`set ${isHome(provider, origin, machine) ? variable : TOKEN_VARIABLE}`, login[provider]];
  throw new PortalError("git-unavailable", {
    detail: `No token for ${host} was found, so nothing can be requested.`,
    suggestion: `To request resources, ${ways.filter(Boolean).join(", or run ")}, and start again. docs/git-hosts/${provider}.md names the permissions of the token.`,
  });
}

function readVariable(provider: HostProvider, origin: string, machine: Machine): string | undefined {
  const own = machine.variables[TOKEN_VARIABLE];
  if (own) return own;
  if (!isHome(provider, origin, machine)) return undefined;
  return VARIABLES[provider].tokens.map((name) => machine.variables[name]).find(Boolean);
}

/** True where the host's variables are about this host. */
function isHome(provider: HostProvider, origin: string, { variables }: Machine): boolean {
  const { home, hostVariable } = VARIABLES[provider];
  const named = variables[hostVariable]?.replace(/^https?:\/\//, "").replace(/\/+$/, "");
  return new URL(origin).host === (named || home);
}

async function askProgram(provider: HostProvider, origin: string, { run }: Machine) {
  const [program, ...args] = PROGRAMS[provider]?.(new URL(origin).host) ?? [];
  return program === undefined ? undefined : (await run(program, args))?.trim() || undefined;
}

/** https://git-scm.com/docs/git-credential */
async function askCredentialHelper(origin: string, { run }: Machine): Promise<string | undefined> {
  const { protocol, host } = new URL(origin);
  const question = `protocol=${protocol.slice(0, -1)}\nhost=${host}\n\n`;
  const answer = await run("git", ["credential", "fill"], question);
  return /^password=(.+)$/m.exec(answer ?? "")?.[1];
}
