import { PortalError, toPortalError } from "#lib/errors";
import type { GitLabProject } from "#lib/git/gitlab/api/project";
import { gitLabAttributes, gitLabMilestones, gitLabUserIds } from "#lib/git/gitlab/api/shapes";
import type { GitLabMergeRequest } from "#lib/git/gitlab/merge-request";
import { HOST } from "#lib/git/gitlab/precondition";
import { addAttributes, listLeft, splitReviewers } from "#lib/git/remote/attributes";
import type { GitActor, PullRequestAttributes } from "#lib/git/types";

/** https://docs.gitlab.com/user/project/merge_requests/drafts/ */
const DRAFT = "Draft: ";

/** The title of a new merge request: GitLab knows a draft by the title alone. */
export function formatGitLabTitle(title: string, { draft = false }: PullRequestAttributes = {}): string {
  return draft ? `${DRAFT}${title}` : title;
}

/** The attributes that one call sets: https://docs.gitlab.com/api/merge_requests/#update-mr */
interface AttributeEdit {
  /** GitLab creates a label that the project does not have. */
  addLabels?: string;
  assigneeIds?: number[];
  reviewerIds?: number[];
  milestoneId?: number;
}

/**
 * Adds the attributes, except for `draft`, to an open merge request with the portal's account. GitLab leaves out people
 * without access to the project, and, without a paid license, all but one assignee and one reviewer.
 * @returns a sentence for each attribute that is missing; never rejects
 */
export function addGitLabAttributes(
  project: GitLabProject,
  { number, author }: Pick<GitLabMergeRequest, "number" | "author">,
  actor: GitActor,
  attributes: PullRequestAttributes,
): Promise<string[]> {
  const { labels = [], assignees = [], milestone } = attributes;
  const { people, teams } = splitReviewers(attributes, [author?.id, actor.id]);
  const edit = (values: AttributeEdit) =>
    project.client.send({
      route: ({ mergeRequests }) => mergeRequests.edit(project.path, number, values),
      schema: gitLabAttributes,
    });
  /** GitLab replaces the people, so a name that is tried alone comes with those before. */
  const createPeopleStep = (send: (ids: number[]) => Promise<readonly string[]>) => {
    const known: number[] = [];
    return async (wanted: readonly string[]) => {
      const ids = await findUserIds(project, wanted);
      if (ids.length === 0) return wanted;
      const set = await send([...known, ...ids]);
      known.push(...ids);
      return listLeft(wanted, set);
    };
  };
  return addAttributes({ name: HOST, isUnreachable }, [
    {
      kind: "label",
      values: labels,
      add: async (wanted) => listLeft(wanted, (await edit({ addLabels: wanted.join(",") })).labels),
    },
    {
      kind: "reviewer",
      values: people,
      add: createPeopleStep(async (reviewerIds) => (await edit({ reviewerIds })).reviewers),
    },
    { kind: "reviewer", values: teams, add: () => Promise.reject(noGroups()) },
    {
      kind: "assignee",
      values: assignees,
      add: createPeopleStep(async (assigneeIds) => (await edit({ assigneeIds })).assignees),
    },
    {
      kind: "milestone",
      values: milestone === undefined ? [] : [milestone],
      async add([title = ""]) {
        await edit({ milestoneId: await findMilestone(project, title) });
        return [];
      },
    },
  ]);
}

/** The ids of the people that GitLab knows. */
async function findUserIds({ client }: GitLabProject, names: readonly string[]): Promise<number[]> {
  const found = await Promise.all(
    names.map((username) =>
      client.get({
        route: ({ users }) => users.all({ username, perPage: 1, page: 1 }),
        schema: gitLabUserIds,
      }),
    ),
  );
  return found.flat();
}

/**
 * The id of the active milestone of the project or of its groups.
 * @throws PortalError `not-found`
 */
async function findMilestone({ client, path }: GitLabProject, title: string): Promise<number> {
  // gitbeaker's types have the earlier name of this option: https://docs.gitlab.com/api/milestones/#list-project-milestones
  const options = { title, state: "active", includeAncestors: true };
  const [found] = await client.get({
    route: ({ milestones }) => milestones.all(path, options),
    schema: gitLabMilestones,
  });
  if (found) return found.id;
  throw new PortalError("not-found", { detail: `GitLab has no active milestone "${title}".` });
}

/** https://docs.gitlab.com/api/merge_requests/#update-mr has ids of people alone. */
function noGroups(): PortalError {
  return new PortalError("invalid", { detail: "GitLab accepts only people as reviewers." });
}

function isUnreachable(error: unknown): boolean {
  return toPortalError(error).code === "git-unavailable";
}
