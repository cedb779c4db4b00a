/** What somebody does who may push to the repository: plain Git on the demo's bare repository. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Who is named as author and committer: whatever the pusher writes. */
export interface Committer {
  name: string;
  email: string;
}

const STRANGER: Committer = { name: "Stranger", email: "stranger@attack.vitrine.dev" };

export interface Repository {
  /** The commit that a branch points to. */
  tip(branch: string): string;
  /** The message of the commit that a branch points to. */
  message(branch: string): string;
  /** The text of a file at a ref or commit. */
  read(revision: string, path: string): string;
  /** Commits one file on top of `parent` without moving a branch; gives the commit. */
  commit(parent: string, path: string, content: string, committer?: Committer): string;
  /** Moves a branch, as a forced push does. */
  move(branch: string, commit: string): void;
  /** Deletes a ref, by its whole name. */
  remove(ref: string): void;
  /** Commits one file on a branch, as a push does; gives the commit. */
  push(branch: string, path: string, content: string, committer?: Committer): string;
}

/** Opens the bare repository at a path. */
export function openRepository(path: string): Repository {
  const git = (args: string[], input = "", env: Record<string, string> = {}) =>
    execFileSync("git", [`--git-dir=${path}`, ...args], {
      input,
      env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", ...env },
    })
      .toString()
      .trim();
  const tip = (branch: string) => git(["rev-parse", "--verify", `refs/heads/${branch}`]);
  const move = (branch: string, commit: string) => {
    git(["update-ref", `refs/heads/${branch}`, commit]);
  };

  function commit(parent: string, file: string, content: string, { name, email } = STRANGER): string {
    const folder = mkdtempSync(join(tmpdir(), "attack-index-"));
    const env = {
      GIT_INDEX_FILE: join(folder, "index"),
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
    };
    try {
      git(["read-tree", parent], "", env);
      const blob = git(["hash-object", "-w", "--stdin"], content, env);
      git(["update-index", "--add", "--cacheinfo", `100644,${blob},${file}`], "", env);
      const tree = git(["write-tree"], "", env);
      return git(["commit-tree", tree, "-p", parent], "Changed by hand", env);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  function push(branch: string, file: string, content: string, committer?: Committer): string {
    const made = commit(tip(branch), file, content, committer);
    move(branch, made);
    return made;
  }
  const remove = (ref: string) => {
    git(["update-ref", "-d", ref]);
  };
  const message = (branch: string) => git(["log", "-1", "--format=%B", `refs/heads/${branch}`]);
  const read = (revision: string, path: string) => git(["show", `${revision}:${path}`]);
  return { tip, message, read, commit, move, remove, push };
}
