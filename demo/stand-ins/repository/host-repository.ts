/** The bare repository of a stand-in, with the operations that hosts offer over their API. */

import { type Commit, readCommit } from "#demo/stand-ins/repository/commits";
import { type Comparisons, createComparisons } from "#demo/stand-ins/repository/comparisons";
import { createGit, type Git } from "#lib/git/process/process";
import { addCommit } from "#lib/git/repository/commit";
import { createObjectBatch } from "#lib/git/repository/object-batch";
import { moveRefs, type RefMove, readRefs } from "#lib/git/repository/refs";
import { addEditedTree } from "#lib/git/repository/tree";
import type { GitActor } from "#lib/git/types";

export type CommitAuthor = Pick<GitActor, "id" | "name" | "email">;

export interface FileEdit {
  path: string;
  /** Null removes the file. */
  content: Buffer | null;
}

export interface NewCommit {
  tree: string;
  parents: readonly string[];
  author: CommitAuthor;
  committer: CommitAuthor;
  message: string;
  /** RFC 3339. */
  at: string;
}

export interface HostRepository extends Comparisons {
  git: Git;
  /** Absolute path of the bare repository. */
  path: string;
  /** Commit ids by name of the branch, sorted by name. */
  listBranches(): Promise<Map<string, string>>;
  /** Commit ids by full name of all refs with this prefix. */
  listRefs(prefix: string): Promise<Map<string, string>>;
  /** Undefined for a name that no branch can have, too. */
  findTip(branch: string): Promise<string | undefined>;
  /** @param revision an id, or the full name of a ref */
  findCommit(revision: string): Promise<Commit | undefined>;
  /** Stores the tree of a commit with the edits, and returns its id. */
  writeEditedTree(commit: string, edits: readonly FileEdit[]): Promise<string>;
  writeCommit(commit: NewCommit): Promise<string>;
  /** Compare and swap of all refs or none. False where one has another value than `from`. */
  moveRefs(moves: readonly RefMove[]): Promise<boolean>;
  close(): void;
}

/** Characters that no ref has, and that make a name an expression: https://git-scm.com/docs/gitrevisions */
const REVISION = /[\p{Cc} ~^:?*[\\]|\.\.|@\{/u;

/** @param path an existing bare repository */
export function openHostRepository(path: string): HostRepository {
  const git = createGit(path);
  return {
    ...createComparisons(git),
    git,
    path,
    async listBranches() {
      const refs = await readRefs(git, ["refs/heads/"]);
      return new Map([...refs].map(([ref, id]) => [ref.slice("refs/heads/".length), id]));
    },
    async listRefs(prefix) {
      const refs = await readRefs(git, ["refs/"]);
      return new Map([...refs].filter(([ref]) => ref.startsWith(prefix)));
    },
    async findTip(branch) {
      if (REVISION.test(branch)) return undefined;
      return (await readCommit(git, `refs/heads/${branch}`))?.id;
    },
    findCommit: async (revision) => (REVISION.test(revision) ? undefined : readCommit(git, revision)),
    async writeEditedTree(commit, edits) {
      const batch = createObjectBatch(git, commit);
      const blobs = edits.map(({ path: file, content }) => ({
        path: file,
        blob: content === null ? null : batch.add("blob", content),
      }));
      const tree = await addEditedTree(git, batch, commit, blobs);
      await batch.store();
      return tree;
    },
    async writeCommit({ author, ...commit }) {
      const batch = createObjectBatch(git, commit.tree);
      const id = addCommit(batch, { ...commit, actor: author });
      await batch.store();
      return id;
    },
    moveRefs: (moves) => moveRefs(git, moves),
    close: git.close,
  };
}
