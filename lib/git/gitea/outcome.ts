/** Finds the outcome of a change whose response was lost, from the current state at Gitea. */
import type { GiteaClient } from "#lib/git/gitea/client";
import { encodePath } from "#lib/git/gitea/names";
import type { GiteaReader } from "#lib/git/gitea/reader";
import {
  type GiteaPullRequest,
  type GiteaReview,
  giteaBranch,
  giteaPullRequest,
} from "#lib/git/gitea/shapes";
import { describeOutcome, findOutcome } from "#lib/git/outcome";

export type GiteaOutcomes = ReturnType<typeof createGiteaOutcomes>;

/**
 * Each function looks for the change, and throws as `findOutcome`. `cause` is the error of the lost response.
 */
export function createGiteaOutcomes(client: GiteaClient, reader: GiteaReader, root: string, target: string) {
  /** The open pull request of a branch at this commit. */
  async function findOpen(branch: string, head: string): Promise<GiteaPullRequest | undefined> {
    const open = await client.getAll(`${root}/pulls?state=open`, giteaPullRequest);
    const isSame = (found: GiteaPullRequest) =>
      found.head.repo_id === found.base.repo_id && found.base.label === target;
    return open.find((found) => isSame(found) && found.head.label === branch && found.head.sha === head);
  }

  return {
    findOpen,

    /** The commit that a branch was created with; its message names the attempt and is unique. */
    findWritten: (branch: string, message: string, cause: unknown): Promise<string> =>
      findOutcome({ ...describeOutcome("the branch of the request", "written"), cause }, async () => {
        const found = await client.find(`${root}/branches/${encodePath(branch)}`, giteaBranch);
        return found?.commit.message.trimEnd() === message ? found.commit.id : undefined;
      }),

    /** The open pull request of a branch. */
    findOpened: (branch: string, head: string, cause: unknown): Promise<GiteaPullRequest> =>
      findOutcome({ ...describeOutcome("the pull request", "opened"), cause }, () => findOpen(branch, head)),

    /** `list` gives the person's approvals. */
    findApproved: (
      number: number,
      list: () => Promise<GiteaReview[]>,
      cause: unknown,
    ): Promise<GiteaReview> =>
      findOutcome({ ...describeOutcome(`pull request ${number}`, "approved"), cause }, async () =>
        (await list()).find(({ dismissed }) => !dismissed),
      ),

    findBody: (number: number, body: string, cause: unknown): Promise<true> =>
      findOutcome(
        { ...describeOutcome(`the description of pull request ${number}`, "replaced"), cause },
        async () => ((await reader.getExisting(number)).body === body ? true : undefined),
      ),

    findMerged: (number: number, cause: unknown): Promise<true> =>
      findOutcome({ ...describeOutcome(`pull request ${number}`, "merged"), cause }, async () =>
        (await reader.getExisting(number)).merged ? true : undefined,
      ),

    findClosed: (number: number, cause: unknown): Promise<true> =>
      findOutcome({ ...describeOutcome(`pull request ${number}`, "closed"), cause }, async () =>
        (await reader.getExisting(number)).state === "closed" ? true : undefined,
      ),
  };
}
