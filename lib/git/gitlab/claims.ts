import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { ClaimStore } from "#lib/git/claims";
import type { GitLabProject } from "#lib/git/gitlab/api/project";
import { readBranch, removeBranch } from "#lib/git/gitlab/precondition";
import { describeOutcome, findOutcome } from "#lib/git/outcome";
import { isAnswerLost, isRefusedWith } from "#lib/git/remote/refusal";

const MAX_KEPT = 1_000;
/** While a claim is this young, nobody else can have removed and replaced it: others wait for ten minutes. */
const SURE_MILLISECONDS = 5 * 60_000;
/** GitLab's pipelines skip such a commit: https://docs.gitlab.com/ci/pipelines/#skip-a-pipeline */
const SKIP = "\n\n[skip ci]";

/**
 * Claims at GitLab: branches `vitrine-claim/<name>`, made with the portal's account. Git creates a branch only if
 * it does not exist, so one of several succeeds. The message of their commit is the claim's text.
 */
export function createGitLabClaims(project: GitLabProject): ClaimStore {
  const { client, path, target } = project;
  const branchOf = (name: string) => `vitrine-claim/${name}`;
  /** By text, the 1,000 claims made last: when each was made, so that a release costs one call. */
  const made = new LRUCache<string, number>({ max: MAX_KEPT });

  async function read(name: string): Promise<string | undefined> {
    const found = await readBranch(project, branchOf(name));
    return found?.commit.message.split("\n")[0];
  }

  function send(name: string, text: string): Promise<unknown> {
    const action = { action: "create" as const, filePath: `.vitrine-claim-${name}.json`, content: text };
    return client.send({
      route: ({ commits }) =>
        commits.create(path, branchOf(name), `${text}${SKIP}`, [action], { startBranch: target }),
      schema: z.object({ id: z.string() }),
    });
  }

  return {
    read,

    async create(name, text) {
      const started = performance.now();
      try {
        await send(name, text);
        made.set(text, started);
        return true;
      } catch (error) {
        if (isAnswerLost(error)) {
          const outcome = { ...describeOutcome("the name of the request", "reserved"), cause: error };
          return (await findOutcome(outcome, () => read(name))) === text;
        }
        if (!isRefusedWith(error, 400, 409, 422)) throw error;
        const held = await read(name);
        // The holder can have released a refused claim in the meantime.
        if (held === undefined && !TAKEN.test(String(error instanceof Error && error.message))) throw error;
        return held === text;
      }
    },

    async remove(name, text) {
      const at = made.get(text);
      made.delete(text);
      const isSure = at !== undefined && performance.now() - at < SURE_MILLISECONDS;
      if (!isSure && (await read(name)) !== text) return;
      await removeBranch(project, branchOf(name)).catch((error: unknown) => {
        // Another process removed it a moment before.
        if (!isRefusedWith(error, 404)) throw error;
      });
    },
  };
}

/** GitLab's refusals for a branch that exists, or that another call creates at the same moment. */
const TAKEN = /already exists|could not update|cannot lock ref|reference/i;
