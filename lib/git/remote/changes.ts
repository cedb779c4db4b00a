import { LRUCache } from "lru-cache";
import {
  describeFile,
  describeUnreadFile,
  type FileContent,
  MAX_FILE_BYTES,
  MAX_FILES,
} from "#lib/git/file-text";
import { readOverlappingChange } from "#lib/git/overlapping-change";
import { compareCommits, findEntry, type ReadFolder } from "#lib/git/remote/trees";
import type { Work, WorkCommit, WorkReader } from "#lib/git/remote/work";
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

/** Of all cached pairs of commits. */
const MAX_DIFFERENCES_KEPT = 200_000;
/** Bytes of all cached contents. */
const MAX_BYTES_KEPT = 32 * 1024 * 1024;

/** A remote host, by ids alone: what they stand for never changes. */
export interface ChangesSource {
  work: WorkReader;
  readFolder: ReadFolder;
  /** Undefined for a blob that is larger than the host returns. */
  readBlob: (id: string) => Promise<Buffer | undefined>;
  /** The parents of a commit; undefined where the host does not have it. */
  findParents: (commit: string) => Promise<readonly string[] | undefined>;
  mergeFile: MergeFile | undefined;
}

/** What a branch changes, whether or not it has a pull request. */
export interface Proposal {
  /** The number of commits that the target branch does not have. */
  commits: number;
  /** From the merge base to the branch. */
  differences: readonly Difference[];
}

interface ChangesContext extends Pick<ChangesSource, "readFolder" | "findParents" | "mergeFile"> {
  compare: (base: string, head: string) => Promise<readonly Difference[]>;
  readContent: (blob: string) => Promise<FileContent>;
}

/**
 * Reads change sets of a remote host by ids alone: commits between two commits, folders and contents. A host's
 * own list of a pull request's files, and its merge base, belong to the branch's position at the host's last
 * check.
 */
export function createChanges({ work, readBlob, ...source }: ChangesSource) {
  const compare = createComparison(source.readFolder);
  const context = { ...source, compare, readContent: createContentReader(readBlob) };
  return {
    /** The changes of an open pull request that was read before; undefined where they may differ for this tip. */
    async findOpen(head: string, target: string): Promise<ChangeSet | undefined> {
      const known = await work.find(head, target);
      return known && describeOpen(context, known, head, target);
    },
    readOpen: async (head: string, target: string) =>
      describeOpen(context, await work.read(head, target), head, target),
    /** @throws PortalError `conflict` for a branch without exactly one merge base */
    async readProposal(head: string, target: string): Promise<Proposal> {
      const { commits, bases } = await work.read(head, target);
      const [base, ...otherBases] = bases;
      if (base === undefined || otherBases.length > 0) throw unrelated();
      return { commits: commits.length, differences: await compare(base, head) };
    },
    readDone: (base: string, head: string, mergeCommit: string | undefined) =>
      readDone(context, base, head, mergeCommit),
  };
}

/** Caches the differences used last, up to 200,000 files, because commits never change. */
function createComparison(readFolder: ReadFolder): ChangesContext["compare"] {
  const kept = new LRUCache<string, readonly Difference[]>({
    maxSize: MAX_DIFFERENCES_KEPT,
    sizeCalculation: (differences) => differences.length + 1,
  });
  return async (base, head) => {
    const key = `${base} ${head}`;
    const found = kept.get(key) ?? (await compareCommits(readFolder, base, head));
    kept.set(key, found);
    return found;
  };
}

/** Caches the contents used last, up to 32 MiB, by id: a blob with an id never changes. */
function createContentReader(readBlob: ChangesSource["readBlob"]): ChangesContext["readContent"] {
  const kept = new LRUCache<string, FileContent>({
    maxSize: MAX_BYTES_KEPT,
    sizeCalculation: (content) => content.length + 1,
  });
  return async (blob) => {
    const known = kept.get(blob);
    if (known) return known;
    const read = await readBlob(blob);
    const content = read && read.length <= MAX_FILE_BYTES ? read : "too-large";
    kept.set(blob, content);
    return content;
  };
}

/**
 * The changes of an open pull request. Files that the target branch changed too are in `conflicts`, because
 * the host merges by lines and does not return the result of a merge in advance.
 */
async function describeOpen(
  context: ChangesContext,
  { commits, bases }: Work,
  head: string,
  target: string,
): Promise<ChangeSet> {
  const { readFolder, compare } = context;
  const [base, ...otherBases] = bases;
  if (base === undefined) throw unrelated();
  const differences = await compare(base, head);
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
 * The changes of a merged or closed pull request, from the merge base that the host reports. For a merge
 * commit, the effect of the merge, which differs where the target branch changed the same file.
 */
async function readDone(
  context: ChangesContext,
  base: string,
  head: string,
  mergeCommit: string | undefined,
): Promise<ChangeSet> {
  const { readFolder, compare } = context;
  const proposal = await compare(base, head);
  const done = { conflicts: [], authors: [] };
  const target = mergeCommit && (await findMergedInto(context, mergeCommit, head));
  if (!mergeCommit || !target) return { ...(await assemble(context, base, head, proposal)), ...done };
  const [onTarget, merged] = await Promise.all([
    Promise.all(proposal.map(async ({ path }) => [path, await findEntry(readFolder, target, path)] as const)),
    compare(target, mergeCommit),
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
  { readContent, mergeFile }: ChangesContext,
  change: Difference,
  now: FileEntry | undefined,
): Promise<Overlap & { isProvisional?: boolean }> {
  const { overlap, merge } = await readOverlappingChange(
    (files) => readFiles(readContent, files),
    { change, now },
    mergeFile,
  );
  if (merge?.state === "merged") return { ...overlap, merged: merge.text };
  return { ...overlap, ...(merge?.isProvisional && { isProvisional: true }) };
}

/** The target branch before the merge; undefined for a merge without its own commit. */
async function findMergedInto(
  { findParents }: ChangesContext,
  mergeCommit: string,
  head: string,
): Promise<string | undefined> {
  const [target, work] = (await findParents(mergeCommit)) ?? [];
  return work === head ? target : undefined;
}

async function assemble(
  { readContent }: ChangesContext,
  base: string,
  head: string,
  differences: readonly Difference[],
  shown = differences,
) {
  const result = digestFiles(differences.map(({ path, after }) => [path, after]));
  return { head, base, files: await readFiles(readContent, shown), result, proposed: result };
}

async function readFiles(
  readContent: ChangesContext["readContent"],
  differences: readonly Difference[],
): Promise<ChangedFile[]> {
  if (differences.length > MAX_FILES)
    return differences.map((difference) => describeUnreadFile(difference, differences.length));
  return Promise.all(
    differences.map(async (difference) => {
      const sides = [difference.before, difference.after].filter((entry) => entry !== undefined);
      const contents = new Map<string, FileContent>();
      const regular = sides.filter(({ mode }) => mode.startsWith("100"));
      await Promise.all(regular.map(async ({ blob }) => contents.set(blob, await readContent(blob))));
      return describeFile(difference, ({ blob }) => contents.get(blob));
    }),
  );
}

function listAuthors(commits: readonly WorkCommit[]): CommitPerson[] {
  const people = commits.flatMap((commit) => commit.people);
  return [...new Map(people.map((person) => [JSON.stringify(person), person])).values()];
}
