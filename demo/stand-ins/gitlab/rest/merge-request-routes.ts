/** Merge requests: https://docs.gitlab.com/api/merge_requests/ */
import { z } from "zod";
import {
  getMergeRequest,
  parseBody,
  type RestAnswer,
  type RestCall,
  type RestRoute,
  readText,
  readTexts,
  requireViewer,
} from "#demo/stand-ins/gitlab/rest/call";
import { showCommit, showDifference } from "#demo/stand-ins/gitlab/rest/commit-shape";
import {
  showMergeRequest,
  showMergeRequestSummary,
  showPipeline,
  showStateEvent,
  showVersion,
} from "#demo/stand-ins/gitlab/rest/merge-request-shape";
import { answerPage } from "#demo/stand-ins/gitlab/rest/pages";
import { editMergeRequest, openMergeRequest } from "#demo/stand-ins/gitlab/state/merge-requests";
import { merge } from "#demo/stand-ins/gitlab/state/merges";
import { notFound, Refusal } from "#demo/stand-ins/gitlab/state/refusal";
import { getVersion } from "#demo/stand-ins/gitlab/state/state";
import { LEVELS, type MergeRequest, type State } from "#demo/stand-ins/gitlab/state/types";
import { readPatches } from "#demo/stand-ins/repository/differences";

const ROOT = "/projects/{id}/merge_requests";
const ONE = `${ROOT}/{merge_request_iid}`;

export const MERGE_REQUEST_ROUTES: readonly RestRoute[] = [
  { method: "GET", template: ROOT, handle: list },
  { method: "POST", template: ROOT, handle: create },
  { method: "GET", template: ONE, handle: (call) => answerOne(call, getMergeRequest(call), 200) },
  { method: "PUT", template: ONE, handle: update },
  { method: "PUT", template: `${ONE}/merge`, level: LEVELS.reporter, handle: accept },
  { method: "GET", template: `${ONE}/changes`, level: LEVELS.reporter, handle: showChanges },
  { method: "GET", template: `${ONE}/diffs`, level: LEVELS.reporter, handle: listDifferences },
  { method: "GET", template: `${ONE}/commits`, level: LEVELS.reporter, handle: listCommits },
  { method: "GET", template: `${ONE}/pipelines`, level: LEVELS.reporter, handle: listPipelines },
  { method: "GET", template: `${ONE}/versions`, level: LEVELS.reporter, handle: listVersions },
  { method: "GET", template: `${ONE}/versions/{version_id}`, level: LEVELS.reporter, handle: showOneVersion },
  {
    method: "GET",
    template: `${ROOT}/{eventable_id}/resource_state_events`,
    handle: (call) => {
      const mergeRequest = getMergeRequest(call);
      return answerPage(call, mergeRequest.stateEvents, (event) => showStateEvent(call, mergeRequest, event));
    },
  },
];

/** https://docs.gitlab.com/api/merge_requests/#list-project-merge-requests. Newest first. */
async function list(call: RestCall): Promise<RestAnswer> {
  const state = readText(call, "state") ?? "all";
  const source = readText(call, "source_branch");
  const target = readText(call, "target_branch");
  const author = readText(call, "author_username");
  const after = readText(call, "updated_after");
  const before = readText(call, "updated_before");
  const iids = readTexts(call, "iids");
  const labels = readTexts(call, "labels");
  const isByUpdate = readText(call, "order_by") === "updated_at";
  const key = (item: MergeRequest) => (isByUpdate ? item.updatedAt : item.createdAt);
  const found = [...call.state.mergeRequests.values()]
    .filter((item) => state === "all" || item.state === state)
    .filter((item) => source === undefined || item.sourceBranch === source)
    .filter((item) => target === undefined || item.targetBranch === target)
    .filter((item) => author === undefined || item.author === author)
    .filter((item) => after === undefined || Date.parse(item.updatedAt) > Date.parse(after))
    .filter((item) => before === undefined || Date.parse(item.updatedAt) < Date.parse(before))
    .filter((item) => iids.length === 0 || iids.includes(String(item.iid)))
    .filter((item) => labels.every((label) => item.labels.includes(label)))
    .sort((one, other) => key(one).localeCompare(key(other)) || one.iid - other.iid);
  const sorted = readText(call, "sort") === "asc" ? found : found.toReversed();
  return answerPage(call, sorted, (item) => showMergeRequestSummary(call, item));
}

async function answerOne(call: RestCall, mergeRequest: MergeRequest, status: number): Promise<RestAnswer> {
  return { status, body: await showMergeRequest(call, mergeRequest, call.viewer?.account) };
}

const ids = z.array(z.coerce.number());
const names = z.union([z.string().transform((text) => text.split(",").filter(Boolean)), z.array(z.string())]);
const attributes = z.object({
  title: z.string().optional(),
  description: z.string().nullish(),
  labels: names.optional(),
  add_labels: names.optional(),
  remove_labels: names.optional(),
  assignee_id: z.coerce.number().optional(),
  assignee_ids: ids.optional(),
  reviewer_ids: ids.optional(),
  milestone_id: z.coerce.number().nullish(),
  squash: z.boolean().optional(),
  remove_source_branch: z.boolean().optional(),
});

/** Ids of people; 0 alone stands for nobody. */
function findNames({ accounts }: State, wanted: readonly number[] | undefined): string[] | undefined {
  return wanted?.flatMap((id) => [...accounts.values()].find((account) => account.id === id)?.username ?? []);
}

