import { setTimeout as wait } from "node:timers/promises";
import { PortalError } from "#lib/errors";
import { createLimit } from "#lib/git/concurrency-limit";
import { findRefusal, type GiteaClient, isAnswerLost } from "#lib/git/gitea/client";
import type { createGiteaOutcomes } from "#lib/git/gitea/outcome";
import type { GiteaReader } from "#lib/git/gitea/reader";
import { type GiteaPullRequest, giteaRepository } from "#lib/git/gitea/shapes";
import { movedOn } from "#lib/git/repository/merge";

/**
 * Gitea checks in the background whether it can merge, and returns the same error for "not checked yet" and
 * for a conflict.
 */
const NOT_YET = /try again later/i;
/** Gitea's and Git's errors when another merge was first. */
const RACED = /out of date|cannot lock ref/i;
const WAIT_MILLISECONDS = 300;
const ATTEMPTS = 40;
/** With a file that both sides changed, a conflict is likely, so fewer attempts are enough. */
const ATTEMPTS_WITH_OVERLAP = 12;

/** Merges with the repository's settings: merge style, branch protection, the person's access. */
export function createGiteaMerge(
  client: GiteaClient,
  reader: GiteaReader,
  root: string,
  outcomes: ReturnType<typeof createGiteaOutcomes>,
) {
  // Gitea does the whole work of each concurrent merge, then refuses all but one.
  const oneByOne = createLimit(1);

  /**
   * `getOpen` throws the current state of a pull request that is no longer open.
   * @throws PortalError `conflict` where it cannot be merged, `forbidden` where a rule of the repository
   * forbids it, `outcome-unknown` where Gitea stops answering after the merge was sent
   */
  return async function merge(
    found: GiteaPullRequest,
    head: string,
    token: string,
    getOpen: (number: number) => Promise<GiteaPullRequest>,
  ): Promise<void> {
    const { default_merge_style } = await client.get(root, giteaRepository);
    const wanted = { do: default_merge_style, head_commit_id: head, delete_branch_after_merge: true };
    // Gitea does not return the result of merging two changes of one file in advance, so nobody could review
    // it.
    const { conflicts } = await reader.changedFiles(found.number, head);
    if (conflicts.length > 0) throw conflict(found.number, conflicts);
    let overlap: string[] | undefined;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await oneByOne(() => client.send("POST", `${root}/pulls/${found.number}/merge`, wanted, token));
        return;
      } catch (error) {
        if (isAnswerLost(error)) {
          await outcomes.findMerged(found.number, error);
          return;
        }
        const now = await getOpen(found.number);
        if (now.head.sha !== head) throw movedOn(found.number, error);
        const refusal = findRefusal(error);
        const notYet = refusal?.status === 405 && NOT_YET.test(refusal.message);
        const raced = refusal?.status === 409 && RACED.test(refusal.message);
        if (refusal?.status === 409 || notYet)
          overlap ??= (await reader.changedFiles(now.number, head)).conflicts;
        const attempts = overlap?.length ? ATTEMPTS_WITH_OVERLAP : ATTEMPTS;
        if (!(notYet || raced))
          throw refusal?.status === 409 ? conflict(found.number, overlap, error) : error;
        if (attempt >= attempts) throw conflict(found.number, overlap, error);
        await wait(WAIT_MILLISECONDS);
      }
    }
  };
}

function conflict(number: number, overlap: string[] | undefined, cause?: unknown): PortalError {
  const where = overlap?.length ? ` Both have changed ${overlap.join(", ")}.` : "";
  return new PortalError("conflict", {
    detail: `Gitea cannot merge pull request ${number} with what is in Git now.${where}`,
    suggestion: "Make the change again on the current version, then close this request.",
    cause,
  });
}
