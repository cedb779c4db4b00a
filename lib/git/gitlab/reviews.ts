/** Who approved a merge request, who requested changes, and who pushed to its branch. */
import { z } from "zod";
import type { GitLabProject } from "#lib/git/gitlab/api/project";
import {
  ACTIVITY,
  gitLabActivity,
  gitLabApprovals,
  gitLabVersions,
  type ListedMergeRequest,
} from "#lib/git/gitlab/api/shapes";
import { createLoader } from "#lib/git/remote/loader";
import { isRefusedWith } from "#lib/git/remote/refusal";
import type { GitActor, Review } from "#lib/git/types";

/** GitLab's pages have at most 100 entries. */
const MERGE_REQUESTS_PER_CALL = 100;

type Person = Pick<GitActor, "id" | "name">;
type Activity = z.output<typeof gitLabActivity>;

export interface GitLabReviews {
  reviews: Review[];
  /** People who pushed to the branch of an open merge request. */
  pushers: string[];
  /** People whose approval GitLab counts, also for an earlier commit. */
  approvers: string[];
  /** The merge base with the target branch at GitLab's last check. */
  base: string | undefined;
}

/** Reads the reviews of many merge requests together. */
export function createReviews(project: GitLabProject) {
  const load = createLoader((numbers) => readActivities(project, numbers), MERGE_REQUESTS_PER_CALL);

  return async function readReviews(found: ListedMergeRequest): Promise<GitLabReviews> {
    const activity = await load(String(found.number));
    const notes = activity?.notes.nodes ?? [];
    const approvers = activity?.approvedBy?.nodes ?? [];
    const times = await readApprovalTimes(project, found, activity, approvers);
    const approved = approvers.flatMap((actor): Review[] => {
      const at = times.get(actor.id);
      const comment = findComment(notes, actor, found.head);
      return at === undefined ? [] : [{ actor, verdict: "approved", at, ...(comment && { comment }) }];
    });
    return {
      reviews: [...approved, ...listObjections(activity, found.updatedAt)].sort((a, b) =>
        a.at < b.at ? -1 : Number(a.at > b.at),
      ),
      pushers:
        found.state === "open"
          ? [...new Set(notes.flatMap((note) => (isAction(note, "commit") ? (note.author?.id ?? []) : [])))]
          : [],
      approvers: approvers.map(({ id }) => id),
      base: activity?.diffRefs?.baseSha ?? undefined,
    };
  };
}

async function readActivities(
  project: GitLabProject,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, Activity>> {
  const { mergeRequests } = await project.query({
    name: "Activity",
    fields: `mergeRequests(iids: $iids, first: ${MERGE_REQUESTS_PER_CALL}) { nodes { ${ACTIVITY} } }`,
    variables: { iids: ["[String!]", numbers] },
    schema: z.object({ mergeRequests: z.object({ nodes: z.array(gitLabActivity) }) }),
  });
  return new Map(mergeRequests.nodes.map((found) => [found.iid, found]));
}

/**
 * When the approvals were given that count, by person. Without a rule that removes approvals, GitLab keeps them
 * after a push
 * (https://docs.gitlab.com/user/project/merge_requests/approvals/settings/#remove-all-approvals-when-commits-are-added-to-the-source-branch).
 * Therefore the approval of an open merge request counts only if it is not older than the newest version of the
 * branch, which is at the head. Approvals are read before versions, so that a push in between is noticed.
 */
async function readApprovalTimes(
  project: GitLabProject,
  found: ListedMergeRequest,
  activity: Activity | undefined,
  approvers: readonly Person[],
): Promise<ReadonlyMap<string, string>> {
  if (approvers.length === 0) return new Map();
  const recorded = new Map(
    activity?.notes.nodes.flatMap((note) =>
      isAction(note, "approved") && note.author ? [[note.author.id, note.createdAt] as const] : [],
    ),
  );
  if (found.state !== "open")
    return new Map(approvers.map(({ id }) => [id, recorded.get(id) ?? found.updatedAt]));
  const { client, path } = project;
  const { approved_by } = await client
    .get({
      route: ({ approvals }) => approvals.showConfiguration(path, { mergerequestIId: found.number }),
      schema: gitLabApprovals,
    })
    .catch((error: unknown) => {
      if (isRefusedWith(error, 404)) return { approved_by: [] };
      throw error;
    });
  const [newest] = await client.get({
    route: ({ mergeRequests }) => mergeRequests.allDiffVersions(path, found.number),
    schema: gitLabVersions,
  });
  if (newest?.head_commit_sha !== found.head) return new Map();
  const times = approved_by.map(
    ({ user, approved_at }) => [user.id, approved_at ?? recorded.get(user.id)] as const,
  );
  return new Map(times.flatMap(([id, at]) => (at && at >= newest.created_at ? [[id, at] as const] : [])));
}

/** Reviewers who requested changes and did not review again. GitLab shows no time for the state itself. */
function listObjections(activity: Activity | undefined, updatedAt: string): Review[] {
  const requested = activity?.notes.nodes.filter((note) => isAction(note, "requested_changes")) ?? [];
  return (activity?.reviewers?.nodes ?? []).flatMap(({ id, name, mergeRequestInteraction }): Review[] => {
    if (mergeRequestInteraction?.reviewState !== "REQUESTED_CHANGES") return [];
    const at = requested.findLast(({ author }) => author?.id === id)?.createdAt ?? updatedAt;
    return [{ actor: { id, name }, verdict: "changes-requested", at }];
  });
}

function isAction(note: Activity["notes"]["nodes"][number], action: string): boolean {
  return note.system && note.systemNoteMetadata?.action === action;
}

const mark = (head: string) => `<!-- vitrine-approval ${head} -->`;

/**
 * The text of a note with the comment of an approval. GitLab records approvals without a comment, so a line that
 * nobody sees names the approved commit.
 */
export function addApprovedCommit(comment: string, head: string): string {
  return `${comment}\n\n${mark(head)}`;
}

/** The comment that a person gave with the approval of this commit. */
function findComment(notes: Activity["notes"]["nodes"], { id }: Person, head: string): string | undefined {
  const end = `\n\n${mark(head)}`;
  const found = notes.findLast(
    ({ system, author, body }) => !system && author?.id === id && body.endsWith(end),
  );
  return found?.body.slice(0, -end.length);
}
