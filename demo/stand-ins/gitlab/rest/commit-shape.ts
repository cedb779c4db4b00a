/** Commits, branches, tags and differences, as the REST API shows them. */
import type { Shapes } from "#demo/stand-ins/gitlab/rest/call";
import { getProjectPage } from "#demo/stand-ins/gitlab/rest/project-shape";
import { canPush, findProtection, isGranted } from "#demo/stand-ins/gitlab/state/access";
import { type Account, LEVELS } from "#demo/stand-ins/gitlab/state/types";
import type { Commit } from "#demo/stand-ins/repository/commits";
import type { FileDifference } from "#demo/stand-ins/repository/differences";

/** GitLab writes times of commits with an offset. */
const showTime = (at: string) => at.replace(/Z$/, ".000+00:00");

/** https://docs.gitlab.com/api/commits/ */
export function showCommit(shapes: Shapes, { id, parents, author, committer, message }: Commit) {
  return {
    id,
    short_id: id.slice(0, 8),
    created_at: showTime(committer.date),
    parent_ids: parents,
    title: message.split("\n")[0] ?? "",
    message,
    author_name: author.name,
    author_email: author.email,
    authored_date: showTime(author.date),
    committer_name: committer.name,
    committer_email: committer.email,
    committed_date: showTime(committer.date),
    trailers: {},
    extended_trailers: {},
    web_url: `${getProjectPage(shapes)}/-/commit/${id}`,
  };
}

/** One commit, with its statistics. */
export async function showFullCommit(shapes: Shapes, commit: Commit) {
  const [parent] = commit.parents;
  const files = parent ? await shapes.state.repository.listDifferences(parent, commit.id) : [];
  const sum = (of: "additions" | "deletions") => files.reduce((total, file) => total + file[of], 0);
  const additions = sum("additions");
  const deletions = sum("deletions");
  return {
    ...showCommit(shapes, commit),
    stats: { additions, deletions, total: additions + deletions },
    status: shapes.state.pipelines.findLast(({ sha }) => sha === commit.id)?.status ?? null,
    project_id: shapes.state.projectId,
    last_pipeline: null,
  };
}

/** https://docs.gitlab.com/api/branches/ */
export async function showBranch(shapes: Shapes, name: string, tip: string, viewer: Account | undefined) {
  const { state } = shapes;
  const { repository, settings } = state;
  const [commit, target] = await Promise.all([
    repository.findCommit(tip),
    repository.findTip(settings.defaultBranch),
  ]);
  const protection = findProtection(state, name);
  const developer = {
    id: 0,
    username: "",
    name: "",
    email: "",
    isBot: false,
    level: LEVELS.developer,
    groups: [],
  };
  return {
    name,
    commit: commit && showCommit(shapes, commit),
    merged: target !== undefined && target !== tip && (await repository.contains(target, tip)),
    protected: protection !== undefined,
    developers_can_push: protection !== undefined && isGranted(protection.push, developer),
    developers_can_merge: protection !== undefined && isGranted(protection.merge, developer),
    can_push: viewer !== undefined && canPush(state, name, viewer),
    default: name === settings.defaultBranch,
    web_url: `${getProjectPage(shapes)}/-/tree/${encodeURI(name)}`,
  };
}

/** https://docs.gitlab.com/api/tags/ */
export function showTag(shapes: Shapes, name: string, target: string, commit: Commit, message: string) {
  return {
    name,
    message,
    target,
    commit: showCommit(shapes, commit),
    release: null,
    protected: false,
    created_at: message === "" ? null : showTime(commit.committer.date),
  };
}

/** https://docs.gitlab.com/api/merge_requests/#list-merge-request-diffs */
export function showDifference({ path, previousPath, status }: FileDifference, patch: string | undefined) {
  return {
    diff: patch === undefined ? "" : `${patch}\n`,
    collapsed: false,
    too_large: false,
    new_path: path,
    old_path: previousPath ?? path,
    a_mode: status === "added" ? "0" : "100644",
    b_mode: status === "removed" ? "0" : "100644",
    new_file: status === "added",
    renamed_file: status === "renamed",
    deleted_file: status === "removed",
    generated_file: false,
  };
}
