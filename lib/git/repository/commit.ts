import type { Git } from "#lib/git/process/process";
import type { ObjectBatch } from "#lib/git/repository/object-batch";
import type { CommitPerson, GitActor } from "#lib/git/types";

export interface CommitInput {
  tree: string;
  parents: readonly string[];
  actor: Pick<GitActor, "id" | "name" | "email">;
  /** The actor by default. */
  committer?: Pick<GitActor, "id" | "name" | "email">;
  message: string;
  /** RFC 3339. */
  at: string;
}

/** Adds a commit whose author is the actor, and returns its id. */
export function addCommit(
  batch: ObjectBatch,
  { tree, parents, actor, committer = actor, message, at }: CommitInput,
): string {
  const time = `${Math.floor(Date.parse(at) / 1000)} +0000`;
  const lines = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${formatActor(actor)} ${time}`,
    `committer ${formatActor(committer)} ${time}`,
    "",
    `${message.replaceAll("\0", "").trimEnd()}\n`,
  ];
  return batch.add("commit", lines.join("\n"));
}

/** `Name <email>`, without characters that would end a field of a commit's header. */
function formatActor({ id, name, email }: CommitInput["actor"]): string {
  return `${clean(name) || clean(id) || "unknown"} <${clean(email)}>`;
}

function clean(text: string): string {
  return text.replace(/[<>\p{Cc}\u2028\u2029]/gu, " ").trim();
}

export interface CommitRecord {
  id: string;
  parents: string[];
  /** Author and committer of a commit. Git does not verify these names. */
  people: CommitPerson[];
}

/**
 * The commits that any of `heads` contains and `target` does not, by id, with one process. A head that is not
 * a commit of the repository has none. Git can list some commits of `target` too, where their dates are wrong.
 */
export async function listCommits(
  git: Git,
  heads: Iterable<string>,
  target: string,
): Promise<Map<string, CommitRecord>> {
  const format = "--format=%H%n%P%n%an%n%ae%n%cn%n%ce";
  const { stdout } = await git.run(["log", "--ignore-missing", "-z", format, "--stdin"], {
    input: [...heads, `^${target}`].map((revision) => `${revision}\n`).join(""),
  });
  const commits = stdout.toString().split("\0").filter(Boolean).map(parseCommit);
  return new Map(commits.map((commit) => [commit.id, commit]));
}

function parseCommit(text: string): CommitRecord {
  const [id = "", parents = "", name = "", email = "", committer = "", committerEmail = ""] =
    text.split("\n");
  const people = [
    { name, email },
    { name: committer, email: committerEmail },
  ];
  return { id, parents: parents.split(" ").filter(Boolean), people };
}
