import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { RunArguments } from "#lib/command/arguments";
import { type ClusterAccess, readClusterAccess } from "#lib/command/cluster-access";
import { TOKEN_VARIABLE } from "#lib/command/host-token";
import type { Machine } from "#lib/command/machine";
import { findRepository } from "#lib/command/repository";
import { loadConfig } from "#lib/config/config";
import { type ConfiguredGit, describePlace } from "#lib/config/git";
import { isPortalError, PortalError } from "#lib/errors";

/** A portal for the one person at this machine. */
export interface PortalRun {
  url: string;
  /** Signs the person in; nobody without it can. */
  link: string;
  /** Bearer token for the HTTP API. */
  token: string;
  /** For the portal's process. */
  variables: Record<string, string>;
  access: ClusterAccess;
  /** Where requests go; undefined where nothing can be requested. */
  repository: string | undefined;
  /** What does not work yet, and the next step. */
  problems: PortalError[];
}

/**
 * Finds out all that a portal needs: the cluster and its person, the repository and a token for it.
 * @param port a free port
 * @throws PortalError `misconfigured` where it can never work, such as without a kubeconfig
 */
export async function prepareRun(args: RunArguments, port: number, machine: Machine): Promise<PortalRun> {
  const [access, named] = await Promise.all([
    readClusterAccess(args.context),
    args.git === undefined ? undefined : findRepository(args.git, args, machine).catch(asProblem),
  ]);
  const found = isPortalError(named) ? undefined : named;
  const url = `http://127.0.0.1:${port}`;
  const [code, token, secret] = [randomText(), randomText(), randomText()];
  const { cluster, context, person } = access;
  const variables = {
    VITRINE_URL: url,
    VITRINE_SECRET: secret,
    VITRINE_CLUSTERS: JSON.stringify([{ name: cluster, context }]),
    VITRINE_DEMO_PEOPLE: JSON.stringify([{ ...person, code }]),
    VITRINE_DEMO_TOKEN: JSON.stringify({ ...person, token }),
    ...(args.config === undefined ? {} : { VITRINE_CONFIG: resolve(machine.folder, args.config) }),
    ...(found ? { VITRINE_GIT: JSON.stringify(found.git) } : {}),
    ...(found?.token === undefined ? {} : { [TOKEN_VARIABLE]: found.token }),
    PORT: String(port),
    HOSTNAME: "127.0.0.1",
  };
  const { repositories } = loadConfig({ ...machine.variables, ...variables });
  const gitProblems = isPortalError(named) ? [named] : findGitProblems(repositories);
  return {
    url,
    link: `${url}/sign-in#code=${code}`,
    token,
    access,
    repository: found?.place ?? (repositories.map(describePlace).join(", ") || undefined),
    variables,
    problems: [...(access.problem ? [access.problem] : []), ...gitProblems],
  };
}

const randomText = () => randomBytes(32).toString("hex");

/** The portal is of use without a repository as well. */
function asProblem(error: unknown): PortalError {
  if (isPortalError(error)) return error;
  throw error;
}

/** Of a Git host the portal itself says what is wrong. */
function findGitProblems(repositories: readonly ConfiguredGit[]): PortalError[] {
  if (repositories.length === 0) {
    return [
      new PortalError("git-unavailable", {
        detail: "No Git repository is named, so offers can be seen but not requested.",
        suggestion:
          "Start again with `--git` and the address of a repository, such as https://github.com/acme/platform, or with VITRINE_GIT.",
      }),
    ];
  }
  return repositories.flatMap((git) => {
    if (git.provider !== "local" || existsSync(join(git.path, "HEAD"))) return [];
    return new PortalError("git-unavailable", {
      detail: `The configuration names ${git.path}, where no bare Git repository is.`,
      suggestion: `Make one (\`git init --bare --initial-branch=${git.branch} ${git.path}\`) or name another.`,
    });
  });
}
