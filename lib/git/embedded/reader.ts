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
import type { Refs, RefTable } from "#lib/git/embedded/ref-table";
import type { Git } from "#lib/git/process/process";
import type { Ancestry } from "#lib/git/repository/ancestry";

/** By the commit of the record. */
type Records = ReadonlyMap<string, PullRequestRecord>;

export interface PullRequestReader {
  get(number: number): Promise<StoredPullRequest | undefined>;
  /** In the order asked, read at one time; undefined for an unknown number. */
  getMany(numbers: readonly number[]): Promise<(StoredPullRequest | undefined)[]>;
  /** Newest first. */
  list(): Promise<StoredPullRequest[]>;
}

export const metaRef = (number: number) => `refs/pull/${number}/meta`;
export const headRef = (number: number) => `refs/pull/${number}/head`;
export const branchRef = (branch: string) => `refs/heads/${branch}`;

/** Reads pull requests from the refs. The record under a commit id never changes, so each is parsed once. */
export function createPullRequestReader(
  { git, ancestry, table }: { git: Git; ancestry: Ancestry; table: RefTable },
  options: { branch: string; pullRequestUrl: (number: number) => string },
): PullRequestReader {
  let records: Records = new Map();
  /** The last list, for the refs that it was read from. */
  let last: { refs: Refs; list: Promise<StoredPullRequest[]> } | undefined;
  const outsideMerges = createExternalMerges(git, ancestry);

  async function readRecords(commits: readonly string[]): Promise<Records> {
    const missing = commits.filter((commit) => !records.has(commit));
    const objects = await git.readObjects(missing.map((commit) => `${commit}:${RECORD_FILE}`));
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

  /** The pull requests of the numbers, from refs that were read at one time. */
  function read(numbers: readonly number[], refs: Refs, found: Records): Promise<StoredPullRequest[]> {
    const target = refs.get(branchRef(options.branch));
    const stored = numbers.map((number) => {
      const meta = refs.get(metaRef(number));
      const record = meta === undefined ? undefined : found.get(meta);
      const branch = record && refs.get(branchRef(record.branch));
      return assemble(number, record, { meta, head: refs.get(headRef(number)), branch, target });
    });
    return outsideMerges.mark(stored, target);
  }

  async function getMany(numbers: readonly number[]): Promise<(StoredPullRequest | undefined)[]> {
    const own = numbers.flatMap((number) => [metaRef(number), headRef(number)]);
    const refs = await table.find([...own, branchRef(options.branch)]);
    const known = numbers.filter((number) => refs.has(metaRef(number)) || refs.has(headRef(number)));
    const found = await readRecords(known.flatMap((number) => refs.get(metaRef(number)) ?? []));
    const open = [...found.values()].flatMap(({ state, branch }) =>
      state === "open" ? branchRef(branch) : [],
    );
    for (const [ref, commit] of await table.find(open)) refs.set(ref, commit);
    const stored = await read(known, refs, found);
    const byNumber = new Map(stored.map((item) => [item.pullRequest.number, item]));
    return numbers.map((number) => byNumber.get(number));
  }

  async function list(refs: Refs): Promise<StoredPullRequest[]> {
    const numbers = listNumbers(refs.keys());
    records = await readRecords(numbers.flatMap((number) => refs.get(metaRef(number)) ?? []));
    return read(numbers, refs, records);
  }

  return {
    getMany,
    get: async (number) => (await getMany([number]))[0],
    async list() {
      const refs = await table.read();
      if (last?.refs === refs) return last.list;
      const own = { refs, list: list(refs) };
      last = own;
      own.list.catch(() => {
        if (last === own) last = undefined;
      });
      return own.list;
    },
  };
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
