/** Which commits a revision at Gitea contains, and another does not. */
import { PortalError } from "#lib/errors";
import { findRefusal, type GiteaClient } from "#lib/git/gitea/client";
import { type GiteaCommit, giteaComparedCommits, giteaComparison } from "#lib/git/gitea/shapes";
import { lostCommit } from "#lib/git/repository/merge";

/** The commits that `head` contains and `target` does not. */
export async function listCommits(
  client: GiteaClient,
  root: string,
  { target, head }: { target: string; head: string },
): Promise<GiteaCommit[]> {
  const address = `${root}/compare/${target}...${head}?verification=false&files=false`;
  const { commits, total_commits } = await client
    .get(address, giteaComparedCommits)
    .catch((error: unknown) => {
      throw findRefusal(error)?.status === 404 ? lostCommit(head) : error;
    });
  if (commits.length !== total_commits) throw tooManyCommits();
  return commits;
}

/** The merge base: of the commits' parents on the target branch, those that no other one contains. */
export async function findBases(
  client: GiteaClient,
  root: string,
  commits: readonly GiteaCommit[],
  head: string,
): Promise<string[]> {
  const own = new Set(commits.map(({ sha }) => sha));
  if (own.size === 0) return [head];
  const parents = commits.flatMap((commit) => commit.parents.map(({ sha }) => sha));
  const candidates = [...new Set(parents)].filter((sha) => !own.has(sha));
  const contained = await Promise.all(
    candidates.map(async (candidate) => {
      const others = candidates.filter((other) => other !== candidate);
      return (
        await Promise.all(others.map((other) => containsCommit(client, root, other, candidate)))
      ).includes(true);
    }),
  );
  return candidates.filter((_, index) => !contained[index]);
}

/** True where the revision contains the commit. Both must exist. */
export async function containsCommit(
  client: GiteaClient,
  root: string,
  revision: string,
  commit: string,
): Promise<boolean> {
  const address = `${root}/compare/${revision}...${commit}?verification=false&files=false`;
  // Commits that the commit contains and the revision does not.
  return (await client.get(address, giteaComparison)).total_commits === 0;
}

function tooManyCommits(): PortalError {
  return new PortalError("conflict", {
    detail: "Gitea does not list all commits of this request, so nobody can see what it changes.",
    suggestion: "Close it and make the request again.",
  });
}
