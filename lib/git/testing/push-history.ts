import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

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
 * @param url the remote repository, with the sign-in
 */
export function pushHistory(url: string, commits: readonly CommitShape[]): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-push-"));
  const git = (args: string[], input?: Buffer) =>
    execFileSync("git", ["--git-dir", folder, ...args], { encoding: "utf8", input, stdio: "pipe" }).trim();
  try {
    git(["init", "--quiet", "--bare"]);
    git(["fetch", "--quiet", url, "+refs/heads/*:refs/heads/*"]);
    git(["fast-import", "--quiet", "--force"], formatHistory(commits));
    const branches = [...new Set(commits.map(({ branch }) => branch))];
    git(["push", "--quiet", "--force", url, ...branches.map((name) => `refs/heads/${name}`)]);
    return new Map(branches.map((name) => [name, git(["rev-parse", `refs/heads/${name}`])]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
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
