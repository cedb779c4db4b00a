import { describeFile, describeUnreadFile, MAX_FILES } from "#lib/git/file-text";
import type { GiteaClient } from "#lib/git/gitea/client";
import { findBases, listCommits } from "#lib/git/gitea/commit-range";
import { createGiteaObjects, type GiteaObjects, type Limit } from "#lib/git/gitea/objects";
import { type GiteaCommit, giteaCommit } from "#lib/git/gitea/shapes";
import { compareCommits, createFolderReader, findEntry, type ReadFolder } from "#lib/git/gitea/trees";
import { readOverlappingChange } from "#lib/git/overlapping-change";
import { unrelated } from "#lib/git/repository/merge";
import {
  type Difference,
  describeDone,
  describeMerged,
  digestFiles,
  type FileEntry,
  isSameEntry,
} from "#lib/git/result-digest";
import type { ChangedFile, ChangeSet, CommitPerson, MergeFile, Overlap } from "#lib/git/types";

interface ChangesContext {
  client: GiteaClient;
  /** The repository's path in the API. */
  root: string;
  objects: GiteaObjects;
  readFolder: ReadFolder;
  mergeFile: MergeFile | undefined;
}

/**
 * Reads change sets of Gitea by ids alone: commits between two commits, folders and contents. Gitea's own
 * list of a pull request's files, and its merge base, belong to the branch's position at Gitea's last check.
 */
export function createGiteaChanges(
  client: GiteaClient,
  root: string,
  limit: Limit,
  mergeFile: MergeFile | undefined,
) {
  const objects = createGiteaObjects(client, root, limit);
  const context = { client, root, objects, readFolder: createFolderReader(objects), mergeFile };
  return {
    readOpen: (head: string, target: string) => readOpen(context, head, target),
    readDone: (base: string, head: string, mergeCommit: string | undefined) =>
      readDone(context, base, head, mergeCommit),
  };
}

/**
 * The changes of an open pull request. Files that the target branch changed too are in `conflicts`, because
 * Gitea merges by lines and does not return the result of a merge in advance.
 */
async function readOpen(context: ChangesContext, head: string, target: string): Promise<ChangeSet> {
  const { client, root, readFolder } = context;
  const commits = await listCommits(client, root, { target, head });
  const [base, ...otherBases] = await findBases(client, root, commits, head);
  if (base === undefined) throw unrelated();
  const differences = await compareCommits(readFolder, base, head);
  const { meeting, shown } = await compareTarget(readFolder, differences, target);
  const overlaps = await Promise.all(meeting.map(({ change, now }) => readOverlap(context, change, now)));
  const conflicts = (otherBases.length > 0 ? differences : overlaps).map(({ path }) => path);
  const changes = await assemble(
    context,
    base,
    head,
    differences,
    conflicts.length > 0 ? differences : shown,
  );
  return {
    ...changes,
    target,
    conflicts,
    ...(conflicts.length > 0 && {
      overlaps: overlaps.map(({ isProvisional: _, ...overlap }) => overlap),
    }),
    ...(overlaps.some(({ isProvisional }) => isProvisional) && { isProvisional: true }),
    authors: listAuthors(commits),
  };
}

/**
 * The changes of a merged or closed pull request, from the merge base that Gitea reports. For a merge
 * commit, the effect of the merge, which differs where the target branch changed the same file.
 */
async function readDone(
  context: ChangesContext,
  base: string,
  head: string,
  mergeCommit: string | undefined,
): Promise<ChangeSet> {
  const { readFolder } = context;
  const proposal = await compareCommits(readFolder, base, head);
  const done = { conflicts: [], authors: [] };
  const target = mergeCommit && (await findMergedInto(context, mergeCommit, head));
  if (!mergeCommit || !target) return { ...(await assemble(context, base, head, proposal)), ...done };
  const [onTarget, merged] = await Promise.all([
    Promise.all(proposal.map(async ({ path }) => [path, await findEntry(readFolder, target, path)] as const)),
    compareCommits(readFolder, target, mergeCommit),
  ]);
  const { shown, result } = describeMerged(proposal, new Map(onTarget), merged);
  return { ...(await assemble(context, base, head, proposal, shown)), ...done, result };
}

/** The files that the target branch changed too, to something else or to the same. */
async function compareTarget(readFolder: ReadFolder, differences: readonly Difference[], target: string) {
  const states = await Promise.all(
    differences.map(async (change) => ({ change, now: await findEntry(readFolder, target, change.path) })),
  );
  const meeting = states.filter(
    ({ change: { before, after }, now }) => !isSameEntry(now, before) && !isSameEntry(now, after),
  );
  return { meeting, shown: states.map(({ change, now }) => describeDone(change, now)) };
}

async function readOverlap(
  { objects, mergeFile }: ChangesContext,
  change: Difference,
  now: FileEntry | undefined,
): Promise<Overlap & { isProvisional?: boolean }> {
  const { overlap, merge } = await readOverlappingChange(
    (files) => readFiles(objects, files),
    { change, now },
    mergeFile,
  );
  if (merge?.state === "merged") return { ...overlap, merged: merge.text };
  return { ...overlap, ...(merge?.isProvisional && { isProvisional: true }) };
}

/** The target branch before the merge; undefined for a merge without its own commit. */
async function findMergedInto(
  { client, root }: ChangesContext,
  mergeCommit: string,
  head: string,
): Promise<string | undefined> {
  const address = `${root}/git/commits/${mergeCommit}?stat=false&verification=false&files=false`;
  const [target, work] = (await client.find(address, giteaCommit))?.parents ?? [];
  return work?.sha === head ? target?.sha : undefined;
}

async function assemble(
  { objects }: ChangesContext,
  base: string,
  head: string,
  differences: readonly Difference[],
  shown = differences,
) {
  const result = digestFiles(differences.map(({ path, after }) => [path, after]));
  return { head, base, files: await readFiles(objects, shown), result, proposed: result };
}

async function readFiles(objects: GiteaObjects, differences: readonly Difference[]): Promise<ChangedFile[]> {
  if (differences.length > MAX_FILES)
    return differences.map((difference) => describeUnreadFile(difference, differences.length));
  return Promise.all(
    differences.map(async (difference) => {
      const sides = [difference.before, difference.after].filter((entry) => entry !== undefined);
      const contents = new Map<string, Buffer>();
      for (const { blob, mode } of sides) {
        if (mode.startsWith("100")) contents.set(blob, await objects.readBlob(blob));
      }
      return describeFile(difference, ({ blob }) => contents.get(blob));
    }),
  );
}

function listAuthors(commits: readonly GiteaCommit[]): CommitPerson[] {
  const people = commits.flatMap(({ author, committer, commit }) =>
    [
      { user: author, signature: commit.author },
      { user: committer, signature: commit.committer },
    ].map(({ user, signature }) => ({
      ...(user && { id: user.login }),
      name: signature?.name ?? "",
      email: signature?.email ?? "",
    })),
  );
  return [...new Map(people.map((person) => [JSON.stringify(person), person])).values()];
}
