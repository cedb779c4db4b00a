import { PortalError } from "#lib/errors";
import type { Git } from "#lib/git/process/process";

export interface MergedTree {
  tree: string;
  /** Paths that Git could not merge; the tree has Git's conflict markers there. */
  conflicts: string[];
}

/** Stores the tree of merging `head` into `target` by lines, without a work tree. */
export async function mergeTrees(git: Git, target: string, head: string): Promise<MergedTree> {
  const { code, stdout } = await git.run(
    ["merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", target, head],
    { accept: [0, 1] },
  );
  const [tree = "", ...files] = stdout.toString().split("\0").filter(Boolean);
  // Where one side has a folder in the place of a file, Git adds the name of the other side to the file's path.
  const suffixes = [`~${target}`, `~${head}`];
  const paths = files.map((path) => {
    const suffix = suffixes.find((end) => path.endsWith(end)) ?? "";
    return path.slice(0, path.length - suffix.length);
  });
  return { tree, conflicts: code === 0 ? [] : [...new Set(paths)] };
}

/** The `conflict` error for two changes that cannot both be kept. */
export function cannotMerge(paths: readonly string[]): PortalError {
  return new PortalError("conflict", {
    detail: `${paths.join(", ")} changed in Git after this request was opened, so the request cannot be merged.`,
    suggestion: "Make the change again on the current version, then close this request.",
  });
}

/** The `conflict` error for a pull request that changed since the review. */
export function movedOn(number: number, cause?: unknown): PortalError {
  return new PortalError("conflict", {
    detail: `Someone changed pull request ${number}, or the same files on the target branch, since you opened it.`,
    suggestion: "Review the current changes, then decide again.",
    cause,
  });
}

/** The `conflict` error for a commit that the repository no longer has. */
export function lostCommit(commit: string): PortalError {
  return new PortalError("conflict", {
    detail: `The repository has no commit ${commit.slice(0, 12)}, so nobody can see what it changes.`,
    suggestion: "Reload to see the current state of the request.",
  });
}

/** The `conflict` error for a branch without a commit in common with the target branch. */
export function unrelated(): PortalError {
  return new PortalError("conflict", {
    detail:
      "The branch of this request has no commit in common with the target branch, so it cannot be merged.",
    suggestion: "Close it and make the request again.",
  });
}
