import { PortalError } from "#lib/errors";
import type { Git } from "#lib/git/process";

/**
 * The tree that merging `head` into `target` gives, stored, without a work tree; the answer is its id.
 * @throws PortalError `conflict` naming the files both changed
 */
export async function mergeTrees(git: Git, target: string, head: string): Promise<string> {
  const { code, stdout } = await git.run(
    ["merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", target, head],
    { accept: [0, 1] },
  );
  const [tree = "", ...files] = stdout.toString().split("\0").filter(Boolean);
  if (code === 0) return tree;
  throw new PortalError("conflict", {
    detail: `Someone changed ${[...new Set(files)].join(", ")} after this was proposed. The two changes contradict each other.`,
    suggestion: "Close this request, and make the change again from what is in Git now.",
  });
}
