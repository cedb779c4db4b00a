/** Labels, reviewers, assignees and milestones. A pull request is an issue too. */
import { z } from "zod";
import {
  answerPage,
  getPull,
  parseBody,
  type RestAnswer,
  type RestCall,
  type RestRoute,
  requireViewer,
} from "#demo/stand-ins/github/rest/call";
import { showIssue, showMilestone } from "#demo/stand-ins/github/rest/issue-shape";
import { showLabel, showPullSummary } from "#demo/stand-ins/github/rest/pull-shape";
import type { Viewer } from "#demo/stand-ins/github/state/access";
import {
  addLabels,
  assign,
  requestReviewers,
  requireIssues,
  setMilestone,
} from "#demo/stand-ins/github/state/attributes";
import type { PullRequest } from "#demo/stand-ins/github/state/types";

const ISSUE = "/repos/{owner}/{repo}/issues/{issue_number}";

export const ISSUE_ROUTES: readonly RestRoute[] = [
  { method: "PATCH", template: ISSUE, handle: updateIssue },
  { method: "POST", template: `${ISSUE}/labels`, handle: createLabels },
  { method: "POST", template: `${ISSUE}/assignees`, handle: createAssignees },
  {
    method: "GET",
    template: "/repos/{owner}/{repo}/milestones",
    handle(call) {
      requireIssues(requireViewer(call), "read");
      return answerPage(call, [...call.state.milestones.keys()], (number) => showMilestone(call, number));
    },
  },
  {
    method: "POST",
    template: "/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers",
    needs: ["pull_requests", "write"],
    handle: createReviewRequests,
  },
];

function getIssue(call: RestCall): { pull: PullRequest; viewer: Viewer } {
  const viewer = requireViewer(call);
  requireIssues(viewer, "write");
  return { pull: getPull(call, "issue_number"), viewer };
}

/** The milestone alone; the other fields have calls of their own, or are those of pull requests. */
const issueEdit = z.strictObject({ milestone: z.number() });

function updateIssue(call: RestCall): RestAnswer {
  const { milestone } = parseBody(issueEdit, call);
  const { pull } = getIssue(call);
  setMilestone(call.state, pull, milestone);
  return { status: 200, body: showIssue(call, pull) };
}

const newLabels = z.union([
  z.object({ labels: z.array(z.union([z.string(), z.object({ name: z.string() })])) }),
  z.array(z.string()),
]);

function createLabels(call: RestCall): RestAnswer {
  const input = parseBody(newLabels, call);
  const names = (Array.isArray(input) ? input : input.labels).map((label) =>
    typeof label === "string" ? label : label.name,
  );
  const { pull, viewer } = getIssue(call);
  addLabels(call.state, pull, names, viewer);
  return { status: 200, body: pull.labels.map((name) => showLabel(call, name)) };
}

const newAssignees = z.object({ assignees: z.array(z.string()).default([]) });

function createAssignees(call: RestCall): RestAnswer {
  const { assignees } = parseBody(newAssignees, call);
  const { pull } = getIssue(call);
  assign(call.state, pull, assignees);
  return { status: 201, body: showIssue(call, pull) };
}

const newReviewRequests = z.object({
  reviewers: z.array(z.string()).default([]),
  team_reviewers: z.array(z.string()).default([]),
});

function createReviewRequests(call: RestCall): RestAnswer {
  const { reviewers: people, team_reviewers: teams } = parseBody(newReviewRequests, call);
  const pull = getPull(call);
  requestReviewers(call.state, pull, { people, teams });
  return { status: 201, body: showPullSummary(call, pull) };
}
