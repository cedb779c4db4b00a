import { LRUCache } from "lru-cache";
import { PortalError } from "#lib/errors";
import { describeFile, describeUnreadFile, MAX_FILES } from "#lib/git/file-text";
import { findRefusal, type GiteaClient } from "#lib/git/gitea/client";
import { createGiteaObjects } from "#lib/git/gitea/objects";
import { type GiteaCommit, giteaCommit, giteaComparedCommits, giteaComparison } from "#lib/git/gitea/shapes";
import { readOverlappingChange } from "#lib/git/overlapping-change";
import { lostCommit, unrelated } from "#lib/git/repository/merge";
import {
  type Difference,
  describeDone,
  describeMerged,
  digestFiles,
  type FileEntry,
  isSameEntry,
} from "#lib/git/result-digest";
import type { ChangedFile, ChangeSet, CommitPerson, MergeFile, Overlap } from "#lib/git/types";

type Limit = <T>(task: () => Promise<T>) => Promise<T>;
type Folder = ReadonlyMap<string, FileEntry & { folder: boolean }>;

const MAX_FOLDERS_KEPT = 500;
const EMPTY: Folder = new Map();

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
  /** By id: a folder with an id never changes. */
  const folders = new LRUCache<string, Promise<Folder>>({ max: MAX_FOLDERS_KEPT });

  /** The folder with this id, or the whole tree of a commit. */
  function readFolder(id: string): Promise<Folder> {
    const found = folders.get(id) ?? fetchFolder(id);
    folders.set(id, found);
    found.catch(() => folders.delete(id));
    return found;
  }

  async function fetchFolder(id: string): Promise<Folder> {
    const entries = await objects.readTree(id);
    return new Map(
      entries.map(({ path, mode, type, sha }) => [path, { mode, blob: sha, folder: type === "tree" }]),
    );
  }

  /** Reads only folders that differ. */
  async function listDifferences(before: Folder, after: Folder, parent = ""): Promise<Difference[]> {
    const names = [...new Set([...before.keys(), ...after.keys()])].sort();
    const found = await Promise.all(
      names.map(async (name) => {
        const [one, other] = [before.get(name), after.get(name)];
        if (one?.blob === other?.blob && one?.mode === other?.mode) return [];
        const path = `${parent}${name}`;
        const [left, right] = [pickFile(one), pickFile(other)];
        const file =
          left || right ? [{ path, ...(left && { before: left }), ...(right && { after: right }) }] : [];
        if (!one?.folder && !other?.folder) return file;
        const [from, to] = await Promise.all(
          [one, other].map((side) => (side?.folder ? readFolder(side.blob) : EMPTY)),
        );
        return [...file, ...(await listDifferences(from ?? EMPTY, to ?? EMPTY, `${path}/`))];
      }),
    );
    return found.flat();
  }

  async function compareCommits(from: string, to: string): Promise<Difference[]> {
    const [before, after] = await Promise.all([readFolder(from), readFolder(to)]);
    return listDifferences(before, after);
  }

  async function findEntry(commit: string, path: string): Promise<FileEntry | undefined> {
    let folder = await readFolder(commit);
    const names = path.split("/");
    for (const name of names.slice(0, -1)) {
      const entry = folder.get(name);
      if (!entry?.folder) return undefined;
      folder = await readFolder(entry.blob);
    }
    return pickFile(folder.get(names.at(-1) ?? ""));
  }

  async function readFiles(differences: readonly Difference[]): Promise<ChangedFile[]> {
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

  /** The commits that `head` contains and `target` does not. */
  async function listCommits(target: string, head: string): Promise<GiteaCommit[]> {
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
  async function findBases(commits: readonly GiteaCommit[], head: string): Promise<string[]> {
    const own = new Set(commits.map(({ sha }) => sha));
    if (own.size === 0) return [head];
    const parents = commits.flatMap((commit) => commit.parents.map(({ sha }) => sha));
    const candidates = [...new Set(parents)].filter((sha) => !own.has(sha));
    const contained = await Promise.all(
      candidates.map(async (candidate) => {
        const others = candidates.filter((other) => other !== candidate);
        return (await Promise.all(others.map((other) => contains(other, candidate)))).includes(true);
      }),
    );
    return candidates.filter((_, index) => !contained[index]);
  }

  async function contains(revision: string, commit: string): Promise<boolean> {
    const address = `${root}/compare/${revision}...${commit}?verification=false&files=false`;
    return (await client.get(address, giteaComparison)).total_commits === 0;
  }

  /** The files that the target branch changed too, to something else or to the same. */
  async function compareTarget(differences: readonly Difference[], target: string) {
    const states = await Promise.all(
      differences.map(async (change) => ({ change, now: await findEntry(target, change.path) })),
    );
    const meeting = states.filter(
      ({ change: { before, after }, now }) => !isSameEntry(now, before) && !isSameEntry(now, after),
    );
    return { meeting, shown: states.map(({ change, now }) => describeDone(change, now)) };
  }

  async function readOverlap(
    change: Difference,
    now: FileEntry | undefined,
  ): Promise<Overlap & { isProvisional?: boolean }> {
    const { overlap, merge } = await readOverlappingChange(readFiles, { change, now }, mergeFile);
    if (merge?.state === "merged") return { ...overlap, merged: merge.text };
    return { ...overlap, ...(merge?.isProvisional && { isProvisional: true }) };
  }

  /** The target branch before the merge; undefined for a merge without its own commit. */
  async function findMergedInto(mergeCommit: string, head: string): Promise<string | undefined> {
    const address = `${root}/git/commits/${mergeCommit}?stat=false&verification=false&files=false`;
    const [target, work] = (await client.find(address, giteaCommit))?.parents ?? [];
    return work?.sha === head ? target?.sha : undefined;
  }

  async function assemble(
    base: string,
    head: string,
    differences: readonly Difference[],
    shown = differences,
  ) {
    const result = digestFiles(differences.map(({ path, after }) => [path, after]));
    return { head, base, files: await readFiles(shown), result, proposed: result };
  }

  return {
    /**
     * The changes of an open pull request. Files that the target branch changed too are in `conflicts`,
     * because Gitea merges by lines and does not return the result of a merge in advance.
     */
    async readOpen(head: string, target: string): Promise<ChangeSet> {
      const commits = await listCommits(target, head);
      const [base, ...otherBases] = await findBases(commits, head);
      if (base === undefined) throw unrelated();
      const differences = await compareCommits(base, head);
      const { meeting, shown } = await compareTarget(differences, target);
      const overlaps = await Promise.all(meeting.map(({ change, now }) => readOverlap(change, now)));
      const conflicts = (otherBases.length > 0 ? differences : overlaps).map(({ path }) => path);
      const changes = await assemble(base, head, differences, conflicts.length > 0 ? differences : shown);
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
    },

    /**
     * The changes of a merged or closed pull request, from the merge base that Gitea reports. For a merge
     * commit, the effect of the merge, which differs where the target branch changed the same file.
     */
    async readDone(base: string, head: string, mergeCommit: string | undefined): Promise<ChangeSet> {
      const proposal = await compareCommits(base, head);
      const done = { conflicts: [], authors: [] };
      const target = mergeCommit && (await findMergedInto(mergeCommit, head));
      if (!mergeCommit || !target) return { ...(await assemble(base, head, proposal)), ...done };
      const [onTarget, merged] = await Promise.all([
        Promise.all(proposal.map(async ({ path }) => [path, await findEntry(target, path)] as const)),
        compareCommits(target, mergeCommit),
      ]);
      const { shown, result } = describeMerged(proposal, new Map(onTarget), merged);
      return { ...(await assemble(base, head, proposal, shown)), ...done, result };
    },
  };
}

function pickFile(entry: (FileEntry & { folder: boolean }) | undefined): FileEntry | undefined {
  return entry && !entry.folder ? { mode: entry.mode, blob: entry.blob } : undefined;
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

function tooManyCommits(): PortalError {
  return new PortalError("conflict", {
    detail: "Gitea does not list all commits of this request, so nobody can see what it changes.",
    suggestion: "Close it and make the request again.",
  });
}
