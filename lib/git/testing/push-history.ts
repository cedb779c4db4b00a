import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** One commit of a branch. */
export interface CommitShape {
  /** The branch that gets the commit. */
  branch: string;
  /** Ids, or names of branches of this history or of the remote repository; none for a first commit. */
  parents: string[];
  /** By path: the content, or a mode with the content or the id of a submodule. `null` removes the file. */
  files: Record<string, string | { mode: string; content: string | Buffer } | null>;
}

/**
 * Bo pushes commits with plain Git, of any shape that Git allows. Returns the tips of their branches, by name.
 * The remote repository can be served by this process.
 * @param url the remote repository, with the sign-in
 */
export async function pushHistory(
  url: string,
  commits: readonly CommitShape[],
): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "vitrine-push-"));
  const git = async (args: string[], input?: Buffer) => {
    const started = run("git", ["--git-dir", folder, ...args], { encoding: "utf8" });
    started.child.stdin?.end(input);
    return (await started).stdout.trim();
  };
  try {
    await git(["init", "--quiet", "--bare"]);
    await git(["fetch", "--quiet", url, "+refs/heads/*:refs/heads/*"]);
    await git(["fast-import", "--quiet", "--force"], formatHistory(commits));
    const branches = [...new Set(commits.map(({ branch }) => branch))];
    await git(["push", "--quiet", "--force", url, ...branches.map((name) => `refs/heads/${name}`)]);
    const tips = await git(["rev-parse", ...branches.map((name) => `refs/heads/${name}`)]);
    return new Map(tips.split("\n").map((tip, index) => [branches[index] ?? "", tip]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The format is https://git-scm.com/docs/git-fast-import#_input_format; the mark of a commit is its position. */
function formatHistory(commits: readonly CommitShape[]): Buffer {
  const marks = new Map<string, string>();
  const nameCommit = (name: string) =>
    marks.get(name) ?? (/^[0-9a-f]{40}$/.test(name) ? name : `refs/heads/${name}^0`);
  const parts = commits.flatMap(({ branch, parents, files }, index) => {
    const [first, ...others] = parents.map(nameCommit);
    marks.set(branch, `:${index + 1}`);
    const lines = [
      `commit refs/heads/${branch}`,
      `mark :${index + 1}`,
      "committer Bo <bo@example.org> 1700000000 +0000",
      "data 5\nShape",
      ...(first === undefined ? [] : [`from ${first}`]),
      ...others.map((parent) => `merge ${parent}`),
      "",
    ];
    return [Buffer.from(lines.join("\n")), ...Object.entries(files).flatMap(formatFile)];
  });
  return Buffer.concat(parts);
}

function formatFile([path, file]: [string, CommitShape["files"][string]]): Buffer[] {
  if (file === null) return [Buffer.from(`D ${path}\n`)];
  const { mode, content } = typeof file === "string" ? { mode: "100644", content: file } : file;
  if (mode === "160000") return [Buffer.from(`M ${mode} ${content} ${path}\n`)];
  const bytes = Buffer.from(content);
  return [Buffer.from(`M ${mode} inline ${path}\ndata ${bytes.length}\n`), bytes, Buffer.from("\n")];
}
