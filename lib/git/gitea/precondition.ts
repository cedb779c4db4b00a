import type { GiteaClient } from "#lib/git/gitea/client";
import type { GiteaOutcomes } from "#lib/git/gitea/outcome";
import { findState, type GiteaReader } from "#lib/git/gitea/reader";
import type { GiteaPullRequest } from "#lib/git/gitea/shapes";
import { alreadyDone } from "#lib/git/remote/precondition";
import { movedOn } from "#lib/git/repository/merge";
import type { Judged } from "#lib/git/types";

/** The repository that pull requests are changed in. */
export interface GiteaWriterContext {
  client: GiteaClient;
  reader: GiteaReader;
  outcomes: GiteaOutcomes;
  /** The repository's path in the API. */
  root: string;
  /** The target branch. */
  target: string;
}

/** @throws PortalError `conflict` with the current state of a pull request that is no longer open */
export async function getOpen(reader: GiteaReader, number: number): Promise<GiteaPullRequest> {
  const found = await reader.getExisting(number);
  if (found.state === "open") return found;
  throw alreadyDone(number, findState(found), found.merged_by?.name);
}

/** An open pull request whose branch is still at the reviewed commit. */
export async function getJudged(
  reader: GiteaReader,
  number: number,
  { head, result }: Judged,
): Promise<GiteaPullRequest> {
  const found = await getOpen(reader, number);
  if (found.head.sha !== head) throw movedOn(number);
  if (result !== undefined && (await reader.changedFiles(number, head)).result !== result)
    throw movedOn(number);
  return found;
}
