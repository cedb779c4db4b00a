import { LRUCache } from "lru-cache";
import type { GiteaClient } from "#lib/git/gitea/client";
import { containsCommit } from "#lib/git/gitea/commit-range";
import { giteaCommit } from "#lib/git/gitea/shapes";
import { isObjectId } from "#lib/git/repository/objects";

const MOST_KEPT = 5000;

/**
 * Which commits a revision contains. Commits never change, so the 5,000 positive results used last are cached.
 * If a new revision contains an old one, it contains all commits of the old one. So a new revision costs one
 * call, however many commits are checked.
 */
export function createGiteaAncestry(client: GiteaClient, root: string) {
  /** By revision and commit: the positive results and the running calls. */
  const answers = new LRUCache<string, Promise<boolean>>({ max: MOST_KEPT });
  /** By commit: the revision that last contained it. */
  const foundIn = new LRUCache<string, string>({ max: MOST_KEPT });

  async function exists(commit: string): Promise<boolean> {
    const address = `${root}/git/commits/${commit}?stat=false&verification=false&files=false`;
    return (await client.find(address, giteaCommit)) !== undefined;
  }

  async function ask(revision: string, commit: string): Promise<boolean> {
    const known = await Promise.all([exists(revision), exists(commit)]);
    if (known.includes(false)) return false;
    return containsCommit(client, root, revision, commit);
  }

  /** Forgets negative results of unknown commits, and errors: the commits may be fetched later. */
  function askOnce(revision: string, commit: string): Promise<boolean> {
    const key = `${revision} ${commit}`;
    const answer = answers.get(key) ?? ask(revision, commit);
    answers.set(key, answer);
    answer.then(
      (contained) => contained || answers.delete(key),
      () => answers.delete(key),
    );
    return answer;
  }

  return async function contains(revision: string, commit: string): Promise<boolean> {
    if (!isObjectId(revision) || !isObjectId(commit)) return false;
    if (revision === commit) return exists(commit);
    const earlier = foundIn.get(commit);
    const contained =
      earlier === revision ||
      (earlier !== undefined && (await askOnce(revision, earlier))) ||
      (await askOnce(revision, commit));
    if (contained) foundIn.set(commit, revision);
    return contained;
  };
}
