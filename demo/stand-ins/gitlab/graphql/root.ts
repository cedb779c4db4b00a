/** The fields of `Query` and `Mutation`. */
import { z } from "zod";
import { createConnection } from "#demo/stand-ins/gitlab/graphql/connection";
import { type CallContext, globalId, showUser } from "#demo/stand-ins/gitlab/graphql/context";
import { showRepository } from "#demo/stand-ins/gitlab/graphql/git-objects";
import { showMergeRequest } from "#demo/stand-ins/gitlab/graphql/merge-request-object";
import { getProjectPage } from "#demo/stand-ins/gitlab/rest/project-shape";
import { canSee, requireScope, requireUnarchived, type Viewer } from "#demo/stand-ins/gitlab/state/access";
import { requestChanges } from "#demo/stand-ins/gitlab/state/approvals";
import { editMergeRequest } from "#demo/stand-ins/gitlab/state/merge-requests";
import { Refusal } from "#demo/stand-ins/gitlab/state/refusal";
import { getProjectPath, isDraft } from "#demo/stand-ins/gitlab/state/state";
import type { MergeRequest, State } from "#demo/stand-ins/gitlab/state/types";

export function createRoot(context: CallContext) {
  const { host, viewer } = context;
  return {
    currentUser: () => (viewer ? showUser(context, viewer.account.username) : null),
    metadata: { version: "18.11.0-ee", revision: "stand-in", enterprise: true },
    // A project that the person cannot see is null.
    project: (args: unknown) => {
      const { fullPath } = z.object({ fullPath: z.string() }).parse(args);
      const isKnown = fullPath.toLowerCase() === getProjectPath(host.state).toLowerCase();
      return isKnown && canSee(host.state, viewer) ? showProject(context) : null;
    },
    mergeRequestRequestChanges: (args: unknown) =>
      change(context, args, (mergeRequest, sender) => requestChanges(host.state, mergeRequest, sender)),
    mergeRequestSetDraft: (args: unknown) =>
      change(context, args, async (mergeRequest, sender, { draft = true }) => {
        const plain = mergeRequest.title.replace(/^\s*(?:\[draft\]|\(draft\)|draft:)\s*/i, "");
        if (draft !== isDraft(mergeRequest))
          await editMergeRequest(
            host.state,
            mergeRequest,
            { title: draft ? `Draft: ${plain}` : plain },
            sender,
          );
      }),
  };
}

const changeArguments = z.object({
  input: z.object({ projectPath: z.string(), iid: z.string(), draft: z.boolean().optional() }),
});

type ChangeInput = z.infer<typeof changeArguments>["input"];

/** Changes the merge request that the input names. */
async function change(
  context: CallContext,
  args: unknown,
  run: (mergeRequest: MergeRequest, viewer: Viewer, input: ChangeInput) => Promise<void> | void,
) {
  const { input } = changeArguments.parse(args);
  const { state } = context.host;
  const mergeRequest = state.mergeRequests.get(Number(input.iid));
  const { viewer } = context;
  const refused = new Refusal(
    404,
    "The resource that you are attempting to access does not exist or you don't have permission to perform this action",
  );
  if (!viewer || !mergeRequest || input.projectPath !== getProjectPath(state) || !canSee(state, viewer))
    throw refused;
  requireScope(viewer, ["api"]);
  await state.lock(async () => {
    requireUnarchived(state);
    await run(mergeRequest, viewer, input);
  });
  return { clientMutationId: null, errors: [], mergeRequest: showMergeRequest(context, mergeRequest) };
}

function showProject(context: CallContext) {
  const { state } = context.host;
  const { settings } = state;
  return {
    id: globalId("Project", state.projectId),
    name: state.name,
    fullPath: getProjectPath(state),
    webUrl: getProjectPage(context.host),
    archived: settings.isArchived,
    onlyAllowMergeIfPipelineSucceeds: settings.pipelineMustSucceed,
    repository: () => showRepository(context),
    mergeRequest: (args: unknown) => {
      const { iid } = z.object({ iid: z.string() }).parse(args);
      const found = state.mergeRequests.get(Number(iid));
      return found ? showMergeRequest(context, found) : null;
    },
    mergeRequests: (args: unknown) =>
      createConnection(
        filterMergeRequests(state, args),
        args,
        ({ iid }) => iid,
        (item) => showMergeRequest(context, item),
      ),
  };
}

const filters = z.object({
  iids: z.array(z.string()).nullish(),
  state: z.string().nullish(),
  sort: z.string().nullish(),
  draft: z.boolean().nullish(),
  authorUsername: z.string().nullish(),
  sourceBranches: z.array(z.string()).nullish(),
  targetBranches: z.array(z.string()).nullish(),
  labels: z.array(z.string()).nullish(),
  updatedAfter: z.string().nullish(),
  updatedBefore: z.string().nullish(),
});

/** https://docs.gitlab.com/api/graphql/reference/#projectmergerequests */
function filterMergeRequests(state: State, args: unknown): MergeRequest[] {
  const wanted = filters.parse(args);
  const { iids, sourceBranches, targetBranches, updatedAfter, updatedBefore, authorUsername } = wanted;
  const sort = (wanted.sort ?? "created_desc").toLowerCase();
  const key = (item: MergeRequest) => {
    if (sort.startsWith("updated")) return item.updatedAt;
    if (sort.startsWith("merged_at")) return item.merged?.at ?? "";
    return sort.startsWith("closed_at") ? (item.closed?.at ?? "") : item.createdAt;
  };
  const found = [...state.mergeRequests.values()]
    .filter((item) => !wanted.state || wanted.state === "all" || item.state === wanted.state)
    .filter((item) => !iids || iids.includes(String(item.iid)))
    .filter((item) => !sourceBranches || sourceBranches.includes(item.sourceBranch))
    .filter((item) => !targetBranches || targetBranches.includes(item.targetBranch))
    .filter((item) => !authorUsername || item.author === authorUsername)
    .filter((item) => wanted.draft == null || isDraft(item) === wanted.draft)
    .filter((item) => wanted.labels?.every((label) => item.labels.includes(label)) ?? true)
    .filter((item) => !updatedAfter || Date.parse(item.updatedAt) > Date.parse(updatedAfter))
    .filter((item) => !updatedBefore || Date.parse(item.updatedAt) < Date.parse(updatedBefore))
    .sort((one, other) => key(one).localeCompare(key(other)) || one.iid - other.iid);
  return sort.endsWith("_asc") ? found : found.toReversed();
}
