/** Approvals, reviewers and notes: https://docs.gitlab.com/api/merge_request_approvals/ and https://docs.gitlab.com/api/notes/ */
import { z } from "zod";
import {
  getMergeRequest,
  parseBody,
  type RestAnswer,
  type RestCall,
  type RestRoute,
  readText,
  requireViewer,
} from "#demo/stand-ins/gitlab/rest/call";
import { showApprovals, showNote, showRule } from "#demo/stand-ins/gitlab/rest/merge-request-shape";
import { answerPage } from "#demo/stand-ins/gitlab/rest/pages";
import { showUser } from "#demo/stand-ins/gitlab/rest/project-shape";
import { approve, listRules, unapprove } from "#demo/stand-ins/gitlab/state/approvals";
import { addNote } from "#demo/stand-ins/gitlab/state/merge-requests";
import { LEVELS, type MergeRequest, type Note } from "#demo/stand-ins/gitlab/state/types";

const ONE = "/projects/{id}/merge_requests/{merge_request_iid}";
const NOTES = "/projects/{id}/merge_requests/{noteable_id}";

export const REVIEW_ROUTES: readonly RestRoute[] = [
  { method: "GET", template: `${ONE}/approvals`, handle: (call) => answerApprovals(call, 200) },
  { method: "GET", template: `${ONE}/approval_state`, handle: showState },
  {
    method: "POST",
    template: `${ONE}/approve`,
    level: LEVELS.reporter,
    handle: async (call) => {
      const { sha } = parseBody(z.object({ sha: z.string().optional() }), call);
      await approve(call.state, getMergeRequest(call), sha, requireViewer(call));
      return answerApprovals(call, 201);
    },
  },
  {
    method: "POST",
    template: `${ONE}/unapprove`,
    level: LEVELS.reporter,
    handle: (call) => {
      unapprove(call.state, getMergeRequest(call), requireViewer(call));
      return answerApprovals(call, 201);
    },
  },
  { method: "GET", template: `${ONE}/reviewers`, handle: listReviewers },
  { method: "GET", template: `${NOTES}/notes`, handle: listNotes },
  { method: "POST", template: `${NOTES}/notes`, handle: createNote },
  { method: "GET", template: `${NOTES}/discussions`, handle: listDiscussions },
  { method: "POST", template: `${NOTES}/discussions`, handle: createDiscussion },
];

async function answerApprovals(call: RestCall, status: number): Promise<RestAnswer> {
  return { status, body: await showApprovals(call, getMergeRequest(call), call.viewer?.account) };
}

async function showState(call: RestCall): Promise<RestAnswer> {
  const rules = await listRules(call.state, getMergeRequest(call));
  const shown = rules.map((rule, index) => showRule(call, rule, index));
  return { status: 200, body: { approval_rules_overwritten: false, rules: shown } };
}

/** Not in pages. */
function listReviewers(call: RestCall): RestAnswer {
  const reviewers = getMergeRequest(call).reviewers.map(({ username, state, createdAt }) => ({
    user: showUser(call, username),
    state,
    created_at: createdAt,
  }));
  return { status: 200, body: reviewers };
}

/** Newest first, unless the client asks for another order. */
async function listNotes(call: RestCall): Promise<RestAnswer> {
  const mergeRequest = getMergeRequest(call);
  const filter = readText(call, "activity_filter");
  const found = mergeRequest.notes.filter(({ action }) => filter !== "only_comments" || action === undefined);
  const sorted = readText(call, "sort") === "asc" ? found : found.toReversed();
  return answerPage(call, sorted, (note) => showNote(call, mergeRequest, note));
}

async function createNote(call: RestCall): Promise<RestAnswer> {
  const { body } = parseBody(z.object({ body: z.string() }), call);
  const mergeRequest = getMergeRequest(call);
  const note = addNote(call.state, mergeRequest, body, requireViewer(call));
  return { status: 201, body: showNote(call, mergeRequest, note) };
}

function describeDiscussion(call: RestCall, mergeRequest: MergeRequest, note: Note) {
  return {
    id: note.id.toString(16).padStart(40, "0"),
    individual_note: note.isResolved === undefined,
    notes: [showNote(call, mergeRequest, note)],
  };
}

async function listDiscussions(call: RestCall): Promise<RestAnswer> {
  const mergeRequest = getMergeRequest(call);
  return answerPage(call, mergeRequest.notes, (note) => describeDiscussion(call, mergeRequest, note));
}

async function createDiscussion(call: RestCall): Promise<RestAnswer> {
  const { body } = parseBody(z.object({ body: z.string() }), call);
  const mergeRequest = getMergeRequest(call);
  const note = addNote(call.state, mergeRequest, body, requireViewer(call), true);
  return { status: 201, body: describeDiscussion(call, mergeRequest, note) };
}
