import { readOutcome } from "#lib/git/outcome";
import { alreadyDone } from "#lib/git/remote/precondition";
import { movedOn } from "#lib/git/repository/merge";
import type { ChangeSet, Judged, PullRequest, PullRequestState } from "#lib/git/types";

/** A pull request as far as a decision about it needs it. */
interface Judgeable {
  state: PullRequestState;
  head: string;
  mergedBy?: { name: string } | null | undefined;
}

/** Reads pull requests of a host. */
interface JudgeReader<T extends Judgeable> {
  /** @throws PortalError `not-found` */
  getExisting(number: number): Promise<T>;
  changedFiles(number: number, head: string): Promise<ChangeSet>;
}

/** @throws PortalError `conflict` with the current state of a pull request that is no longer open */
export async function getOpen<T extends Judgeable>(reader: JudgeReader<T>, number: number): Promise<T> {
  const found = await reader.getExisting(number);
  if (found.state === "open") return found;
  throw alreadyDone(number, found.state, found.mergedBy?.name);
}

/**
 * An open pull request whose branch is still at the reviewed commit, and whose merge still gives the reviewed
 * files.
 * @throws PortalError `conflict`
 */
export async function getJudged<T extends Judgeable>(
  reader: JudgeReader<T>,
  number: number,
  { head, result }: Judged,
): Promise<T> {
  const found = await getOpen(reader, number);
  if (found.head !== head) throw movedOn(number);
  if (result !== undefined && (await reader.changedFiles(number, head)).result !== result)
    throw movedOn(number);
  return found;
}

/**
 * The pull request once the host shows it in the state that a change gave it: a host can lag behind its answer.
 * @param host for people, such as GitHub
 * @throws PortalError as `readOutcome`
 */
export function readInState<T extends Judgeable>(
  host: string,
  reader: JudgeReader<T> & { complete(found: T): Promise<PullRequest> | PullRequest },
  number: number,
  state: PullRequestState,
): Promise<PullRequest> {
  return readOutcome(`pull request ${number} is ${state}`, async () => {
    const found = await reader.getExisting(number);
    if (found.state !== state) throw new Error(`${host} shows pull request ${number} as ${found.state}.`);
    return reader.complete(found);
  });
}
