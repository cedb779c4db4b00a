import type { ClaimStore } from "#lib/git/claims";
import { findRefusal, type GiteaClient } from "#lib/git/gitea/client";
import { removeHalfMadeBranch } from "#lib/git/gitea/half-made-branch";
import { encodePath } from "#lib/git/gitea/names";
import type { GiteaReader } from "#lib/git/gitea/reader";

/**
 * Claims at Gitea: branches `vitrine-claim/<name>` with one file that has the claim's text, created with the
 * portal's account. Git creates a branch only if it does not exist, so one of several succeeds. Gitea's
 * response does not always show which, so the file is read again. A branch exists as long as a submission
 * takes. Tags would be lighter. But after concurrent creations, Gitea's list can keep a tag that nobody can
 * delete: a request that finds the tag in Git adds it to the list without the name used for lookups
 * (services/release/release.go, CreateNewTag).
 */
export function createGiteaClaims(
  client: GiteaClient,
  reader: Pick<GiteaReader, "readFile">,
  root: string,
  target: string,
): ClaimStore {
  const branchOf = (name: string) => `vitrine-claim/${name}`;
  const pathOf = (name: string) => `.vitrine-claim-${name}.json`;

  async function read(name: string): Promise<string | undefined> {
    return (await reader.readFile(pathOf(name), branchOf(name)))?.content;
  }

  return {
    read,
    async create(name, text) {
      // A held claim is usually held for some time, and creating a commit in vain takes Gitea long.
      if ((await read(name)) !== undefined) return false;
      const file = { operation: "create", path: pathOf(name), content: Buffer.from(text).toString("base64") };
      // The text and the commit must be unique: two with the same content would both succeed.
      const commit = { branch: target, new_branch: branchOf(name), message: text, files: [file] };
      const failure = await client.send("POST", `${root}/contents`, commit).then(
        () => undefined,
        (error: unknown) => error,
      );
      const refusal = findRefusal(failure);
      if (failure !== undefined && refusal === undefined) throw failure;
      const held = await read(name);
      // The claim is free again, and is taken at the next attempt.
      if (held === undefined && refusal && (await removeHalfMadeBranch(client, root, branchOf(name))))
        return false;
      // The branch of another process can exist a moment before Gitea can read it.
      if (held === undefined && refusal && !TAKEN.test(refusal.message)) throw failure;
      return held === text;
    },
    async remove(name, text) {
      if ((await read(name)) !== text) return;
      await client.send("DELETE", `${root}/branches/${encodePath(branchOf(name))}`).catch(ignoreMissing);
    },
  };
}

/** Git's error in Gitea's response for an existing branch. */
const TAKEN = /already exists|cannot lock ref/i;

/** Another process removed the branch a moment before. */
function ignoreMissing(error: unknown): void {
  if (findRefusal(error)?.status !== 404) throw error;
}
