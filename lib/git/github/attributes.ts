import { z } from "zod";
import { PortalError, toPortalError } from "#lib/errors";
import type { GitHubRepository } from "#lib/git/github/api/repository";
import {
  type GitHubPullRequest,
  gitHubIssue,
  gitHubLabels,
  gitHubMilestones,
} from "#lib/git/github/api/shapes";
import { HOST } from "#lib/git/github/precondition";
import { addAttributes, listLeft, splitReviewers } from "#lib/git/remote/attributes";
import type { GitActor, PullRequestAttributes } from "#lib/git/types";

/** Pull requests are issues: these calls need the permission for pull requests alone. */
const ISSUE = "/repos/{owner}/{repo}/issues/{issue_number}";

/**
 * Adds the attributes, except for `draft`, to an open pull request with the portal's account. GitHub creates a label that
 * the repository does not have.
 * @returns a sentence for each attribute that is missing; never rejects
 */
export function addGitHubAttributes(
  repository: GitHubRepository,
  { number, author }: GitHubPullRequest,
  actor: GitActor,
  attributes: PullRequestAttributes,
): Promise<string[]> {
  const { client, place } = repository;
  const { labels = [], assignees = [], milestone } = attributes;
  const { people, teams } = splitReviewers(attributes, [author?.id, actor.id]);
  const issue = { ...place, issue_number: number };
  const request = async (parameters: Record<string, unknown>) => {
    const path = "/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers";
    const schema = z.object({ number: z.number() });
    const target = { ...place, pull_number: number };
    await client.send({ method: "POST", path, parameters: { ...target, ...parameters }, schema });
    return [];
  };
  return addAttributes({ name: HOST, isUnreachable }, [
    {
      kind: "label",
      values: labels,
      async add(wanted) {
        const parameters = { ...issue, labels: wanted };
        const schema = gitHubLabels;
        return listLeft(
          wanted,
          await client.send({ method: "POST", path: `${ISSUE}/labels`, parameters, schema }),
        );
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
      // GitHub ignores people without access to the repository.
      async add(wanted) {
        const parameters = { ...issue, assignees: wanted };
        const path = `${ISSUE}/assignees`;
        const set = await client.send({ method: "POST", path, parameters, schema: gitHubIssue });
        return listLeft(wanted, set.assignees);
      },
    },
    {
      kind: "milestone",
      values: milestone === undefined ? [] : [milestone],
      async add([title = ""]) {
        const parameters = { ...issue, milestone: await findMilestone(repository, title) };
        await client.send({ method: "PATCH", path: ISSUE, parameters, schema: gitHubIssue });
        return [];
      },
    },
  ]);
}

/**
 * The number of the open milestone with the title, of the 100 that are due first.
 * @throws PortalError `not-found`
 */
async function findMilestone({ client, place }: GitHubRepository, title: string): Promise<number> {
  const path = "/repos/{owner}/{repo}/milestones";
  const parameters = { ...place, state: "open", per_page: 100 };
  const open = await client.get({ method: "GET", path, parameters, schema: gitHubMilestones });
  const found = open.find((one) => one.title === title);
  if (found) return found.number;
  throw new PortalError("not-found", { detail: `GitHub has no open milestone "${title}".` });
}

function isUnreachable(error: unknown): boolean {
  return toPortalError(error).code === "git-unavailable";
}
