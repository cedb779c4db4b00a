/** Commits of a host's repository, as a host shows them. */
import type { Git } from "#lib/git/process/process";

export interface Signature {
  name: string;
  email: string;
  /** RFC 3339. */
  date: string;
}

export interface Commit {
  id: string;
  tree: string;
  parents: string[];
  author: Signature;
  committer: Signature;
  message: string;
}

const FIELDS = ["%H", "%T", "%P", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%B"];

/**
 * The commits that `git log` lists for the arguments, newest first; none where Git does not know a revision.
 * @param args revisions, options and paths: https://git-scm.com/docs/git-log
 */
export async function listCommits(git: Git, args: readonly string[]): Promise<Commit[]> {
  const format = `--format=${FIELDS.join("%x00")}%x00%x01`;
  const { code, stdout } = await git.run(["log", format, ...args], { accept: [0, 128] });
  if (code !== 0) return [];
  return stdout
    .toString()
    .split("\0\u0001")
    .map((text) => text.replace(/^\n/, ""))
    .filter(Boolean)
    .map(parseCommit);
}

/** @param revision an id, or the full name of a ref */
export async function readCommit(git: Git, revision: string): Promise<Commit | undefined> {
  if (revision.startsWith("-")) return undefined;
  const [commit] = await listCommits(git, ["--max-count=1", revision, "--"]);
  return commit;
}

function parseCommit(text: string): Commit {
  const [id = "", tree = "", parents = "", ...rest] = text.split("\0");
  const [name = "", email = "", date = "", committer = "", committerEmail = "", committed = ""] = rest;
  return {
    id,
    tree,
    parents: parents.split(" ").filter(Boolean),
    author: { name, email, date: toUtc(date) },
    committer: { name: committer, email: committerEmail, date: toUtc(committed) },
    message: (rest[6] ?? "").trimEnd(),
  };
}

/** Without fractions of a second, as Git stores no fractions. */
function toUtc(date: string): string {
  return new Date(date).toISOString().replace(/\.\d+Z$/, "Z");
}
