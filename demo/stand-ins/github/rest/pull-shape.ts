/** Pull requests, reviews and labels, as the REST API shows them. */

import { type Shapes, showAccount, showLogin, showTeam } from "#demo/stand-ins/github/rest/account-shape";
import { nodeId } from "#demo/stand-ins/github/rest/links";
import { repositoryPage, repositoryUrl, showRepository } from "#demo/stand-ins/github/rest/repository-shape";
import { readReadiness } from "#demo/stand-ins/github/state/readiness";
import { getAccount } from "#demo/stand-ins/github/state/state";
import { readMergeable, readMergeCommit } from "#demo/stand-ins/github/state/test-merge";
import type { PullRequest, Review, State } from "#demo/stand-ins/github/state/types";

/** https://docs.github.com/en/graphql/reference/enums#commentauthorassociation */
export function nameAssociation(state: State, login: string): "MEMBER" | "COLLABORATOR" | "NONE" {
  const { role, teams, type } = getAccount(state, login);
  if (type === "Bot" || role === "none") return "NONE";
  return teams.length > 0 ? "MEMBER" : "COLLABORATOR";
}

export function showLabel(shapes: Shapes, name: string) {
  const { id, color } = shapes.state.labels.get(name) ?? { id: 0, color: "ededed" };
  return {
    id,
    node_id: nodeId("Label", id),
    url: `${repositoryUrl(shapes)}/labels/${encodeURIComponent(name)}`,
    name,
    color,
    default: false,
    description: "",
  };
}

/** In lists. The description of GitHub does not give `merge_commit_sha` of an open one a meaning there. */
export function showPullSummary(shapes: Shapes, pull: PullRequest) {
  const { state } = shapes;
  const api = repositoryUrl(shapes);
  const page = `${repositoryPage(shapes)}/pull/${pull.number}`;
  const url = `${api}/pulls/${pull.number}`;
  const issue = `${api}/issues/${pull.number}`;
  const links = {
    self: url,
    html: page,
    issue,
    comments: `${issue}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${api}/statuses/${pull.headCommit}`,
  };
  const side = (ref: string, sha: string) => ({
    label: `${state.organization.login}:${ref}`,
    ref,
    sha,
    user: showAccount(shapes, state.organization),
    repo: showRepository(shapes),
  });
  return {
    url,
    id: pull.id,
    node_id: nodeId("PullRequest", pull.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: showLogin(shapes, pull.author),
    body: pull.body,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closed?.at ?? null,
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: pull.merged?.commit ?? null,
    assignee: pull.assignees[0] === undefined ? null : showLogin(shapes, pull.assignees[0]),
    assignees: pull.assignees.map((login) => showLogin(shapes, login)),
    requested_reviewers: pull.requestedReviewers.map((login) => showLogin(shapes, login)),
    requested_teams: pull.requestedTeams.map((slug) => showTeam(shapes, slug)),
    labels: pull.labels.map((name) => showLabel(shapes, name)),
    milestone: null,
    draft: pull.isDraft,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: links.statuses,
    head: side(pull.head, pull.headCommit),
    base: side(pull.base, pull.baseCommit),
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    author_association: nameAssociation(state, pull.author),
    auto_merge: null,
    active_lock_reason: null,
  };
}

/** https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request */
export async function showPull(shapes: Shapes, pull: PullRequest) {
  const { state } = shapes;
  const { repository } = state;
  const base = (await repository.findMergeBase(pull.baseCommit, pull.headCommit)) ?? pull.baseCommit;
  const [files, commits, mergeable] = await Promise.all([
    repository.listDifferences(base, pull.headCommit),
    repository.listAhead(base, pull.headCommit),
    readMergeable(state, pull),
  ]);
  const sum = (of: "additions" | "deletions") => files.reduce((total, file) => total + file[of], 0);
  const isKnown = mergeable !== "UNKNOWN";
  const testMerge = isKnown ? await readMergeCommit(state, pull) : undefined;
  return {
    ...showPullSummary(shapes, pull),
    merge_commit_sha: pull.merged?.commit ?? testMerge ?? null,
    merged: pull.merged !== undefined,
    mergeable: isKnown ? mergeable === "MERGEABLE" : null,
    rebaseable: isKnown ? mergeable === "MERGEABLE" : null,
    mergeable_state: isKnown ? (await readReadiness(state, pull)).status.toLowerCase() : "unknown",
    merged_by: pull.merged ? showLogin(shapes, pull.merged.by) : null,
    comments: 0,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: sum("additions"),
    deletions: sum("deletions"),
    changed_files: files.length,
  };
}

/** https://docs.github.com/en/rest/pulls/reviews */
export function showReview(shapes: Shapes, pull: PullRequest, review: Review) {
  const page = `${repositoryPage(shapes)}/pull/${pull.number}#pullrequestreview-${review.id}`;
  const url = `${repositoryUrl(shapes)}/pulls/${pull.number}`;
  return {
    id: review.id,
    node_id: nodeId("PullRequestReview", review.id),
    user: showLogin(shapes, review.author),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: url,
    _links: { html: { href: page }, pull_request: { href: url } },
    submitted_at: review.submittedAt,
    commit_id: review.commit,
    author_association: nameAssociation(shapes.state, review.author),
  };
}
