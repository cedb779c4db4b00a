import { mkdir } from "node:fs/promises";
import { writeChangedTree } from "#lib/git/changes";
import { writeCommit } from "#lib/git/commit";
import { writeObject } from "#lib/git/objects";
import { createGit } from "#lib/git/process";
import { moveRefs } from "#lib/git/refs";
import type { GitActor } from "#lib/git/types";

export interface BareRepositoryInput {
  branch: string;
  /** First commit: content by path. Without files there is no commit, and pull requests cannot be opened yet. */
  files?: Readonly<Record<string, string>>;
  author?: Pick<GitActor, "id" | "name" | "email">;
  message?: string;
}

const PLATFORM = { id: "platform", name: "Platform", email: "platform@localhost" };

/** Makes a bare repository in the folder `path`, with a first commit when there are files. */
export async function createBareRepository(path: string, input: BareRepositoryInput): Promise<void> {
  const { branch, files = {}, author = PLATFORM, message = "Start the repository" } = input;
  await mkdir(path, { recursive: true });
  const git = createGit(path);
  await git.run(["init", "--quiet", "--bare", `--initial-branch=${branch}`]);
  const changes = Object.entries(files).map(([file, content]) => ({ path: file, content, base: null }));
  if (changes.length === 0) return;
  const at = new Date().toISOString();
  const empty = await writeCommit(git, {
    tree: await writeObject(git, "tree", ""),
    parents: [],
    actor: author,
    message: "Empty",
    at,
  });
  const tree = await writeChangedTree(git, empty, changes);
  const commit = await writeCommit(git, { tree, parents: [], actor: author, message, at });
  await moveRefs(git, [{ ref: `refs/heads/${branch}`, from: null, to: commit }]);
}
