import type { GitHubRepository } from "#lib/git/github/api/repository";
import type { GitHubPullRequest } from "#lib/git/github/api/shapes";
import type { GitHubReader } from "#lib/git/github/reader";
import { alreadyDone } from "#lib/git/remote/precondition";
import { movedOn } from "#lib/git/repository/merge";
import type { Judged } from "#lib/git/types";

/** The name of the host for people. */
export const HOST = "GitHub";

/** The repository that pull requests are changed in. */
export interface GitHubWriterContext {
  repository: GitHubRepository;
  reader: GitHubReader;
}

/** @throws PortalError `conflict` with the current state of a pull request that is no longer open */
export async function getOpen(reader: GitHubReader, number: number): Promise<GitHubPullRequest> {
  const found = await reader.getExisting(number);
  if (found.state === "open") return found;
  throw alreadyDone(number, found.state, found.mergedBy?.name);
}

/** An open pull request whose branch is still at the reviewed commit. */
export async function getJudged(
  reader: GitHubReader,
  number: number,
  { head, result }: Judged,
): Promise<GitHubPullRequest> {
  const found = await getOpen(reader, number);
  if (found.headRefOid !== head) throw movedOn(number);
  if (result !== undefined && (await reader.changedFiles(number, head)).result !== result)
    throw movedOn(number);
  return found;
}
