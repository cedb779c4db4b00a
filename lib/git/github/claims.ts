import { LRUCache } from "lru-cache";
import type { ClaimStore } from "#lib/git/claims";
import type { GitHubRepository } from "#lib/git/github/api/repository";
import { gitHubRefs } from "#lib/git/github/api/shapes";
import { moveRefs } from "#lib/git/github/refs";
import { describeOutcome, findOutcome } from "#lib/git/outcome";
import { noTarget } from "#lib/git/remote/precondition";
import { isAnswerLost, isRefusedWith } from "#lib/git/remote/refusal";

const MAX_KEPT = 1_000;
/** Git's names of refs have parts of at most 255 bytes, with the suffix of a lock. */
const PART_LENGTH = 200;

/**
 * Claims at GitHub, outside the branches: `refs/vitrine/claims/<name>/held`, and beside it a ref whose name is
 * the claim's text. One atomic call creates both, so one of several succeeds; one removes both. Nobody needs
 * the commit that they point to. A branch would start the workflows of the repository.
 * @param readTip the tip of the target branch
 */
export function createGitHubClaims(
  repository: GitHubRepository,
  readTip: () => Promise<string | undefined>,
): ClaimStore {
  const { client, place } = repository;
  const folderOf = (name: string) => `refs/vitrine/claims/${name}/`;
  /** A commit that was the tip once, so that a claim costs one call. */
  let tip: string | undefined;
  /** By text, the 1,000 claims made last: the commit of their refs, so that a release costs one call. */
  const made = new LRUCache<string, string>({ max: MAX_KEPT });

  async function listRefs(name: string) {
    const ref = folderOf(name).replace(/^refs\//, "");
    const path = "/repos/{owner}/{repo}/git/matching-refs/{ref}";
    return client.get({ method: "GET", path, parameters: { ...place, ref }, schema: gitHubRefs });
  }

  async function find(name: string): Promise<{ text: string; commit: string } | undefined> {
    const folder = folderOf(name);
    const refs = await listRefs(name);
    const held = refs.find(({ ref }) => ref.startsWith(folder) && ref !== `${folder}held`);
    return held && { text: decode(held.ref.slice(folder.length)), commit: held.object.sha };
  }

  async function findCommit(name: string, text: string): Promise<string | undefined> {
    const held = await find(name);
    return held?.text === text ? held.commit : undefined;
  }

  const listNames = (name: string, text: string) => [
    `${folderOf(name)}held`,
    `${folderOf(name)}${encode(text)}`,
  ];

  return {
    read: async (name) => (await find(name))?.text,

    async create(name, text) {
      tip ??= await readTip();
      if (tip === undefined) throw noTarget(repository.target);
      const commit = tip;
      const moves = listNames(name, text).map((ref) => ({ name: ref, from: undefined, to: commit }));
      try {
        await moveRefs(repository, moves);
        made.set(text, commit);
        return true;
      } catch (error) {
        tip = undefined;
        const held = isAnswerLost(error) || isRefusedWith(error, 409, 422) ? await find(name) : undefined;
        if (held !== undefined) return held.text === text;
        // The holder of a refused claim can have released it in the meantime.
        if (isRefusedWith(error, 409, 422)) return false;
        if (!isAnswerLost(error)) throw error;
        const outcome = { ...describeOutcome("the name of the request", "reserved"), cause: error };
        return (await findOutcome(outcome, () => find(name))).text === text;
      }
    },

    async remove(name, text) {
      const commit = made.get(text) ?? (await findCommit(name, text));
      if (commit === undefined) return;
      made.delete(text);
      const moves = listNames(name, text).map((ref) => ({ name: ref, from: commit, to: undefined }));
      await moveRefs(repository, moves).catch((error: unknown) => {
        // Another process removed it a moment before.
        if (!isRefusedWith(error, 404, 409, 422)) throw error;
      });
    },
  };
}

function encode(text: string): string {
  const encoded = Buffer.from(text).toString("base64url");
  return (encoded.match(new RegExp(`.{1,${PART_LENGTH}}`, "g")) ?? []).map((part) => `t${part}`).join("/");
}

function decode(name: string): string {
  const parts = name.split("/").map((part) => part.slice(1));
  return Buffer.from(parts.join(""), "base64url").toString();
}
