/** Commits of a host's repository, as a host shows them. */
import type { GitObject } from "#lib/git/process/object-reader";
import type { Git } from "#lib/git/process/process";

export interface Signature {
  name: string;
  email: string;
  /** RFC 3339 in UTC, in whole seconds, as Git stores them. */
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

/**
 * The commits that Git lists for the arguments, newest first; none where Git does not know a revision.
 * @param args revisions, options and paths: https://git-scm.com/docs/git-rev-list
 */
export async function listCommits(git: Git, args: readonly string[]): Promise<Commit[]> {
  const { code, stdout } = await git.run(["rev-list", ...args], { accept: [0, 128] });
  if (code !== 0) return [];
  const objects = await git.readObjects(stdout.toString().split("\n").filter(Boolean));
  return objects.flatMap((object) => parseCommit(object) ?? []);
}

/** @param revision an id, or the full name of a ref */
export async function readCommit(git: Git, revision: string): Promise<Commit | undefined> {
  const [object] = await git.readObjects([revision]);
  return parseCommit(object);
}

/** https://git-scm.com/docs/gitformat-signature and git's `commit.c`: header lines, an empty line, the message. */
function parseCommit(object: GitObject | undefined): Commit | undefined {
  if (object?.type !== "commit") return undefined;
  const [header = "", ...message] = object.content.toString().split("\n\n");
  const lines = header.split("\n").map((line) => {
    const space = line.indexOf(" ");
    return [line.slice(0, space), line.slice(space + 1)] as const;
  });
  const find = (key: string) => lines.find(([name]) => name === key)?.[1] ?? "";
  return {
    id: object.id,
    tree: find("tree"),
    parents: lines.flatMap(([name, value]) => (name === "parent" ? [value] : [])),
    author: parseSignature(find("author")),
    committer: parseSignature(find("committer")),
    message: message.join("\n\n").trimEnd(),
  };
}

/** `Name <address> <seconds> <zone>` */
function parseSignature(text: string): Signature {
  const [, name = "", email = "", seconds = "0"] = /^(.*?) ?<([^>]*)> (\d+)/.exec(text) ?? [];
  return { name, email, date: new Date(Number(seconds) * 1000).toISOString().replace(/\.\d+Z$/, "Z") };
}
