import { mkdir } from "node:fs/promises";
import { createGit } from "#lib/git/process/process";
import { addChangedTree } from "#lib/git/repository/changes";
import { addCommit } from "#lib/git/repository/commit";
import { createObjectBatch } from "#lib/git/repository/object-batch";
import { writeObject } from "#lib/git/repository/objects";
import { moveRefs } from "#lib/git/repository/refs";
import type { GitActor } from "#lib/git/types";

export interface BareRepositoryInput {
  branch: string;
  /**
   * Files of the first commit: content by path. Without files there is no commit, and pull requests cannot be
   * opened yet.
   */
  files?: Readonly<Record<string, string>>;
  author?: Pick<GitActor, "id" | "name" | "email">;
  message?: string;
}

const PLATFORM = { id: "platform", name: "Platform", email: "platform@localhost" };

/** Creates a bare repository in the folder `path`, with a first commit when there are files. */
export async function createBareRepository(path: string, input: BareRepositoryInput): Promise<void> {
  const { branch, files = {}, author = PLATFORM, message = "Start the repository" } = input;
  await mkdir(path, { recursive: true });
  const git = createGit(path);
  await git.run(["init", "--quiet", "--bare", `--initial-branch=${branch}`]);
  const changes = Object.entries(files).map(([file, content]) => ({ path: file, content, base: null }));
  if (changes.length === 0) return;
  const at = new Date().toISOString();
  const nothing = await writeObject(git, "tree", "");
  const batch = createObjectBatch(git, nothing);
  const empty = addCommit(batch, { tree: nothing, parents: [], actor: author, message: "Empty", at });
  await batch.store();
  const tree = await addChangedTree(git, batch, empty, changes);
  const commit = addCommit(batch, { tree, parents: [], actor: author, message, at });
  await batch.store();
  await moveRefs(git, [{ ref: `refs/heads/${branch}`, from: null, to: commit }]);
}
