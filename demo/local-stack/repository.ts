/** The bare Git repository that requests go to. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CommandResult, CommandSpec, Stack } from "#demo/local-stack/types";
import { PortalError } from "#lib/errors";

export const BRANCH = "main";

/** What the repository says of itself, and the commit that says it. */
export const FIRST_COMMIT = "Begin the repository of requests";
export const README = `# Platform requests

Every resource of the platform is a file in this repository, one a request. Opened by the portal as a pull request,
merged by whoever may approve it, applied to the cluster from here.
`;

// `git merge-tree --write-tree`, which merges in a bare repository, came with Git 2.38.
const OLDEST_GIT = [2, 38] as const;

// Nothing of the person's own settings (signing, hooks, templates) belongs into a throw-away repository.
const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Vitrine demo",
  GIT_AUTHOR_EMAIL: "demo@demo.vitrine.dev",
  GIT_COMMITTER_NAME: "Vitrine demo",
  GIT_COMMITTER_EMAIL: "demo@demo.vitrine.dev",
};

type Host = Pick<Stack, "folder" | "run">;

function needGit(found: string): PortalError {
  return new PortalError("misconfigured", {
    detail: `The demo needs Git ${OLDEST_GIT.join(".")} or newer; ${found}.`,
    suggestion: "Install Git (https://git-scm.com/downloads) and start the demo again.",
  });
}

/** Throws, saying what to install, unless `git` is there and new enough. */
export async function requireGit(run: (spec: CommandSpec) => Promise<CommandResult>): Promise<void> {
  const result = await run({ command: "git", args: ["--version"] }).catch(() => undefined);
  if (!result) throw needGit("Git is not installed");
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(result.stdout) ?? []).map(Number);
  const isOld = major < OLDEST_GIT[0] || (major === OLDEST_GIT[0] && minor < OLDEST_GIT[1]);
  if (isOld) throw needGit(`this is ${result.stdout.trim()}`);
}

async function git(host: Host, args: string[]): Promise<void> {
  // An index outside the repository: a bare one has none, and another's may be named when a Git hook runs us.
  const env = { ...ENVIRONMENT, GIT_INDEX_FILE: join(host.folder, "seed.index") };
  const { code, stderr } = await host.run({ command: "git", args, env });
  if (code !== 0) throw new Error(`git ${args.join(" ")}: ${stderr.trim()}`);
}

/** Makes `<folder>/repo.git` with one commit on `main`; gives its path. */
export async function makeRepository(host: Host): Promise<string> {
  await requireGit(host.run);
  const repository = join(host.folder, "repo.git");
  const seed = join(host.folder, "seed");
  await mkdir(seed);
  await writeFile(join(seed, "README.md"), README);
  await git(host, ["init", "--quiet", "--bare", `--initial-branch=${BRANCH}`, repository]);
  const inSeed = [`--git-dir=${repository}`, `--work-tree=${seed}`];
  await git(host, [...inSeed, "add", "--all"]);
  await git(host, [...inSeed, "commit", "--quiet", `--message=${FIRST_COMMIT}`]);
  return repository;
}
