/** The test merge of a pull request, which GitHub makes in the background. */
import { readReadiness } from "#demo/stand-ins/github/state/readiness";
import { WEB_FLOW } from "#demo/stand-ins/github/state/state";
import type { PullRequest, State } from "#demo/stand-ins/github/state/types";

export type TestMerge =
  | { mergeable: "UNKNOWN" }
  | { mergeable: "CONFLICTING" }
  /** `commit` is not on any branch. */
  | { mergeable: "MERGEABLE"; commit: string };

const known = new WeakMap<PullRequest, { key: string; merge: TestMerge }>();

/**
 * The first read after a move of the head or the base gives UNKNOWN and starts the merge; the next one has the result:
 * https://docs.github.com/en/rest/guides/using-the-rest-api-to-interact-with-your-git-database#checking-mergeability-of-pull-requests
 */
export async function readTestMerge(state: State, pull: PullRequest): Promise<TestMerge> {
  const tip = await state.repository.findTip(pull.base);
  const key = `${tip} ${pull.headCommit}`;
  const found = known.get(pull);
  if (found?.key === key) return found.merge;
  if (pull.state === "closed" || tip === undefined) return found?.merge ?? { mergeable: "UNKNOWN" };
  known.set(pull, { key, merge: await mergeForTest(state, pull, tip) });
  return { mergeable: "UNKNOWN" };
}

async function mergeForTest(state: State, pull: PullRequest, tip: string): Promise<TestMerge> {
  const { tree } = await readReadiness(state, pull);
  if (tree === undefined) return { mergeable: "CONFLICTING" };
  const commit = await state.repository.writeCommit({
    tree,
    parents: [tip, pull.headCommit],
    author: WEB_FLOW,
    committer: WEB_FLOW,
    message: `Merge ${pull.headCommit} into ${tip}`,
    at: state.now(),
  });
  await state.repository.git.run(["update-ref", `refs/pull/${pull.number}/merge`, commit]);
  return { mergeable: "MERGEABLE", commit };
}
