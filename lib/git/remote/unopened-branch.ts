/** The branch of a portal that stopped after the commit of a request and before its pull request. */
import { isPortalError } from "#lib/errors";
import { hashBlob } from "#lib/git/blob-id";
import { isAttemptOf } from "#lib/git/remote/attempt";
import type { Proposal } from "#lib/git/remote/changes";
import type { Difference } from "#lib/git/result-digest";
import type { FileChange, GitActor } from "#lib/git/types";

/** Reads a branch that has no pull request yet. */
interface ProposalReader {
  /** The tip of the target branch. */
  headCommit(): Promise<string | undefined>;
  /** @throws PortalError `conflict` for a branch that cannot be compared with the target branch */
  readProposal(head: string, target: string): Promise<Proposal>;
}

/**
 * True where the branch has exactly the commit that this request would make: one commit of an attempt of this person, with
 * these changes from these bases, and nothing else. The pull request can then be opened from this branch at once. The host
 * accepts only one open pull request for it, so two portals that do so cannot open two.
 * @param files only those that change something
 * @throws PortalError `git-unavailable` where the host does not answer
 */
export async function isUnopenedRequest(
  reader: ProposalReader,
  { head, message }: { head: string; message: string },
  files: readonly FileChange[],
  actor: GitActor,
): Promise<boolean> {
  if (!isAttemptOf(message, actor)) return false;
  const tip = await reader.headCommit();
  if (tip === undefined) return false;
  try {
    const { commits, differences } = await reader.readProposal(head, tip);
    return commits === 1 && makesChanges(differences, files);
  } catch (error) {
    if (isPortalError(error) && error.code === "conflict") return false;
    throw error;
  }
}

function makesChanges(differences: readonly Difference[], files: readonly FileChange[]): boolean {
  const found = new Map(differences.map((difference) => [difference.path, difference]));
  return (
    found.size === files.length &&
    files.every((file) => {
      const difference = found.get(file.path);
      return difference !== undefined && makesChange(difference, file);
    })
  );
}

function makesChange({ before, after }: Difference, { content, base }: FileChange): boolean {
  if ((before?.blob ?? null) !== base) return false;
  if (content === null || after === undefined) return content === null && after === undefined;
  return after.mode.startsWith("100") && after.blob === hashBlob(content, after.blob);
}
