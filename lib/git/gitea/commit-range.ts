/** Which commits a revision at Gitea contains, and another does not. */
import { PortalError } from "#lib/errors";
import { findRefusal, type GiteaClient } from "#lib/git/gitea/client";
import type { Limit } from "#lib/git/gitea/objects";
import { type GiteaCommit, giteaComparedCommits, giteaComparison } from "#lib/git/gitea/shapes";
import type { History, WorkCommit } from "#lib/git/remote/work";
import { lostCommit } from "#lib/git/repository/merge";

/** `root` is the repository's path in the API; `limit` bounds concurrent calls. */
export function createGiteaHistory(client: GiteaClient, root: string, limit: Limit): History {
  return {
    listCommits: (target, head) => limit(() => listCommits(client, root, target, head)),
    contains: (revision, commit) => limit(() => containsCommit(client, root, revision, commit)),
  };
}

async function listCommits(
  client: GiteaClient,
  root: string,
  target: string,
  head: string,
): Promise<WorkCommit[]> {
  const address = `${root}/compare/${target}...${head}?verification=false&files=false`;
  const { commits, total_commits } = await client
    .get(address, giteaComparedCommits)
    .catch((error: unknown) => {
      throw findRefusal(error)?.status === 404 ? lostCommit(head) : error;
    });
  if (commits.length !== total_commits) throw tooManyCommits();
  return commits.map(describeCommit);
}

function describeCommit({ sha, parents, author, committer, commit }: GiteaCommit): WorkCommit {
  const people = [
    { user: author, signature: commit.author },
    { user: committer, signature: commit.committer },
  ].map(({ user, signature }) => ({
    ...(user && { id: user.login }),
    name: signature?.name ?? "",
    email: signature?.email ?? "",
  }));
  return { id: sha, parents: parents.map((parent) => parent.sha), people };
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
