import type { ClaimStore } from "#lib/git/claims";
import { findRefusal, type GiteaClient } from "#lib/git/gitea/client";
import { encodePath } from "#lib/git/gitea/names";
import type { GiteaReader } from "#lib/git/gitea/reader";

/**
 * Claims at Gitea: branches `vitrine-claim/<name>` with one file that holds the claim's text, made with the portal's
 * account. Git creates a branch only where none is, so of several one wins. Gitea's answer does not always say which,
 * so the file is read again. A branch stays for as long as a submission takes.
 *
 * Tags would be lighter, but of tags that are created at the same time Gitea's list can keep one that nobody can delete
 * any more: a request that finds the tag in Git adds it to the list without the name that it is looked up by
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
      // Mostly a claim that is held is held for a while: making a commit for nothing takes Gitea long.
      if ((await read(name)) !== undefined) return false;
      const file = { operation: "create", path: pathOf(name), content: Buffer.from(text).toString("base64") };
      // The text is unlike any other claim's, and so is the commit: two of the same content would both succeed.
      const commit = { branch: target, new_branch: branchOf(name), message: text, files: [file] };
      const failure = await client.send("POST", `${root}/contents`, commit).then(
        () => undefined,
        (error: unknown) => error,
      );
      const refusal = findRefusal(failure);
      if (failure !== undefined && refusal === undefined) throw failure;
      const held = await read(name);
      // Another's branch may be there a moment before Gitea can read it.
      if (held === undefined && refusal && !TAKEN.test(refusal.message)) throw failure;
      return held === text;
    },
    async remove(name, text) {
      if ((await read(name)) !== text) return;
      await client.send("DELETE", `${root}/branches/${encodePath(branchOf(name))}`).catch(ignoreMissing);
    },
  };
}

/** Git's words, in Gitea's answer, for a branch that is there. */
const TAKEN = /already exists|cannot lock ref/i;

/** Somebody else removed the branch a moment before. */
function ignoreMissing(error: unknown): void {
  if (findRefusal(error)?.status !== 404) throw error;
}
