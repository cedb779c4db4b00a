import type { Ancestry } from "#lib/git/ancestry";
import {
  createUnreadableRecord,
  describePullRequest,
  type PullRequestRecord,
  type PullRequestRefs,
  parseRecord,
  RECORD_FILE,
  type StoredPullRequest,
} from "#lib/git/local-record";
import { readObjects } from "#lib/git/objects";
import { createOutsideMerges } from "#lib/git/outside-merges";
import type { Git } from "#lib/git/process";
import { readRef, readRefs } from "#lib/git/refs";

export interface PullRequestReader {
  get(number: number): Promise<StoredPullRequest | undefined>;
  /** Newest first. */
  list(): Promise<StoredPullRequest[]>;
}

export const metaRef = (number: number) => `refs/pull/${number}/meta`;
export const headRef = (number: number) => `refs/pull/${number}/head`;
export const branchRef = (branch: string) => `refs/heads/${branch}`;

/** Reads pull requests out of the refs. A record never changes under its commit id, so each is parsed once. */
export function createPullRequestReader(
  git: Git,
  ancestry: Ancestry,
  options: { branch: string; pullRequestUrl: (number: number) => string },
): PullRequestReader {
  let records = new Map<string, PullRequestRecord>();
  const outsideMerges = createOutsideMerges(git, ancestry);

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

  function assemble(number: number, record: PullRequestRecord, refs: PullRequestRefs): StoredPullRequest {
    const head = (record.state === "open" ? refs.branch : undefined) ?? refs.head;
    const url = options.pullRequestUrl(number);
    return { pullRequest: describePullRequest(record, { number, url, head }), record, refs };
  }

  async function get(number: number): Promise<StoredPullRequest | undefined> {
    const refs = await readRefs(git, [metaRef(number), headRef(number), branchRef(options.branch)]);
    const meta = refs.get(metaRef(number));
    const head = refs.get(headRef(number));
    if (meta === undefined || head === undefined) return undefined;
    const record = (await readRecords([meta])).get(meta) ?? createUnreadableRecord(number);
    const branch = record.state === "open" ? await readRef(git, branchRef(record.branch)) : undefined;
    const target = refs.get(branchRef(options.branch));
    const stored = assemble(number, record, { meta, head, branch, target });
    return (await outsideMerges.mark([stored], target))[0];
  }

  async function list(): Promise<StoredPullRequest[]> {
    const refs = await readRefs(git, ["refs/pull/", "refs/heads/"]);
    const target = refs.get(branchRef(options.branch));
    const numbers = listNumbers(refs.keys());
    const metas = numbers.map((number) => refs.get(metaRef(number)) ?? "");
    records = await readRecords(metas);
    const stored = numbers.flatMap((number, index) => {
      const meta = metas[index] ?? "";
      const head = refs.get(headRef(number));
      if (head === undefined) return [];
      const record = records.get(meta) ?? createUnreadableRecord(number);
      return [assemble(number, record, { meta, head, branch: refs.get(branchRef(record.branch)), target })];
    });
    return outsideMerges.mark(stored, target);
  }

  return { get, list };
}

/** The numbers of the pull requests among the refs, newest first. */
export function listNumbers(refs: Iterable<string>): number[] {
  const numbers: number[] = [];
  for (const ref of refs) {
    const match = /^refs\/pull\/([1-9]\d*)\/meta$/.exec(ref);
    if (match) numbers.push(Number(match[1]));
  }
  return numbers.sort((a, b) => b - a);
}
