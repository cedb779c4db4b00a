import { amend } from "#lib/git/gitea/amend";
import { createGiteaApproval } from "#lib/git/gitea/approval";
import { addGiteaAttributes } from "#lib/git/gitea/attributes";
import { deleteBranch } from "#lib/git/gitea/branch";
import { type GiteaClient, isAnswerLost } from "#lib/git/gitea/client";
import { createGiteaMerge } from "#lib/git/gitea/merge";
import { openPullRequest } from "#lib/git/gitea/opening";
import { createGiteaOutcomes } from "#lib/git/gitea/outcome";
import { type GiteaWriterContext, getOpen } from "#lib/git/gitea/precondition";
import type { GiteaReader } from "#lib/git/gitea/reader";
import { readOutcome } from "#lib/git/outcome";
import { requireToken } from "#lib/git/remote/precondition";
import type {
  AmendPullRequestInput,
  GitActor,
  GitProvider,
  Judged,
  OpenedPullRequest,
  OpenPullRequestInput,
  PullRequest,
} from "#lib/git/types";

/**
 * Changes pull requests, and returns each one as it is after the change. When Gitea refuses, the current
 * state at Gitea explains why, because its messages do not.
 */
export function createGiteaWriter(
  client: GiteaClient,
  reader: GiteaReader,
  claim: GitProvider["claim"],
  { root, target }: { root: string; target: string },
) {
  const outcomes = createGiteaOutcomes(client, reader, root, target);
  const context = { client, reader, claim, outcomes, root, target };
  const approve = createGiteaApproval(context);
  const merge = createGiteaMerge(context);

  function readChanged(number: number, done: string): Promise<PullRequest> {
    return readOutcome(`pull request ${number} is ${done}`, () => reader.getChanged(number));
  }

  return {
    async open(input: OpenPullRequestInput, actor: GitActor): Promise<OpenedPullRequest> {
      const opened = await openPullRequest(context, input, actor);
      const { attributes } = input;
      const missing = attributes && (await addGiteaAttributes(client, root, opened, actor, attributes));
      const found = await readChanged(opened.number, "open");
      return missing && missing.length > 0 ? { ...found, missing } : found;
    },
    async amend(number: number, input: AmendPullRequestInput, actor: GitActor) {
      const head = await amend(context, number, input, actor);
      return readOutcome(`pull request ${number} is amended`, async () => {
        const changed = await reader.getChanged(number);
        // Gitea moves the head of the pull request a moment after the branch.
        if (changed.headCommit === input.head && head !== input.head)
          throw new Error(`Gitea shows pull request ${number} before the change.`);
        return changed;
      });
    },
    async approve(number: number, actor: GitActor, judged: Judged, comment?: string) {
      await approve(number, actor, judged, comment);
      return readChanged(number, "approved");
    },
    async merge(number: number, actor: GitActor, judged: Judged) {
      await merge(number, actor, judged);
      return readChanged(number, "merged");
    },
    async close(number: number, actor: GitActor) {
      await close(context, number, actor);
      return readChanged(number, "closed");
    },
  };
}

async function close(context: GiteaWriterContext, number: number, actor: GitActor): Promise<void> {
  const { client, reader, outcomes, root } = context;
  const found = await getOpen(reader, number);
  const token = requireToken(found.html_url, actor, "close", "Gitea");
  try {
    await client.send("PATCH", `${root}/pulls/${number}`, { state: "closed" }, token);
  } catch (error) {
    if (isAnswerLost(error)) await outcomes.findClosed(number, error);
    else {
      await getOpen(reader, number);
      throw error;
    }
  }
  await deleteBranch(context, found, token);
}
