import type { ClaimStore } from "#lib/git/claims";
import type { Git } from "#lib/git/process/process";
import { readObject, writeObject } from "#lib/git/repository/objects";
import { moveRefs } from "#lib/git/repository/refs";

const claimRef = (name: string) => `refs/vitrine/claims/${name}`;

/** Claims of the embedded repository: refs that clones do not fetch, each to a blob with the claim's text. */
export function createLocalClaims(git: Git): ClaimStore {
  return {
    async create(name, text) {
      return moveRefs(git, [{ ref: claimRef(name), from: null, to: await writeObject(git, "blob", text) }]);
    },
    async read(name) {
      return (await readObject(git, claimRef(name)))?.content.toString();
    },
    async remove(name, text) {
      await moveRefs(git, [{ ref: claimRef(name), from: await writeObject(git, "blob", text), to: null }]);
    },
  };
}
