import { setTimeout as wait } from "node:timers/promises";
import { createLimit } from "#lib/git/concurrency-limit";
import { findRefusal, isAnswerLost } from "#lib/git/gitea/client";
import { type GiteaWriterContext, getJudged, getOpen } from "#lib/git/gitea/precondition";
import { giteaRepository } from "#lib/git/gitea/shapes";
import { mergeConflict, requireToken } from "#lib/git/remote/precondition";
import { movedOn } from "#lib/git/repository/merge";
import type { GitActor, Judged } from "#lib/git/types";

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
export function createGiteaMerge({ client, reader, outcomes, root }: GiteaWriterContext) {
  // Gitea does the whole work of each concurrent merge, then refuses all but one.
  const oneByOne = createLimit(1);

  /**
   * @throws PortalError `conflict` where it cannot be merged, `forbidden` where a rule of the repository
   * forbids it, `outcome-unknown` where Gitea stops answering after the merge was sent
   */
  return async function merge(number: number, actor: GitActor, judged: Judged): Promise<void> {
    const { head } = judged;
    const found = await getJudged(reader, number, judged);
    const token = requireToken(found.html_url, actor, "merge", "Gitea");
    const { default_merge_style } = await client.get(root, giteaRepository);
    const wanted = { do: default_merge_style, head_commit_id: head, delete_branch_after_merge: true };
    // Gitea does not return the result of merging two changes of one file in advance, so nobody could review
    // it.
    const { conflicts } = await reader.changedFiles(number, head);
    if (conflicts.length > 0) throw mergeConflict("Gitea", number, conflicts);
    let overlap: string[] | undefined;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await oneByOne(() => client.send("POST", `${root}/pulls/${number}/merge`, wanted, token));
        return;
      } catch (error) {
        if (isAnswerLost(error)) {
          await outcomes.findMerged(number, error);
          return;
        }
        const now = await getOpen(reader, number);
        if (now.head.sha !== head) throw movedOn(number, error);
        const refusal = findRefusal(error);
        const notYet = refusal?.status === 405 && NOT_YET.test(refusal.message);
        const raced = refusal?.status === 409 && RACED.test(refusal.message);
        if (refusal?.status === 409 || notYet)
          overlap ??= (await reader.changedFiles(number, head)).conflicts;
        const attempts = overlap?.length ? ATTEMPTS_WITH_OVERLAP : ATTEMPTS;
        if (!(notYet || raced))
          throw refusal?.status === 409 ? mergeConflict("Gitea", number, overlap, error) : error;
        if (attempt >= attempts) throw mergeConflict("Gitea", number, overlap, error);
        await wait(WAIT_MILLISECONDS);
      }
    }
  };
}
