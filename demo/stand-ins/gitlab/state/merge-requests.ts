/** What people and programs do with merge requests. */

import { requireLevel, type Viewer } from "#demo/stand-ins/gitlab/state/access";
import { addVersion } from "#demo/stand-ins/gitlab/state/branches";
import { forbidden, Refusal } from "#demo/stand-ins/gitlab/state/refusal";
import { addSystemNote, getVersion } from "#demo/stand-ins/gitlab/state/state";
import { LEVELS, type MergeRequest, type Note, type State } from "#demo/stand-ins/gitlab/state/types";

/** The part of a merge request that a client can set. Undefined leaves it. */
export interface Attributes {
  title?: string;
  description?: string | null;
  labels?: readonly string[];
  /** User names. */
  assignees?: readonly string[];
  reviewers?: readonly string[];
  /** Id; null for none. */
  milestone?: number | null;
  isSquashed?: boolean;
  removesSource?: boolean;
}

export interface NewMergeRequest extends Attributes {
  title: string;
  sourceBranch: string;
  targetBranch: string;
}

/**
 * https://docs.gitlab.com/api/merge_requests/#create-mr
 * @throws Refusal 403, 409 where the branch has an open merge request, 400 or 422 for branches that do not fit
 */
export async function openMergeRequest(
  state: State,
  input: NewMergeRequest,
  viewer: Viewer,
): Promise<MergeRequest> {
  requireLevel(viewer, LEVELS.developer);
  const { title, sourceBranch, targetBranch } = input;
  const { account } = viewer;
  await assertBranches(state, sourceBranch, targetBranch);
  if (title.trim() === "") throw invalid("title", "can't be blank");
  const head = (await state.repository.findTip(sourceBranch)) ?? "";
  const at = state.now();
  const { squashOption, removesSourceBranch } = state.settings;
  const mergeRequest: MergeRequest = {
    id: state.nextId(),
    iid: state.mergeRequests.size + 1,
    title,
    description: null,
    state: "opened",
    author: account.username,
    sourceBranch,
    targetBranch,
    versions: [],
    createdAt: at,
    updatedAt: at,
    labels: [],
    assignees: [],
    reviewers: [],
    approvals: [],
    isSquashed: squashOption === "always" || squashOption === "default_on",
    removesSource: removesSourceBranch,
    notes: [],
    stateEvents: [],
  };
  applyAttributes(state, mergeRequest, input);
  await addVersion(state, mergeRequest, head);
  state.mergeRequests.set(mergeRequest.iid, mergeRequest);
  state.emit({ name: "merge_request", action: "open", mergeRequest, actor: account.username });
  return mergeRequest;
}

const invalid = (field: string, problem: string) =>
  new Refusal(400, `${field} ${problem}`, { body: { message: { [field]: [problem] } } });

async function assertBranches(state: State, source: string, target: string): Promise<void> {
  if (source === target) {
    const message = ["You can't use same project/branch for source and target"];
    throw new Refusal(422, message.join(), { body: { message } });
  }
  const [head, start] = await Promise.all([
    state.repository.findTip(source),
    state.repository.findTip(target),
  ]);
  if (head === undefined) throw invalid("source_branch", "does not exist");
  if (start === undefined) throw invalid("target_branch", "does not exist");
  const twin = [...state.mergeRequests.values()].find(
    (item) => item.state === "opened" && item.sourceBranch === source && item.targetBranch === target,
  );
  if (!twin) return;
  const message = [`Another open merge request already exists for this source branch: !${twin.iid}`];
  throw new Refusal(409, message.join(), { body: { message } });
}

/** Unknown labels are created; people without access and unknown milestones are left out, as GitLab does. */
function applyAttributes(state: State, mergeRequest: MergeRequest, attributes: Attributes): void {
  const { title, description, labels, assignees, reviewers, milestone, isSquashed, removesSource } =
    attributes;
  if (title !== undefined) mergeRequest.title = title;
  if (description !== undefined) mergeRequest.description = description;
  if (labels !== undefined) mergeRequest.labels = [...new Set(labels)];
  for (const name of mergeRequest.labels)
    if (!state.labels.has(name)) state.labels.set(name, { id: state.nextId(), name, color: "#428bca" });
  const hasAccess = (name: string) =>
    state.settings.visibility === "public" || (state.accounts.get(name)?.level ?? LEVELS.none) > LEVELS.none;
  if (assignees !== undefined) mergeRequest.assignees = assignees.filter(hasAccess);
  if (reviewers !== undefined)
    mergeRequest.reviewers = reviewers.filter(hasAccess).map(
      (username) =>
        mergeRequest.reviewers.find((reviewer) => reviewer.username === username) ?? {
          username,
          state: "unreviewed",
          createdAt: state.now(),
        },
    );
  if (milestone === null) mergeRequest.milestone = undefined;
  else if (milestone !== undefined)
    mergeRequest.milestone = state.milestones.find(({ id }) => id === milestone)?.id;
  const { squashOption } = state.settings;
  if (isSquashed !== undefined && squashOption !== "always" && squashOption !== "never")
    mergeRequest.isSquashed = isSquashed;
  if (removesSource !== undefined) mergeRequest.removesSource = removesSource;
}

