/** What people and programs do with pull requests. */

import { canWrite, type Viewer } from "#demo/stand-ins/github/state/access";
import { closePull, setPullRef } from "#demo/stand-ins/github/state/branches";
import { Refusal, validationFailed } from "#demo/stand-ins/github/state/refusal";
import type { PullRequest, Review, State } from "#demo/stand-ins/github/state/types";

export interface NewPull {
  title: string;
  body: string | null;
  head: string;
  base: string;
  isDraft: boolean;
}

/** https://docs.github.com/en/rest/pulls/pulls#create-a-pull-request */
export async function openPull(state: State, input: NewPull, { account }: Viewer): Promise<PullRequest> {
  const { title, body, base, isDraft } = input;
  const head = input.head.startsWith(`${state.organization.login}:`)
    ? input.head.slice(state.organization.login.length + 1)
    : input.head;
  const [headCommit, baseCommit] = await Promise.all([
    state.repository.findTip(head),
    state.repository.findTip(base),
  ]);
  if (!canWrite(account))
    throw new Refusal(403, "You must have write access to the head or the source branch.");
  if (baseCommit === undefined)
    throw validationFailed({ resource: "PullRequest", field: "base", code: "invalid" });
  if (headCommit === undefined)
    throw validationFailed({ resource: "PullRequest", field: "head", code: "invalid" });
  const twin = [...state.pulls.values()].find(
    (pull) => pull.state === "open" && pull.head === head && pull.base === base,
  );
  const custom = (message: string) => validationFailed({ resource: "PullRequest", code: "custom", message });
  if (isDraft && !state.settings.allowsDrafts)
    throw new Refusal(422, "Draft pull requests are not supported in this repository.");
  if (title.trim() === "") throw custom("title can't be blank");
  if (twin) throw custom(`A pull request already exists for ${state.organization.login}:${head}.`);
  if (await state.repository.contains(baseCommit, headCommit))
    throw custom(`No commits between ${base} and ${head}`);
  const at = state.now();
  const pull: PullRequest = {
    id: state.nextId(),
    number: state.pulls.size + 1,
    title,
    body,
    state: "open",
    isDraft,
    author: account.login,
    head,
    headCommit,
    base,
    baseCommit,
    createdAt: at,
    updatedAt: at,
    labels: [],
    assignees: [],
    requestedReviewers: [],
    requestedTeams: [],
    reviews: [],
    lastPusher: findLastPusher(state, head, headCommit) ?? account.login,
  };
  state.pulls.set(pull.number, pull);
  await setPullRef(state, pull);
  state.emit({ name: "pull_request", action: "opened", pull, actor: account.login });
  return pull;
}

function findLastPusher({ activities }: State, branch: string, commit: string): string | undefined {
  return activities.findLast(({ ref, after }) => ref === `refs/heads/${branch}` && after === commit)?.actor;
}

export interface PullEdit {
  title?: string;
  body?: string | null;
  state?: "open" | "closed";
}

/** https://docs.github.com/en/rest/pulls/pulls#update-a-pull-request. A reader can edit their own alone. */
export async function editPull(
  state: State,
  pull: PullRequest,
  edit: PullEdit,
  { account }: Viewer,
): Promise<void> {
  if (pull.author !== account.login && !canWrite(account))
    throw new Refusal(403, "You must have write access to the head or the source branch.");
  const { title, body, state: wanted } = edit;
  if (title !== undefined && title !== "") pull.title = title;
  if (body !== undefined) pull.body = body;
  if (title !== undefined || body !== undefined) {
    pull.updatedAt = state.now();
    state.emit({ name: "pull_request", action: "edited", pull, actor: account.login });
  }
  if (wanted === "closed" && pull.state === "open") closePull(state, pull, account.login);
  if (wanted === "open" && pull.state === "closed") await reopenPull(state, pull, account.login);
}

async function reopenPull(state: State, pull: PullRequest, login: string): Promise<void> {
  const tip = await state.repository.findTip(pull.head);
  if (pull.merged || tip === undefined)
    throw validationFailed({
      resource: "PullRequest",
      code: "invalid",
      field: "state",
      message: pull.merged ? "state cannot be changed." : `The ${pull.head} branch has been deleted.`,
    });
  Object.assign(pull, { state: "open", closed: undefined, headCommit: tip, updatedAt: state.now() });
  state.emit({ name: "pull_request", action: "reopened", pull, actor: login });
}

export interface NewReview {
  event: "APPROVE" | "REQUEST_CHANGES" | "COMMENT";
  body: string;
  /** The head commit by default. */
  commit?: string;
}

/** https://docs.github.com/en/rest/pulls/reviews#create-a-review-for-a-pull-request */
export async function reviewPull(
  state: State,
  pull: PullRequest,
  { event, body, commit = pull.headCommit }: NewReview,
  { account }: Viewer,
): Promise<Review> {
  const refused = (reason: string) => new Refusal(422, "Unprocessable Entity", { errors: [reason] });
  const isAuthor = pull.author === account.login;
  if (isAuthor && event === "APPROVE") throw refused("Can not approve your own pull request");
  if (isAuthor && event === "REQUEST_CHANGES")
    throw refused("Can not request changes on your own pull request");
  if (event !== "APPROVE" && body === "") throw refused("Body can't be blank");
  if (event !== "COMMENT" && pull.state === "closed") throw refused("Can not review a closed pull request");
  if (!(await state.repository.contains(pull.headCommit, commit)))
    throw refused("Commit is not part of the pull request");
  const verdicts = {
    APPROVE: "APPROVED",
    REQUEST_CHANGES: "CHANGES_REQUESTED",
    COMMENT: "COMMENTED",
  } as const;
  // GitHub dismisses an approval of an older commit at once, where stale approvals are dismissed.
  const isStale =
    event === "APPROVE" &&
    commit !== pull.headCommit &&
    state.protections.get(pull.base)?.reviews?.dismissStale === true;
  const at = state.now();
  const review: Review = {
    id: state.nextId(),
    author: account.login,
    state: isStale ? "DISMISSED" : verdicts[event],
    body,
    commit,
    submittedAt: at,
  };
  pull.reviews.push(review);
  pull.requestedReviewers = pull.requestedReviewers.filter((login) => login !== account.login);
  pull.updatedAt = at;
  state.emit({ name: "pull_request_review", action: "submitted", pull, review, actor: account.login });
  return review;
}
