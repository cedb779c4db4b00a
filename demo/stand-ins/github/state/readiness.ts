/** Whether a pull request can be merged, and what is missing. */

import { canWrite } from "#demo/stand-ins/github/state/access";
import { listCodeOwners } from "#demo/stand-ins/github/state/code-owners";
import { getAccount } from "#demo/stand-ins/github/state/state";
import type { Check, Protection, PullRequest, Review, State } from "#demo/stand-ins/github/state/types";

/** GraphQL `reviewDecision`; null where the base branch requires no review. */
export type ReviewDecision = "APPROVED" | "CHANGES_REQUESTED" | "REVIEW_REQUIRED" | null;

export interface Readiness {
  /** The tree of a merge; undefined for a conflict. */
  tree: string | undefined;
  decision: ReviewDecision;
  /** Reasons why a merge is refused, as GitHub gives them. */
  blockers: string[];
  /** GraphQL `mergeStateStatus`. */
  status: "BEHIND" | "BLOCKED" | "CLEAN" | "DIRTY" | "DRAFT" | "UNSTABLE";
}

/** The last review of each person that is an opinion. Only people with write access count. */
export function listOpinions(state: State, { reviews }: PullRequest): Review[] {
  const last = new Map<string, Review>();
  for (const review of reviews) if (review.state !== "COMMENTED") last.set(review.author, review);
  return [...last.values()].filter(
    ({ author, state: verdict }) => verdict !== "DISMISSED" && canWrite(getAccount(state, author)),
  );
}

export async function readReadiness(state: State, pull: PullRequest): Promise<Readiness> {
  const tip = await state.repository.findTip(pull.base);
  const protection = state.protections.get(pull.base);
  const checks = state.checks.get(pull.headCommit) ?? [];
  const isStrict = protection?.checks?.strict === true;
  const [tree, isCurrent, isMissingOwners] = await Promise.all([
    tip === undefined ? undefined : mergeHead(state, tip, pull.headCommit),
    tip === undefined || !isStrict || state.repository.contains(pull.headCommit, tip),
    missesOwners(state, pull),
  ]);
  const decision = decide(state, pull, protection, isMissingOwners);
  const blockers = [
    ...listReviewBlockers(decision, protection, isMissingOwners),
    ...listCheckBlockers(checks, protection),
  ];
  if (!isCurrent) blockers.push("Head branch is not up to date with the base branch.");
  const isUnstable = checks.some((check) => !isPassed(check));
  const status = pull.isDraft
    ? "DRAFT"
    : tree === undefined
      ? "DIRTY"
      : !isCurrent && blockers.length === 1
        ? "BEHIND"
        : blockers.length > 0
          ? "BLOCKED"
          : isUnstable
            ? "UNSTABLE"
            : "CLEAN";
  return { tree, decision, blockers, status };
}

/** The tree of the test merge; undefined for a conflict or unrelated histories. */
export async function mergeHead(
  { repository }: State,
  tip: string,
  head: string,
): Promise<string | undefined> {
  const base = await repository.findMergeBase(tip, head);
  // The head contains the tip, so the merge has its files.
  if (base === tip) return (await repository.findCommit(head))?.tree;
  if (base === undefined) return undefined;
  const { tree, conflicts } = await repository.mergeTrees(tip, head);
  return conflicts.length > 0 ? undefined : tree;
}

/** `reviewDecision` without a merge, which a list of pull requests would have to wait for. */
export async function readDecision(state: State, pull: PullRequest): Promise<ReviewDecision> {
  return decide(state, pull, state.protections.get(pull.base), await missesOwners(state, pull));
}

/** True where code owners must approve, and a file with owners has no approval by one of them. */
async function missesOwners(state: State, pull: PullRequest): Promise<boolean> {
  if (!state.protections.get(pull.base)?.reviews?.codeOwners) return false;
  const tip = await state.repository.findTip(pull.base);
  if (tip === undefined) return false;
  const base = await state.repository.findMergeBase(tip, pull.headCommit);
  if (base === undefined) return false;
  const files = await state.repository.listDifferences(base, pull.headCommit);
  const paths = files.flatMap(({ path, previousPath }) => (previousPath ? [path, previousPath] : [path]));
  const owners = await listCodeOwners(state, tip, paths);
  const approvers = listApprovers(state, pull);
  return owners.some((some) => !some.some((login) => approvers.includes(login)));
}

function listApprovers(state: State, pull: PullRequest): string[] {
  return listOpinions(state, pull)
    .filter((review) => review.state === "APPROVED")
    .map(({ author }) => author);
}

function decide(
  state: State,
  pull: PullRequest,
  protection: Protection | undefined,
  isMissingOwners: boolean,
): ReviewDecision {
  if (!protection?.reviews) return null;
  const opinions = listOpinions(state, pull);
  if (opinions.some((review) => review.state === "CHANGES_REQUESTED")) return "CHANGES_REQUESTED";
  const { count, lastPush } = protection.reviews;
  const approvers = listApprovers(state, pull);
  const others = approvers.filter((login) => login !== pull.lastPusher);
  const isEnough = approvers.length >= count && (!lastPush || others.length > 0) && !isMissingOwners;
  return isEnough ? "APPROVED" : "REVIEW_REQUIRED";
}

function listReviewBlockers(
  decision: ReviewDecision,
  protection: Protection | undefined,
  isMissingOwners: boolean,
): string[] {
  const count = protection?.reviews?.count ?? 0;
  if (decision === "CHANGES_REQUESTED") return ["Changes were requested by reviewers with write access."];
  if (decision !== "REVIEW_REQUIRED") return [];
  if (isMissingOwners) return ["Waiting on code owner review."];
  const reviews = count === 1 ? "review is" : "reviews are";
  return [`At least ${count} approving ${reviews} required by reviewers with write access.`];
}

function listCheckBlockers(checks: readonly Check[], protection: Protection | undefined): string[] {
  const required = protection?.checks?.contexts ?? [];
  return required.flatMap((context) => {
    const check = checks.findLast(({ name }) => name === context);
    if (check && isPassed(check)) return [];
    if (check?.status === "completed") return [`Required status check "${context}" is failing.`];
    return [`Required status check "${context}" is expected.`];
  });
}

/** Neutral and skipped checks pass: https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/collaborating-on-repositories-with-code-quality-features/troubleshooting-required-status-checks */
export function isPassed({ conclusion }: Check): boolean {
  return conclusion === "success" || conclusion === "neutral" || conclusion === "skipped";
}
