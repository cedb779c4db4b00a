import { LRUCache } from "lru-cache";
import type { StoredPullRequest } from "#lib/git/embedded/record";
import type { Git } from "#lib/git/process/process";
import type { Ancestry } from "#lib/git/repository/ancestry";
import { readObject } from "#lib/git/repository/objects";
import type { PullRequest } from "#lib/git/types";

/** More than the number of open requests in a repository whose work is already merged. */
const MOST_KEPT = 1_000;

type Merge = Required<Pick<PullRequest, "mergeCommit" | "mergedAt" | "mergedBy">>;

/** Finds open pull requests that someone merged with plain Git: the target branch contains their head. */
export function createExternalMerges(git: Git, ancestry: Ancestry) {
  // Cached, because a merge never changes and reading it takes three processes.
  const known = new LRUCache<string, Merge>({ max: MOST_KEPT });

  async function findMerge(head: string, target: string): Promise<Merge> {
    const found = known.get(head) ?? (await readMerge(git, await findMergeCommit(git, head, target)));
    known.set(head, found);
    return found;
  }

  /** The same pull requests; those merged outside the portal have the state merged. */
  async function mark(stored: StoredPullRequest[], target: string | undefined): Promise<StoredPullRequest[]> {
    const isOpen = stored.some(({ pullRequest }) => pullRequest.state === "open");
    if (target === undefined || !isOpen) return stored;
    const commits = await ancestry.listCommits(target);
    return Promise.all(
      stored.map(async (item) => {
        const { state, headCommit } = item.pullRequest;
        if (state !== "open" || !commits.has(headCommit)) return item;
        const merge = await findMerge(headCommit, target);
        return { ...item, pullRequest: { ...item.pullRequest, state: "merged" as const, ...merge } };
      }),
    );
  }

  return { mark };
}

/** The first commit on the target branch that contains `head`; `head` itself after a fast-forward. */
async function findMergeCommit(git: Git, head: string, target: string): Promise<string> {
  const along = await listCommits(git, ["--first-parent", `${head}..${target}`]);
  const after = new Set(await listCommits(git, ["--ancestry-path", `${head}..${target}`]));
  const first = along.findLast((commit) => after.has(commit));
  if (first === undefined) return head;
  const { stdout } = await git.run(["rev-parse", "--verify", `${first}^1`]);
  return stdout.toString().trim() === head ? head : first;
}

async function listCommits(git: Git, args: string[]): Promise<string[]> {
  const { stdout } = await git.run(["rev-list", ...args]);
  return stdout.toString().split("\n").filter(Boolean);
}

/** https://git-scm.com/docs/git-commit-tree: `committer <name> <email> <seconds> <zone>` */
async function readMerge(git: Git, mergeCommit: string): Promise<Merge> {
  const commit = await readObject(git, mergeCommit);
  const match = /^committer (.*?) ?<(.*?)> (\d+)/m.exec(commit?.content.toString() ?? "");
  const name = match?.[1] || "Someone";
  return {
    mergeCommit,
    mergedAt: new Date(Number(match?.[3] ?? 0) * 1000).toISOString(),
    mergedBy: { id: match?.[2] || name, name },
  };
}
