import { LRUCache } from "lru-cache";
import { isObjectId } from "#lib/git/repository/objects";

const MOST_KEPT = 5000;

export interface AncestryCalls {
  exists(commit: string): Promise<boolean>;
  /** True where both commits exist and the revision contains the commit. */
  contains(revision: string, commit: string): Promise<boolean>;
}

/**
 * Which commits a revision contains. Commits never change, so the 5,000 positive results used last are cached.
 * If a new revision contains an old one, it contains all commits of the old one. So a new revision costs one
 * check, however many commits are checked.
 */
export function createAncestry({ exists, contains: ask }: AncestryCalls) {
  /** By revision and commit: the positive results and the running calls. */
  const answers = new LRUCache<string, Promise<boolean>>({ max: MOST_KEPT });
  /** By commit: the revision that last contained it. */
  const foundIn = new LRUCache<string, string>({ max: MOST_KEPT });

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
