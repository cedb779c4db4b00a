/** The test merge of a pull request, which GitHub makes in the background. */
import { mergeHead } from "#demo/stand-ins/github/state/readiness";
import { WEB_FLOW } from "#demo/stand-ins/github/state/state";
import type { PullRequest, State } from "#demo/stand-ins/github/state/types";

export type Mergeable = "UNKNOWN" | "CONFLICTING" | "MERGEABLE";

/** Tip of the base and head at the last read. */
const reads = new WeakMap<PullRequest, string>();
const commits = new WeakMap<PullRequest, { key: string; id: Promise<string> }>();

/**
 * Unknown at the first read after a move of the head or the base, as GitHub starts the merge then:
 * https://docs.github.com/en/rest/guides/using-the-rest-api-to-interact-with-your-git-database#checking-mergeability-of-pull-requests
 */
export async function readMergeable(state: State, pull: PullRequest): Promise<Mergeable> {
  const tip = await state.repository.findTip(pull.base);
  if (pull.state === "closed" || tip === undefined) return "UNKNOWN";
  const key = `${tip} ${pull.headCommit}`;
  const isKnown = reads.get(pull) === key;
  reads.set(pull, key);
  if (!isKnown) return "UNKNOWN";
  return (await mergeHead(state, tip, pull.headCommit)) === undefined ? "CONFLICTING" : "MERGEABLE";
}

/** The commit of the test merge, which is on no branch; undefined where the pull request cannot be merged. */
export async function readMergeCommit(state: State, pull: PullRequest): Promise<string | undefined> {
  const tip = await state.repository.findTip(pull.base);
  const key = `${tip} ${pull.headCommit}`;
  if (tip === undefined || pull.state === "closed" || reads.get(pull) !== key) return undefined;
  const tree = await mergeHead(state, tip, pull.headCommit);
  if (tree === undefined) return undefined;
  const known = commits.get(pull);
  if (known?.key === key) return known.id;
  const id = writeMerge(state, pull, tip, tree);
  commits.set(pull, { key, id });
  return id;
}

async function writeMerge(state: State, pull: PullRequest, tip: string, tree: string): Promise<string> {
  const commit = await state.repository.writeCommit({
    tree,
    parents: [tip, pull.headCommit],
    author: WEB_FLOW,
    committer: WEB_FLOW,
    message: `Merge ${pull.headCommit} into ${tip}`,
    at: state.now(),
  });
  await state.repository.git.run(["update-ref", `refs/pull/${pull.number}/merge`, commit]);
  return commit;
}