export interface MergeRequestEdit extends Attributes {
  targetBranch?: string;
  event?: "close" | "reopen";
}

/** https://docs.gitlab.com/api/merge_requests/#update-mr. A reporter can edit their own alone. */
export async function editMergeRequest(
  state: State,
  mergeRequest: MergeRequest,
  edit: MergeRequestEdit,
  viewer: Viewer,
): Promise<void> {
  const { username, level } = viewer.account;
  if (mergeRequest.author !== username && level < LEVELS.developer) throw forbidden();
  const { targetBranch, event, ...attributes } = edit;
  if (attributes.title?.trim() === "") throw invalid("title", "can't be blank");
  const isChanged =
    targetBranch !== undefined || Object.values(attributes).some((value) => value !== undefined);
  if (isChanged) {
    applyAttributes(state, mergeRequest, attributes);
    if (targetBranch !== undefined && targetBranch !== mergeRequest.targetBranch) {
      if ((await state.repository.findTip(targetBranch)) === undefined)
        throw invalid("target_branch", "does not exist");
      mergeRequest.targetBranch = targetBranch;
      await addVersion(state, mergeRequest, getVersion(mergeRequest).head);
    }
    mergeRequest.updatedAt = state.now();
    state.emit({ name: "merge_request", action: "update", mergeRequest, actor: username });
  }
  if (event === "close" && mergeRequest.state === "opened") close(state, mergeRequest, username);
  if (event === "reopen" && mergeRequest.state === "closed") await reopen(state, mergeRequest, username);
}

function close(state: State, mergeRequest: MergeRequest, username: string): void {
  const at = state.now();
  Object.assign(mergeRequest, { state: "closed", closed: { at, by: username }, updatedAt: at });
  mergeRequest.stateEvents.push({ id: state.nextId(), username, state: "closed", at });
  addSystemNote(state, mergeRequest, username, "closed", "closed");
  state.emit({ name: "merge_request", action: "close", mergeRequest, actor: username });
}

async function reopen(state: State, mergeRequest: MergeRequest, username: string): Promise<void> {
  await assertBranches(state, mergeRequest.sourceBranch, mergeRequest.targetBranch);
  const at = state.now();
  Object.assign(mergeRequest, { state: "opened", closed: undefined, updatedAt: at });
  const tip = await state.repository.findTip(mergeRequest.sourceBranch);
  if (tip !== undefined && tip !== getVersion(mergeRequest).head) await addVersion(state, mergeRequest, tip);
  mergeRequest.stateEvents.push({ id: state.nextId(), username, state: "reopened", at });
  addSystemNote(state, mergeRequest, username, "opened", "reopened");
  state.emit({ name: "merge_request", action: "reopen", mergeRequest, actor: username });
}

/** https://docs.gitlab.com/api/notes/#create-new-merge-request-note. Guests can comment. */
export function addNote(
  state: State,
  mergeRequest: MergeRequest,
  body: string,
  viewer: Viewer,
  isThread = false,
): Note {
  requireLevel(viewer, LEVELS.guest);
  if (body.trim() === "") throw invalid("note", "can't be blank");
  const { username } = viewer.account;
  const note: Note = {
    id: state.nextId(),
    author: username,
    body,
    at: state.now(),
    ...(isThread ? { isResolved: false } : {}),
  };
  mergeRequest.notes.push(note);
  const reviewer = mergeRequest.reviewers.find((item) => item.username === username);
  if (reviewer?.state === "unreviewed") reviewer.state = "reviewed";
  mergeRequest.updatedAt = note.at;
  state.emit({ name: "note", mergeRequest, note });
  return note;
}
