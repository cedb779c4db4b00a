/** Merge requests as GraphQL objects. */
import { createConnection } from "#demo/stand-ins/gitlab/graphql/connection";
import { type CallContext, globalId, showUser } from "#demo/stand-ins/gitlab/graphql/context";
import { showCommit } from "#demo/stand-ins/gitlab/graphql/git-objects";
import { getMergeRequestPage } from "#demo/stand-ins/gitlab/rest/project-shape";
import { canMerge } from "#demo/stand-ins/gitlab/state/access";
import { isMet, listRules } from "#demo/stand-ins/gitlab/state/approvals";
import { findPipeline, isChecking, readReadiness } from "#demo/stand-ins/gitlab/state/readiness";
import { getAccount, getVersion, isDraft } from "#demo/stand-ins/gitlab/state/state";
import { LEVELS, type MergeRequest, type Note, type Reviewer } from "#demo/stand-ins/gitlab/state/types";

export function showMergeRequest(context: CallContext, mergeRequest: MergeRequest) {
  const { host } = context;
  const { state } = host;
  const { base, head, start } = getVersion(mergeRequest);
  const { merged, closed, iid } = mergeRequest;
  const readMissing = async () => {
    const rules = await listRules(state, mergeRequest);
    return rules.reduce((total, rule) => total + Math.max(0, rule.required - rule.approvedBy.length), 0);
  };
  const readStatus = async () => {
    const isUnknown = await isChecking(state, mergeRequest);
    return isUnknown ? "checking" : (await readReadiness(state, mergeRequest)).status;
  };
  return {
    id: globalId("MergeRequest", mergeRequest.id),
    iid: String(iid),
    title: mergeRequest.title,
    description: mergeRequest.description,
    state: mergeRequest.state,
    draft: isDraft(mergeRequest),
    webUrl: getMergeRequestPage(host, iid),
    sourceBranch: mergeRequest.sourceBranch,
    targetBranch: mergeRequest.targetBranch,
    projectId: state.projectId,
    sourceProjectId: state.projectId,
    targetProjectId: state.projectId,
    createdAt: mergeRequest.createdAt,
    updatedAt: mergeRequest.updatedAt,
    mergedAt: merged?.at ?? null,
    closedAt: closed?.at ?? null,
    author: showUser(context, mergeRequest.author),
    mergeUser: merged ? showUser(context, merged.by) : null,
    mergeCommitSha: merged?.commit ?? null,
    squash: mergeRequest.isSquashed,
    forceRemoveSourceBranch: mergeRequest.removesSource,
    diffHeadSha: head,
    diffRefs: { baseSha: base, headSha: head, startSha: start },
    diffStats: async () => state.repository.listDifferences(base, head),
    commitCount: async () => (await state.repository.listAhead(base, head)).length,
    commits: async (args: unknown) => {
      const commits = (await state.repository.listAhead(base, head)).toReversed();
      return createConnection(
        commits,
        args,
        ({ id }) => id,
        (commit) => showCommit(context, commit),
      );
    },
    sourceBranchExists: async () => (await state.repository.findTip(mergeRequest.sourceBranch)) !== undefined,
    detailedMergeStatus: async () => (await readStatus()).toUpperCase(),
    mergeable: async () => (await readReadiness(state, mergeRequest)).status === "mergeable",
    conflicts: async () => (await readReadiness(state, mergeRequest)).hasConflicts,
    shouldBeRebased: async () => (await readReadiness(state, mergeRequest)).status === "need_rebase",
    approved: async () => (await listRules(state, mergeRequest)).every(isMet),
    approvalsLeft: readMissing,
    approvalsRequired: async () =>
      (await listRules(state, mergeRequest)).reduce((total, { required }) => total + required, 0),
    approvedBy: (args: unknown) =>
      createConnection(
        mergeRequest.approvals,
        args,
        ({ username }) => username,
        ({ username }) => showUser(context, username),
      ),
    reviewers: (args: unknown) =>
      createConnection(
        mergeRequest.reviewers,
        args,
        ({ username }) => username,
        (reviewer) => showReviewer(context, mergeRequest, reviewer),
      ),
    assignees: (args: unknown) =>
      createConnection(
        mergeRequest.assignees,
        args,
        (username) => username,
        (username) => showUser(context, username),
      ),
    labels: (args: unknown) =>
      createConnection(
        mergeRequest.labels,
        args,
        (name) => name,
        (name) => ({
          id: globalId("ProjectLabel", state.labels.get(name)?.id ?? 0),
          title: name,
          color: state.labels.get(name)?.color ?? "#428bca",
        }),
      ),
    milestone: () => {
      const found = state.milestones.find(({ id }) => id === mergeRequest.milestone);
      return found
        ? { id: globalId("Milestone", found.id), iid: String(found.iid), title: found.title }
        : null;
    },
    notes: (args: unknown) =>
      createConnection(
        mergeRequest.notes,
        args,
        ({ id }) => id,
        (note) => showNote(context, note),
      ),
    userNotesCount: mergeRequest.notes.filter(({ action }) => action === undefined).length,
    headPipeline: () => {
      const pipeline = findPipeline(state, head);
      if (!pipeline) return null;
      const { id, iid: number, ref, sha, status } = pipeline;
      return {
        id: globalId("Ci::Pipeline", id),
        iid: String(number),
        ref,
        sha,
        status: status.toUpperCase(),
      };
    },
  };
}

function showReviewer(context: CallContext, mergeRequest: MergeRequest, { username, state }: Reviewer) {
  const account = getAccount(context.host.state, username);
  return {
    ...showUser(context, username),
    mergeRequestInteraction: {
      approved: mergeRequest.approvals.some((approval) => approval.username === username),
      canMerge: canMerge(context.host.state, mergeRequest.targetBranch, account),
      canUpdate: account.level >= LEVELS.developer,
      reviewState: state.toUpperCase(),
      reviewed: state !== "unreviewed",
    },
  };
}

function showNote(context: CallContext, { id, author, body, at, action, isResolved }: Note) {
  return {
    id: globalId("Note", id),
    author: showUser(context, author),
    body,
    createdAt: at,
    updatedAt: at,
    system: action !== undefined,
    resolvable: isResolved !== undefined,
    resolved: isResolved === true,
    systemNoteMetadata: action === undefined ? null : { id: globalId("SystemNoteMetadata", id), action },
  };
}