function readAttributes({ state }: RestCall, input: z.infer<typeof attributes>) {
  const { assignee_id: assignee, milestone_id: milestone } = input;
  return {
    title: input.title,
    description: input.description,
    labels: input.labels,
    assignees: findNames(state, input.assignee_ids ?? (assignee === undefined ? undefined : [assignee])),
    reviewers: findNames(state, input.reviewer_ids),
    milestone: milestone === 0 ? null : milestone,
    isSquashed: input.squash,
    removesSource: input.remove_source_branch,
  };
}

const newMergeRequest = attributes.extend({
  title: z.string(),
  source_branch: z.string(),
  target_branch: z.string(),
});

async function create(call: RestCall): Promise<RestAnswer> {
  const input = parseBody(newMergeRequest, call);
  const { title, source_branch: sourceBranch, target_branch: targetBranch } = input;
  const values = { ...readAttributes(call, input), title, sourceBranch, targetBranch };
  const mergeRequest = await openMergeRequest(call.state, values, requireViewer(call));
  return answerOne(call, mergeRequest, 201);
}

const edit = attributes.extend({
  target_branch: z.string().optional(),
  state_event: z.enum(["close", "reopen"]).optional(),
});

async function update(call: RestCall): Promise<RestAnswer> {
  const input = parseBody(edit, call);
  const mergeRequest = getMergeRequest(call);
  const { add_labels: added = [], remove_labels: removed = [] } = input;
  const isRelative = added.length > 0 || removed.length > 0;
  const labels = [...mergeRequest.labels, ...added].filter((label) => !removed.includes(label));
  await editMergeRequest(
    call.state,
    mergeRequest,
    {
      ...readAttributes(call, input),
      ...(isRelative ? { labels } : {}),
      targetBranch: input.target_branch,
      event: input.state_event,
    },
    requireViewer(call),
  );
  return answerOne(call, mergeRequest, 200);
}

const mergeInput = z.object({
  sha: z.string().optional(),
  merge_commit_message: z.string().optional(),
  squash_commit_message: z.string().optional(),
  squash: z.boolean().optional(),
  should_remove_source_branch: z.boolean().optional(),
  auto_merge: z.boolean().optional(),
  merge_when_pipeline_succeeds: z.boolean().optional(),
});

async function accept(call: RestCall): Promise<RestAnswer> {
  const input = parseBody(mergeInput, call);
  if (input.auto_merge || input.merge_when_pipeline_succeeds)
    throw new Refusal(405, "The stand-in does not merge later.");
  const mergeRequest = getMergeRequest(call);
  await merge(
    call.state,
    mergeRequest,
    {
      sha: input.sha,
      mergeMessage: input.merge_commit_message,
      squashMessage: input.squash_commit_message,
      isSquashed: input.squash,
      removesSource: input.should_remove_source_branch,
    },
    requireViewer(call),
  );
  return answerOne(call, mergeRequest, 200);
}

async function describeDifferences(call: RestCall) {
  const { base, head } = getVersion(getMergeRequest(call));
  const { repository } = call.state;
  const [files, patches] = await Promise.all([
    repository.listDifferences(base, head),
    readPatches(repository.git, base, head),
  ]);
  return files.map((file) => showDifference(file, patches.get(file.path)));
}

async function showChanges(call: RestCall): Promise<RestAnswer> {
  const shown = await showMergeRequest(call, getMergeRequest(call), call.viewer?.account);
  return { status: 200, body: { ...shown, changes: await describeDifferences(call), overflow: false } };
}

async function listDifferences(call: RestCall): Promise<RestAnswer> {
  return answerPage(call, await describeDifferences(call), (file) => file);
}

/** Newest first. */
async function listCommits(call: RestCall): Promise<RestAnswer> {
  const { base, head } = getVersion(getMergeRequest(call));
  const commits = await call.state.repository.listAhead(base, head);
  return answerPage(call, commits.toReversed(), (commit) => showCommit(call, commit));
}

/** Not in pages: https://docs.gitlab.com/api/merge_requests/#list-merge-request-pipelines */
async function listPipelines(call: RestCall): Promise<RestAnswer> {
  const heads = getMergeRequest(call).versions.map(({ head }) => head);
  const pipelines = call.state.pipelines.filter(({ sha }) => heads.includes(sha)).toReversed();
  return { status: 200, body: pipelines.map((pipeline) => showPipeline(call, pipeline)) };
}

/** Newest first. */
async function listVersions(call: RestCall): Promise<RestAnswer> {
  const mergeRequest = getMergeRequest(call);
  return answerPage(call, mergeRequest.versions.toReversed(), (version) =>
    showVersion(mergeRequest, version),
  );
}

async function showOneVersion(call: RestCall): Promise<RestAnswer> {
  const mergeRequest = getMergeRequest(call);
  const version = mergeRequest.versions.find(({ id }) => String(id) === call.params.version_id);
  if (!version) throw notFound();
  const { repository } = call.state;
  const [commits, files, patches] = await Promise.all([
    repository.listAhead(version.base, version.head),
    repository.listDifferences(version.base, version.head),
    readPatches(repository.git, version.base, version.head),
  ]);
  return {
    status: 200,
    body: {
      ...showVersion(mergeRequest, version),
      commits: commits.toReversed().map((commit) => showCommit(call, commit)),
      diffs: files.map((file) => showDifference(file, patches.get(file.path))),
    },
  };
}
