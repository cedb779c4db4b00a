/**
 * GitLab limits the complexity of a query to 250 for people and tokens
 * (https://docs.gitlab.com/api/graphql/#limits). A list of blobs costs about 16, and each of its paths about 2.
 */
const MAX_COST = 200;
const COST_OF_COMMIT = 16;
const COST_OF_PATH = 2;

/** A commit and a path in it. GitLab reads folders and texts by their place, not by their id. */
export interface Place {
  commit: string;
  /** Empty for the root folder. */
  path: string;
}

/** Paths of one commit. */
interface BlobGroup {
  commit: string;
  paths: string[];
}

/** Divides places into queries that GitLab accepts, each with one list for each of its commits. */
export function planBlobCalls(places: readonly Place[]): BlobGroup[][] {
  const calls: BlobGroup[][] = [];
  let cost = MAX_COST;
  for (const [commit, paths] of groupByCommit(places)) {
    let group: BlobGroup | undefined;
    for (const path of paths) {
      const added = (group ? 0 : COST_OF_COMMIT) + COST_OF_PATH;
      if (cost + added > MAX_COST) {
        calls.push([]);
        cost = 0;
        group = undefined;
      }
      if (group === undefined) {
        group = { commit, paths: [] };
        calls.at(-1)?.push(group);
        cost += COST_OF_COMMIT;
      }
      group.paths.push(path);
      cost += COST_OF_PATH;
    }
  }
  return calls;
}

function groupByCommit(places: readonly Place[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { commit, path } of places) groups.set(commit, [...(groups.get(commit) ?? []), path]);
  return groups;
}
