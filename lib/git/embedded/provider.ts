/** The embedded repository is for trying the portal: docs/git-hosts/embedded.md says what a Git host has beyond it. */
import { PortalError } from "#lib/errors";
import { assertAvailable, fillIn, requireResult, type Settled } from "#lib/git/batch";
import { assertBranchName } from "#lib/git/branch-name";
import { createClaims } from "#lib/git/claims";
import { createLimit } from "#lib/git/concurrency-limit";
import { readFolderAccess } from "#lib/git/embedded/access";
import { createChangeSets } from "#lib/git/embedded/change-set";
import { createLocalClaims } from "#lib/git/embedded/claims";
import { listFiles, readLastChange, readTexts } from "#lib/git/embedded/files";
import { branchRef, createPullRequestReader } from "#lib/git/embedded/reader";
import type { StoredPullRequest } from "#lib/git/embedded/record";
import { createRefTable } from "#lib/git/embedded/ref-table";
import { createPullRequestWriter } from "#lib/git/embedded/writer";
import { assertPath } from "#lib/git/path";
import { createGit, type Git } from "#lib/git/process/process";
import { createAncestry } from "#lib/git/repository/ancestry";
import { isObjectId, readObject } from "#lib/git/repository/objects";
import { watchRefs } from "#lib/git/repository/watch";
import type { AskedFiles, ChangeSet, GitFile, GitProvider, MergeFile } from "#lib/git/types";

export interface LocalProviderOptions {
  /** Folder of the bare repository. */
  path: string;
  /** URL-safe name, used in request ids. */
  name: string;
  /** The branch that pull requests go to. */
  branch: string;
  /** Where people clone it; the folder, where nothing serves it. */
  url?: string;
  /** The page of a pull request. Default: the portal's page, `/requests/<name>-<number>`. */
  pullRequestUrl?: (number: number) => string;
  /** Interval to check refs that have no file events. */
  watchIntervalMs?: number;
  /** Merges files field by field; absent: Git merges by lines. */
  mergeFile?: MergeFile | undefined;
}

/**
 * Pull requests in a bare Git repository, without a host. They are stored in refs: `refs/pull/<n>/head` is
 * the work, `refs/pull/<n>/meta` a chain of commits, one for each event, whose tree has the pull request as
 * JSON. Each change is one transaction of `git update-ref` with the old values, so only one of several
 * concurrent changes succeeds, in whatever process. Nothing is stored elsewhere: a new process on the same
 * repository sees everything. Needs Git 2.38 or newer. Errors as in `GitProvider`; a missing repository is
 * `git-unavailable` at first use.
 */
export function createLocalProvider(options: LocalProviderOptions): GitProvider {
  const { path, name, branch, url = path, watchIntervalMs = 2000 } = options;
  const pullRequestUrl = options.pullRequestUrl ?? ((number: number) => `/requests/${name}-${number}`);
  const git = createGit(path);
  const ancestry = createAncestry(git);
  const table = createRefTable(git, path, () => watch.isRunning());
  const watch = watchRefs({ path, check: table.check, intervalMs: watchIntervalMs });
  const reader = createPullRequestReader({ git, ancestry, table }, { branch, pullRequestUrl });
  const changeSets = createChangeSets({ git, ancestry, mergeFile: options.mergeFile });
  const writer = createPullRequestWriter({ git, table, reader, changeSets, target: branch });
  // Processes compete through the refs. Within one process, a queue is cheaper than retries.
  const inLine = createLimit(1);

  async function write(task: () => Promise<StoredPullRequest>) {
    const { pullRequest } = await inLine(task);
    watch.announce();
    return pullRequest;
  }

  return {
    repository: { provider: "local", name, url, branch },
    readFile: (file, ref = branch) => readFile(git, file, ref),
    headCommit: async (of = branch) => {
      assertBranchName(of);
      return (await table.find([branchRef(of)])).get(branchRef(of));
    },
    listFiles: (commit) => listFiles(git, commit),
    readTexts: (blobs) => readTexts(git, blobs),
    lastChange: (file) => readLastChange(git, branch, file),
    openPullRequest: (input, actor) => write(() => writer.open(input, actor)),
    amendPullRequest: (number, input, actor) => write(() => writer.amend(number, input, actor)),
    getPullRequest: async (number) => (await reader.get(number))?.pullRequest,
    listPullRequests: async ({ state } = {}) => {
      const all = (await reader.list()).map(({ pullRequest }) => pullRequest);
      return state === undefined ? all : all.filter((pullRequest) => pullRequest.state === state);
    },
    changedFiles: async (number, head, target) =>
      requireResult(await readChanges([{ number, head }], target)),
    changedFilesOf: async (asked, target) => assertAvailable(await readChanges(asked, target)),
    approve: (number, actor, judged, comment) => write(() => writer.approve(number, actor, judged, comment)),
    merge: (number, actor, judged) => write(() => writer.merge(number, actor, judged)),
    close: (number, actor) => write(() => writer.close(number, actor)),
    claim: createClaims(createLocalClaims(git)),
    contains: async (revision, commit) => (await ancestry.listCommits(revision)).has(commit),
    describeAccess: async () => {
      const target = branchRef(branch);
      return readFolderAccess(path, (await table.find([target])).has(target));
    },
    subscribe: watch.subscribe,
    // Nothing delivers webhooks of a repository in the file system, which is watched anyway.
    lookNow: () => undefined,
    dispose: () => {
      watch.close();
      git.close();
    },
  };

  function readChanges(asked: readonly AskedFiles[], target?: string): Promise<Settled<ChangeSet>[]> {
    const find = async (one: AskedFiles) => (target === undefined ? undefined : changeSets.find(one, target));
    return fillIn<AskedFiles, Settled<ChangeSet>>(asked, find, async (unknown) => {
      const stored = await reader.getMany(unknown.map(({ number }) => number));
      const existing = unknown.flatMap(({ head }, index) => {
        const found = stored[index];
        return found ? [{ stored: found, head }] : [];
      });
      const read = await changeSets.readMany(existing, existing[0]?.stored.refs.target);
      return unknown.map(({ number }, index) => (stored[index] && read.shift()) ?? notFound(number));
    });
  }

  function notFound(number: number): PortalError {
    return new PortalError("not-found", { detail: `There is no pull request ${number} in ${name}.` });
  }
}

async function readFile(git: Git, path: string, ref: string): Promise<GitFile | undefined> {
  assertPath(path);
  const isCommit = isObjectId(ref);
  if (!isCommit) assertBranchName(ref);
  const commit = isCommit ? ref : branchRef(ref);
  const object = await readObject(git, `${commit}:${path}`);
  if (object?.type !== "blob") return undefined;
  return { path, content: object.content.toString(), blob: object.id };
}
