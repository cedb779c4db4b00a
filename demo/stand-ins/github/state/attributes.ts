/** Labels, reviewers, assignees and milestones of pull requests. */
import { requirePermission, type Viewer } from "#demo/stand-ins/github/state/access";
import { notFound, Refusal, validationFailed } from "#demo/stand-ins/github/state/refusal";
import { includesRole } from "#demo/stand-ins/github/state/state";
import type { PullRequest, State } from "#demo/stand-ins/github/state/types";

/**
 * A pull request is an issue too, so one of two permissions is enough.
 * https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens
 * @throws Refusal 403 for a token without both permissions, or a person below the role triage
 */
export function requireIssues(viewer: Viewer, level: "read" | "write"): void {
  const isPullRequest = viewer.permissions?.issues === undefined;
  requirePermission(viewer, isPullRequest ? "pull_requests" : "issues", level);
  if (level === "write" && !includesRole(viewer.account.role, "triage"))
    throw new Refusal(403, "Must have triage or write access to the repository.");
}

/** Adds labels; unknown ones are created, as GitHub does for people with write access. */
export function addLabels(
  state: State,
  pull: PullRequest,
  names: readonly string[],
  { account }: Viewer,
): void {
  for (const name of names) {
    if (!state.labels.has(name)) state.labels.set(name, { id: state.nextId(), name, color: "ededed" });
    if (pull.labels.includes(name)) continue;
    pull.labels.push(name);
    state.emit({ name: "pull_request", action: "labeled", pull, actor: account.login, label: name });
  }
  pull.updatedAt = state.now();
}

/** https://docs.github.com/en/rest/pulls/review-requests#request-reviewers-for-a-pull-request: all of them or none */
export function requestReviewers(
  state: State,
  pull: PullRequest,
  { people, teams }: { people: readonly string[]; teams: readonly string[] },
): void {
  if (people.includes(pull.author))
    throw new Refusal(422, "Review cannot be requested from pull request author.");
  const accounts = [...state.accounts.values()];
  const isKnown =
    people.every((login) => includesRole(state.accounts.get(login)?.role ?? "none", "read")) &&
    teams.every((slug) => accounts.some((account) => account.teams.includes(slug)));
  if (!isKnown)
    throw new Refusal(
      422,
      "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.",
    );
  pull.requestedReviewers = [...new Set([...pull.requestedReviewers, ...people])];
  pull.requestedTeams = [...new Set([...pull.requestedTeams, ...teams])];
  pull.updatedAt = state.now();
}

/** https://docs.github.com/en/rest/issues/assignees#add-assignees-to-an-issue: ignores people without write access */
export function assign(state: State, pull: PullRequest, logins: readonly string[]): void {
  const known = logins.filter((login) => includesRole(state.accounts.get(login)?.role ?? "none", "triage"));
  pull.assignees = [...new Set([...pull.assignees, ...known])];
  pull.updatedAt = state.now();
}

/** https://docs.github.com/en/rest/issues/issues#update-an-issue */
export function setMilestone(state: State, pull: PullRequest, number: number): void {
  if (!state.milestones.has(number))
    throw validationFailed({ resource: "Issue", field: "milestone", code: "invalid" });
  pull.milestone = number;
  pull.updatedAt = state.now();
}

/** @throws Refusal 404 for an unknown number */
export function getMilestone({ milestones }: State, number: number): { number: number; title: string } {
  const title = milestones.get(number);
  if (title === undefined) throw notFound();
  return { number, title };
}
