import { setTimeout as wait } from "node:timers/promises";
import { PortalError } from "#lib/errors";
import { findRefusal, type GiteaClient } from "#lib/git/gitea-client";
import type { GiteaReader } from "#lib/git/gitea-reader";
import { type GiteaPullRequest, giteaRepository } from "#lib/git/gitea-shapes";
import { createLimit } from "#lib/git/limit";

/** Gitea tests in the background whether it can merge, and says the same of "not yet known" and of a conflict. */
const NOT_YET = /try again later/i;
/** Another merge was first: Gitea, and Git in its name, say so in these words. */
const RACED = /out of date|cannot lock ref/i;
const WAIT_MILLISECONDS = 300;
const ATTEMPTS = 40;
/** A file changed on both sides makes a conflict likely: the test then had its time sooner. */
const ATTEMPTS_WITH_OVERLAP = 12;

/** Merges as the repository's settings say: its style, its protection of the branch, the person's rights. */
export function createGiteaMerge(client: GiteaClient, reader: GiteaReader, root: string, target: string) {
  // Of merges at the same time Gitea does the whole work of each, then refuses all but one.
  const oneByOne = createLimit(1);

  /** Files that both the pull request and the target branch have changed since they parted. */
  async function listOverlap({ number, merge_base }: GiteaPullRequest): Promise<string[]> {
    const changed = await reader.changedFiles(number);
    const moved = await Promise.all(
      changed.map(async ({ path }) => {
        const [before, now] = await Promise.all([
          reader.readFile(path, merge_base),
          reader.readFile(path, target),
        ]);
        return before?.blob !== now?.blob;
      }),
    );
    return changed.filter((_, index) => moved[index]).map(({ path }) => path);
  }

  /**
   * `getOpen` throws what became of the pull request where it is no longer open.
   * @throws PortalError `conflict` where it cannot be merged, `forbidden` where a rule of the repository forbids it
   */
  return async function merge(
    found: GiteaPullRequest,
    head: string,
    token: string,
    getOpen: (number: number) => Promise<GiteaPullRequest>,
  ): Promise<void> {
    const { default_merge_style } = await client.get(root, giteaRepository);
    const wanted = { do: default_merge_style, head_commit_id: head, delete_branch_after_merge: true };
    let overlap: string[] | undefined;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await oneByOne(() => client.send("POST", `${root}/pulls/${found.number}/merge`, wanted, token));
        return;
      } catch (error) {
        const now = await getOpen(found.number);
        if (now.head.sha !== head) throw movedOn(found.number, error);
        const refusal = findRefusal(error);
        const notYet = refusal?.status === 405 && NOT_YET.test(refusal.message);
        const raced = refusal?.status === 409 && RACED.test(refusal.message);
        if (refusal?.status === 409 || notYet) overlap ??= await listOverlap(now);
        const attempts = overlap?.length ? ATTEMPTS_WITH_OVERLAP : ATTEMPTS;
        if (!(notYet || raced))
          throw refusal?.status === 409 ? conflict(found.number, overlap, error) : error;
        if (attempt >= attempts) throw conflict(found.number, overlap, error);
        await wait(WAIT_MILLISECONDS);
      }
    }
  };
}

export function movedOn(number: number, cause?: unknown): PortalError {
  return new PortalError("conflict", {
    detail: `Someone changed pull request ${number} since it was looked at.`,
    suggestion: "Look at what it changes now, then decide again.",
    cause,
  });
}

function conflict(number: number, overlap: string[] | undefined, cause: unknown): PortalError {
  const where = overlap?.length ? ` Both have changed ${overlap.join(", ")}.` : "";
  return new PortalError("conflict", {
    detail: `Gitea cannot merge pull request ${number} with what is in Git now.${where}`,
    suggestion: "Close it and make the change again.",
    cause,
  });
}
