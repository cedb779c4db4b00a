import type { StoredPullRequest } from "#lib/git/local-record";
import { readObjects } from "#lib/git/objects";
import type { Git } from "#lib/git/process";
import type { ChangedFile } from "#lib/git/types";

/** What the pull request itself changes: from where it left the target branch to its head. */
export async function listChangedFiles(git: Git, stored: StoredPullRequest): Promise<ChangedFile[]> {
  const head = stored.pullRequest.headCommit;
  const { stdout } = await git.run(["merge-base", findOther(stored), head]);
  const base = stdout.toString().trim();
  const entries = await listDifferences(git, base, head);
  const objects = await readObjects(
    git,
    entries.flatMap(({ before, after }) => [before, after]),
  );
  return entries.map(({ path }, index) => ({
    path,
    before: objects[2 * index]?.content.toString(),
    after: objects[2 * index + 1]?.content.toString(),
  }));
}

/** What the head is compared with: the target branch, or what it was before the merge. */
function findOther({ pullRequest, record, refs }: StoredPullRequest): string {
  const { state, mergeCommit, headCommit } = pullRequest;
  if (state !== "merged" || mergeCommit === undefined) return refs.target ?? record.base;
  // After a fast-forward there is no merge commit, only the work itself.
  return mergeCommit === headCommit ? record.base : `${mergeCommit}^1`;
}

/** https://git-scm.com/docs/git-diff-tree#_raw_output_format, with `-z`: header and path in turn. */
async function listDifferences(git: Git, base: string, head: string) {
  const { stdout } = await git.run(["diff-tree", "-r", "-z", "--raw", "--no-renames", base, head]);
  const fields = stdout.toString().split("\0");
  const entries: { path: string; before: string; after: string }[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [, , before = "", after = ""] = (fields[index] ?? "").split(" ");
    // The id of a side that is not there is all zeros, which names no object.
    entries.push({ path: fields[index + 1] ?? "", before, after });
  }
  return entries;
}
