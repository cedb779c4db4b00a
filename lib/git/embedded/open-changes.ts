/** The change sets of open pull requests, with a number of Git processes that does not depend on their number. */
import { isPortalError } from "#lib/errors";
import { keepError, type Settled } from "#lib/git/batch";
import { listAllDifferences, readAllFiles } from "#lib/git/embedded/changed-files";
import { type Effect, readEffect } from "#lib/git/embedded/merge-effect";
import type { PullRequestRecord, StoredPullRequest } from "#lib/git/embedded/record";
import { type Git, unreadable } from "#lib/git/process/process";
import type { Ancestry } from "#lib/git/repository/ancestry";
import type { CommitRecord } from "#lib/git/repository/commit";
import { readWork, type Work } from "#lib/git/repository/merge-base";
import { findEntries } from "#lib/git/repository/tree";
import { type Difference, digestFiles, isSameEntry } from "#lib/git/result-digest";
import type { ChangedFile, ChangeSet, CommitPerson, MergeFile } from "#lib/git/types";

export interface ChangesContext {
  git: Git;
  ancestry: Ancestry;
  mergeFile: MergeFile | undefined;
}

/** A pull request, and the commit to read it at. */
export interface AskedChanges {
  stored: StoredPullRequest;
  head: string;
}

export interface OpenChanges {
  /** Of the pull request. */
  number: number;
  changes: ChangeSet & { target: string };
  /** The commits that `target` does not contain. */
  commits: readonly CommitRecord[];
}

/** The work of a head with its changes since the merge base. */
interface Proposal extends Work {
  stored: StoredPullRequest;
  head: string;
  differences: readonly Difference[];
  /** `ChangeSet.proposed` */
  proposed: string;
}

/** A proposal with the effect of its merge. */
interface Merge {
  proposal: Proposal;
  effect: Effect;
}

/**
 * The result of merging each head into `target`, in the order asked. A pull request takes processes of its own
 * only where the target branch changed the same files, or was merged into the branch. Instead of its changes, a
 * pull request can have an error as in `readWork`.
 */
export async function readOpenChanges(
  context: ChangesContext,
  asked: readonly AskedChanges[],
  target: string,
): Promise<Settled<OpenChanges>[]> {
  const proposals = await listProposals(context, asked, target);
  const merges = await previewMerges(context, proposals, target);
  const shown = merges.map((merge) => (isPortalError(merge) ? [] : merge.effect.shown));
  const files = await readAllFiles(context.git, shown);
  return merges.map((merge, index) =>
    isPortalError(merge) ? merge : describeChanges(merge, files[index] ?? [], target),
  );
}

async function listProposals(
  { git, ancestry }: ChangesContext,
  asked: readonly AskedChanges[],
  target: string,
): Promise<Settled<Proposal>[]> {
  const works = await readWork(git, ancestry, new Set(asked.map(({ head }) => head)), target);
  const bases = [...works].flatMap(([head, work]) =>
    isPortalError(work) ? [] : [[head, work.base] as const],
  );
  const found = await listAllDifferences(git, new Map(bases));
  return asked.map(({ stored, head }) => {
    const work = works.get(head);
    const differences = found.get(head);
    if (work === undefined) throw unreadable(head);
    if (isPortalError(work)) return work;
    if (differences === undefined) throw unreadable(head);
    const proposed = digestFiles(differences.map(({ path, after }) => [path, after]));
    return { ...work, stored, head, differences, proposed };
  });
}

/** A proposal takes a real merge where the target branch changed one of its paths since the merge base. */
async function previewMerges(
  { git, mergeFile }: ChangesContext,
  proposals: readonly Settled<Proposal>[],
  target: string,
): Promise<Settled<Merge>[]> {
  const paths = new Set<string>();
  for (const proposal of proposals) {
    if (isPortalError(proposal) || proposal.base === target) continue;
    for (const { path } of proposal.differences) paths.add(path);
  }
  const onTarget = await findEntries(git, target, [...paths]);
  // A path that is not UTF-8 was decoded with a loss, so its entry is unknown.
  const isUnchanged = ({ path, before }: Difference) =>
    !path.includes("\ufffd") && isSameEntry(before, onTarget.get(path));
  const preview = async (proposal: Proposal): Promise<Merge> => {
    const { base, head, hasOtherBases, differences, proposed } = proposal;
    const isPlain = !hasOtherBases && (base === target || differences.every(isUnchanged));
    const effect: Effect = isPlain
      ? { shown: differences, result: proposed, conflicts: [] }
      : await readEffect(git, differences, { base, target, head, proposed }, mergeFile);
    return { proposal, effect };
  };
  return Promise.all(
    proposals.map((proposal) => (isPortalError(proposal) ? proposal : preview(proposal).catch(keepError))),
  );
}

function describeChanges(
  { proposal: { stored, head, base, proposed, commits }, effect }: Merge,
  files: ChangedFile[],
  target: string,
): OpenChanges {
  const { shown: _shown, tree: _tree, ...found } = effect;
  const authors = listAuthors(commits, stored.record);
  const changes = { head, base, target, files, proposed, ...found, authors };
  return { number: stored.pullRequest.number, changes, commits };
}

/**
 * The authors of the commits. The portal's commits for the author count as the author's, whatever their name.
 */
function listAuthors(
  commits: readonly CommitRecord[],
  { work, amendments = [], author }: PullRequestRecord,
): CommitPerson[] {
  const people = commits.flatMap(({ id, people }): CommitPerson[] =>
    id === work || amendments.includes(id) ? people.map((person) => ({ ...person, id: author.id })) : people,
  );
  return [...new Map(people.map((person) => [JSON.stringify(person), person])).values()];
}
