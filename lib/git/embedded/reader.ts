import { createExternalMerges } from "#lib/git/embedded/external-merges";
import {
  createUnreadableRecord,
  describePullRequest,
  type PullRequestRecord,
  type PullRequestRefs,
  parseRecord,
  RECORD_FILE,
  type StoredPullRequest,
} from "#lib/git/embedded/record";
import type { Git } from "#lib/git/process/process";
import type { Ancestry } from "#lib/git/repository/ancestry";
import { readObjects } from "#lib/git/repository/objects";
import { readRef, readRefs } from "#lib/git/repository/refs";

export interface PullRequestReader {
  get(number: number): Promise<StoredPullRequest | undefined>;
  /** Newest first. */
  list(): Promise<StoredPullRequest[]>;
}

export const metaRef = (number: number) => `refs/pull/${number}/meta`;
export const headRef = (number: number) => `refs/pull/${number}/head`;
export const branchRef = (branch: string) => `refs/heads/${branch}`;

/** Reads pull requests from the refs. The record under a commit id never changes, so each is parsed once. */
export function createPullRequestReader(
  git: Git,
  ancestry: Ancestry,
  options: { branch: string; pullRequestUrl: (number: number) => string },
): PullRequestReader {
  let records = new Map<string, PullRequestRecord>();
  const outsideMerges = createExternalMerges(git, ancestry);

  async function readRecords(commits: readonly string[]): Promise<Map<string, PullRequestRecord>> {
    const missing = commits.filter((commit) => !records.has(commit));
    const objects = await readObjects(
      git,
      missing.map((commit) => `${commit}:${RECORD_FILE}`),
    );
    const found = new Map<string, PullRequestRecord>();
    for (const [index, commit] of missing.entries()) {
      const record = parseRecord(objects[index]?.content);
      if (record) found.set(commit, record);
    }
    for (const commit of commits) {
      const known = records.get(commit);
      if (known) found.set(commit, known);
    }
    return found;
  }

  function assemble(number: number, found: PullRequestRecord | undefined, refs: PullRequestRefs) {
    const record = found ?? createUnreadableRecord(number);
    const head = (record.state === "open" ? refs.branch : undefined) ?? refs.head;
    const url = options.pullRequestUrl(number);
    const problem = findProblem(number, found, head);
    const pullRequest = describePullRequest(record, { number, url, head: head ?? "", problem });
    return { pullRequest, record, refs };
  }

  async function get(number: number): Promise<StoredPullRequest | undefined> {
    const refs = await readRefs(git, [metaRef(number), headRef(number), branchRef(options.branch)]);
    const meta = refs.get(metaRef(number));
    const head = refs.get(headRef(number));
    if (meta === undefined && head === undefined) return undefined;
    const record = meta === undefined ? undefined : (await readRecords([meta])).get(meta);
    const branch = record?.state === "open" ? await readRef(git, branchRef(record.branch)) : undefined;
    const target = refs.get(branchRef(options.branch));
    const stored = assemble(number, record, { meta, head, branch, target });
    return (await outsideMerges.mark([stored], target))[0];
  }

  async function list(): Promise<StoredPullRequest[]> {
    const refs = await readRefs(git, ["refs/pull/", "refs/heads/"]);
    const target = refs.get(branchRef(options.branch));
    const numbers = listNumbers(refs.keys());
    records = await readRecords(numbers.flatMap((number) => refs.get(metaRef(number)) ?? []));
    const stored = numbers.map((number) => {
      const meta = refs.get(metaRef(number));
      const record = meta === undefined ? undefined : records.get(meta);
      const branch = record && refs.get(branchRef(record.branch));
      return assemble(number, record, { meta, head: refs.get(headRef(number)), branch, target });
    });
    return outsideMerges.mark(stored, target);
  }

  return { get, list };
}

/** Why a pull request cannot be read fully; undefined where it can. */
function findProblem(
  number: number,
  record: PullRequestRecord | undefined,
  head: string | undefined,
): string | undefined {
  if (record === undefined)
    return `The record of this request (refs/pull/${number}/meta) is missing or damaged in the repository.`;
  if (head === undefined)
    return `The commit of this request (refs/pull/${number}/head) is missing or damaged in the repository.`;
  return undefined;
}

/** The numbers of the pull requests among the refs, newest first. One of the two refs is enough. */
export function listNumbers(refs: Iterable<string>): number[] {
  const numbers = new Set<number>();
  for (const ref of refs) {
    const match = /^refs\/pull\/([1-9]\d*)\/(?:meta|head)$/.exec(ref);
    if (match) numbers.add(Number(match[1]));
  }
  return [...numbers].sort((a, b) => b - a);
}
