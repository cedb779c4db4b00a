import { PortalError, toPortalError } from "#lib/errors";
import { findRefusal, type GiteaClient } from "#lib/git/gitea/client";
import { type GiteaPullRequest, giteaIssue, giteaLabels, giteaMilestone } from "#lib/git/gitea/shapes";
import { addAttributes, listLeft, splitReviewers } from "#lib/git/remote/attributes";
import type { GitActor, PullRequestAttributes } from "#lib/git/types";

/** Gitea's default prefix of a draft (https://docs.gitea.com/usage/pull-request#work-in-progress-pull-requests). */
const DRAFT = "WIP: ";

/** The title of a new pull request: Gitea knows a draft by the title alone. */
export function formatGiteaTitle(title: string, { draft = false }: PullRequestAttributes = {}): string {
  return draft ? `${DRAFT}${title}` : title;
}

/**
 * Adds the attributes to an open pull request with the portal's account.
 * @returns a sentence for each attribute that is missing; never rejects
 */
export async function addGiteaAttributes(
  client: GiteaClient,
  root: string,
  { number, user, draft }: GiteaPullRequest,
  actor: GitActor,
  attributes: PullRequestAttributes,
): Promise<string[]> {
  const { labels = [], assignees = [], milestone } = attributes;
  const issue = `${root}/issues/${number}`;
  const { people, teams } = splitReviewers(attributes, [user?.id, actor.id]);
  const request = async (body: object) => {
    await client.send("POST", `${root}/pulls/${number}/requested_reviewers`, body);
    return [];
  };
  const missing = await addAttributes({ name: "Gitea", isUnreachable }, [
    {
      kind: "label",
      values: labels,
      async add(wanted) {
        const set = await client.post(`${issue}/labels`, { labels: wanted }, giteaLabels);
        return listLeft(wanted, set);
      },
    },
    { kind: "reviewer", values: people, add: (reviewers) => request({ reviewers }) },
    {
      kind: "reviewer",
      values: teams,
      // A team belongs to the owner of the repository.
      add: (wanted) => request({ team_reviewers: wanted.map((name) => name.replace(/^.*\//, "")) }),
    },
    {
      kind: "assignee",
      values: assignees,
      async add(wanted) {
        // Gitea replaces the assignees, so a value that is tried alone comes with those before.
        const now = (await client.get(issue, giteaIssue)).assignees;
        await client.send("PATCH", issue, { assignees: [...now, ...wanted] });
        return [];
      },
    },
    {
      kind: "milestone",
      values: milestone === undefined ? [] : [milestone],
      async add([title = ""]) {
        const address = `${root}/milestones?state=open&name=${encodeURIComponent(title)}`;
        const found = (await client.getAll(address, giteaMilestone)).find((one) => one.title === title);
        if (!found) throw noMilestone(title);
        await client.send("PATCH", issue, { milestone: found.id });
        return [];
      },
    },
  ]);
  const isDraft = attributes.draft !== true || draft;
  return isDraft
    ? missing
    : ["The pull request is not a draft. Gitea has another prefix for drafts.", ...missing];
}

/** A 500 is Gitea's answer for a person who cannot be assigned. */
function isUnreachable(error: unknown): boolean {
  return toPortalError(error).code === "git-unavailable" && findRefusal(error)?.status !== 500;
}

function noMilestone(title: string): PortalError {
  return new PortalError("not-found", { detail: `Gitea has no open milestone "${title}".` });
}
