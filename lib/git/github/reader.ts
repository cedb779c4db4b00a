import { z } from "zod";
import type { GitHubRepository } from "#lib/git/github/api/repository";
import { type GitHubPullRequest, gitHubPullRequest, PULL_REQUEST } from "#lib/git/github/api/shapes";
import { createGitHubFiles } from "#lib/git/github/files";
import { createGitHubHistory } from "#lib/git/github/history";
import { createGitHubIndex } from "#lib/git/github/index";
import { createGitHubObjects } from "#lib/git/github/objects";
import { describePullRequest } from "#lib/git/github/pull-request";
import { createPushers } from "#lib/git/github/pushers";
import { createAncestry } from "#lib/git/remote/ancestry";
import { createChangeReader } from "#lib/git/remote/change-reader";
import { createChanges } from "#lib/git/remote/changes";
import { createLoader } from "#lib/git/remote/loader";
import { noPullRequest } from "#lib/git/remote/precondition";
import { createFolderReader } from "#lib/git/remote/trees";
import { createWork } from "#lib/git/remote/work";
import type { AskedFiles, MergeFile, PullRequest, PullRequestState } from "#lib/git/types";

/** 500 pull requests have 500 root folders of their own, and some folders below. */
const MAX_FOLDERS_KEPT = 3_000;
const PULL_REQUESTS_PER_CALL = 25;

export type GitHubReader = ReturnType<typeof createGitHubReader>;

/** Reads files and pull requests of one repository. */
export function createGitHubReader(repository: GitHubRepository, mergeFile: MergeFile | undefined) {
  const objects = createGitHubObjects(repository);
  const files = createGitHubFiles(repository, objects);
  const history = createGitHubHistory(repository);
  const work = createWork(history);
  const changes = createChanges({
    work,
    readFolder: createFolderReader(objects.readTree, MAX_FOLDERS_KEPT),
    readBlob: objects.readBlob,
    findParents: objects.findParents,
    mergeFile,
  });
  const index = createGitHubIndex(repository);
  const findPushers = createPushers(repository);
  const load = createLoader((numbers) => readPullRequests(repository, numbers), PULL_REQUESTS_PER_CALL);
  /** As GitHub has it now; undefined also for another target branch. */
  async function find(number: number): Promise<GitHubPullRequest | undefined> {
    const found = await load(String(number));
    if (found) index.put(found);
    return found?.baseRefName === repository.target ? found : undefined;
  }

  async function getExisting(number: number): Promise<GitHubPullRequest> {
    const found = await find(number);
    if (found) return found;
    throw noPullRequest(number);
  }

  const complete = async (found: GitHubPullRequest): Promise<PullRequest> =>
    describePullRequest(found, await findPushers(found));

  /** The pull request of the list at this head, or as GitHub has it now. */
  async function findAt({ number, head }: AskedFiles): Promise<GitHubPullRequest> {
    const known = index.find(number);
    const isUsable = known?.head === head && known.baseRefName === repository.target;
    return isUsable ? known : getExisting(number);
  }

  /** Compares the branches of open pull requests with the target branch. Returns the tip of it, by head. */
  async function compareOpen(found: readonly GitHubPullRequest[]): Promise<ReadonlyMap<string, string>> {
    const open = found.filter(({ state, isCrossRepository }) => state === "open" && !isCrossRepository);
    const heads = open.map(({ headRefName, head }) => ({ branch: headRefName, head }));
    if (heads.length === 0) return new Map();
    const compared = await history.compareBranches(heads);
    await Promise.all(compared.map(({ head, target, commits }) => work.keep(head, target, commits)));
    return new Map(compared.map(({ head, target }) => [head, target]));
  }

  const { changedFiles, changedFilesOf } = createChangeReader({
    changes,
    findAt,
    headOf: (found) => found.head,
    placeOf: async ({ number, state, baseRefOid, mergeCommit }, head) =>
      state === "open"
        ? { state, number, tip: baseRefOid }
        : { state: "done", base: await history.findBase(baseRefOid, head), mergeCommit: mergeCommit?.oid },
    prepare: compareOpen,
    readTip: files.headCommit,
  });

  return {
    ...files,
    find,
    getExisting,
    put: index.put,
    complete,
    async get(number: number): Promise<PullRequest | undefined> {
      const found = await find(number);
      return found && complete(found);
    },
    async listPullRequests(state?: PullRequestState): Promise<PullRequest[]> {
      const all = await index.list(state !== "open");
      const wanted = all.filter(
        (found) => found.baseRefName === repository.target && (state === undefined || found.state === state),
      );
      wanted.sort((a, b) => b.number - a.number);
      return Promise.all(wanted.map(complete));
    },
    changedFiles,
    changedFilesOf,
    readProposal: changes.readProposal,
    contains: createAncestry(history),
    stamp: index.stamp,
  };
}

async function readPullRequests(
  repository: GitHubRepository,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, GitHubPullRequest>> {
  const aliases = numbers.map((number) => `n${number}: pullRequest(number: ${number}) { ...pullRequest }`);
  const found = await repository.query({
    name: "PullRequest",
    fields: aliases.join(" "),
    fragments: [PULL_REQUEST],
    schema: z.record(z.string(), gitHubPullRequest.nullable()),
    accepts: ({ type, path }) => type === "NOT_FOUND" && (path?.length ?? 0) > 1,
  });
  return new Map(
    numbers.flatMap((number) => {
      const one = found[`n${number}`];
      return one ? [[number, one] as const] : [];
    }),
  );
}
