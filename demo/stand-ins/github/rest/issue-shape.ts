/** Pull requests as issues, and milestones: https://docs.github.com/en/rest/issues/issues */
import { type Shapes, showLogin } from "#demo/stand-ins/github/rest/account-shape";
import { nodeId } from "#demo/stand-ins/github/rest/links";
import { nameAssociation, showLabel } from "#demo/stand-ins/github/rest/pull-shape";
import { repositoryPage, repositoryUrl } from "#demo/stand-ins/github/rest/repository-shape";
import { getMilestone } from "#demo/stand-ins/github/state/attributes";
import type { PullRequest } from "#demo/stand-ins/github/state/types";

export function showIssue(shapes: Shapes, pull: PullRequest) {
  const { state } = shapes;
  const url = `${repositoryUrl(shapes)}/issues/${pull.number}`;
  const page = `${repositoryPage(shapes)}/pull/${pull.number}`;
  const assignees = pull.assignees.map((login) => showLogin(shapes, login));
  return {
    id: pull.id,
    node_id: nodeId("PullRequest", pull.id),
    url,
    repository_url: repositoryUrl(shapes),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: page,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    body: pull.body,
    user: showLogin(shapes, pull.author),
    labels: pull.labels.map((name) => showLabel(shapes, name)),
    assignee: assignees[0] ?? null,
    assignees,
    milestone: pull.milestone === undefined ? null : showMilestone(shapes, pull.milestone),
    comments: 0,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closed?.at ?? null,
    author_association: nameAssociation(state, pull.author),
    pull_request: {
      url: `${repositoryUrl(shapes)}/pulls/${pull.number}`,
      html_url: page,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
    },
  };
}

export function showMilestone(shapes: Shapes, number: number) {
  const { state } = shapes;
  const { title } = getMilestone(state, number);
  const url = `${repositoryUrl(shapes)}/milestones/${number}`;
  const pulls = [...state.pulls.values()].filter(({ milestone }) => milestone === number);
  const open = pulls.filter((pull) => pull.state === "open").length;
  return {
    id: number,
    node_id: nodeId("Milestone", number),
    number,
    url,
    html_url: `${repositoryPage(shapes)}/milestone/${number}`,
    labels_url: `${url}/labels`,
    title,
    description: null,
    state: "open",
    creator: null,
    open_issues: open,
    closed_issues: pulls.length - open,
    created_at: state.createdAt,
    updated_at: state.createdAt,
    closed_at: null,
    due_on: null,
  };
}
