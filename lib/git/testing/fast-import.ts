/** Many commits and refs in a bare repository, written by one `git fast-import`: for tests and benchmarks. */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** fast-import writes each commit to a branch; this ref is not kept. */
const SCRATCH = "refs/import/work";

export interface ImportedCommit {
  /** Marks of this import, ids or names of commits. The first one gives the tree that `files` change. */
  parents: readonly string[];
  /** Content by path; null removes the file. */
  files: Readonly<Record<string, string | null>>;
  message: string;
  author: { name: string; email: string };
  /** RFC 3339. */
  at: string;
}

export interface FastImport {
  /** Returns the mark of the commit, which stands for its id until the commits are stored. */
  addCommit(commit: ImportedCommit): string;
  /** @param commit a mark of this import */
  setRef(ref: string, commit: string): void;
  /** Stores commits and refs, and returns the id of a mark. Other refs of the repository stay. */
  store(): (mark: string) => string;
}

/** @param path folder of the bare repository */
export function openFastImport(path: string): FastImport {
  const commands: string[] = [];
  const refs = new Map<string, string>();
  let marks = 0;
  return {
    addCommit(commit) {
      marks += 1;
      const mark = `:${marks}`;
      commands.push(formatCommit(commit, mark));
      return mark;
    },
    setRef: (ref, commit) => void refs.set(ref, commit),
    store() {
      const ids = runImport(path, commands.join(""));
      const idOf = (mark: string) => {
        const id = ids.get(mark);
        if (id === undefined) throw new Error(`No commit has the mark ${mark}.`);
        return id;
      };
      packRefs(path, new Map([...refs].map(([ref, mark]) => [ref, idOf(mark)])));
      return idOf;
    },
  };
}

/** https://git-scm.com/docs/git-fast-import, "commit" */
function formatCommit({ parents, files, message, author, at }: ImportedCommit, mark: string): string {
  const person = `${author.name} <${author.email}> ${Math.floor(Date.parse(at) / 1000)} +0000`;
  const changes = Object.entries(files).map(([file, content]) =>
    content === null ? `D ${file}\n` : `M 644 inline ${file}\n${formatData(content)}`,
  );
  return [
    // Without this a commit without parents would follow the one before.
    parents.length === 0 ? `reset ${SCRATCH}\n\n` : "",
    `commit ${SCRATCH}\nmark ${mark}\nauthor ${person}\ncommitter ${person}\n${formatData(message)}`,
    ...parents.map((parent, index) => `${index === 0 ? "from" : "merge"} ${parent}\n`),
    ...changes,
    "\n",
  ].join("");
}

function formatData(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function runImport(path: string, input: string): Map<string, string> {
  const marks = join(path, "import-marks");
  const inside = ["--git-dir", path];
  execFileSync("git", [...inside, "fast-import", "--quiet", "--force", `--export-marks=${marks}`], { input });
  execFileSync("git", [...inside, "update-ref", "-d", SCRATCH]);
  const ids = [...readFileSync(marks, "utf8").matchAll(/^(:\d+) (\w+)$/gm)];
  rmSync(marks);
  return new Map(ids.map(([, mark = "", id = ""]) => [mark, id]));
}

/** Thousands of refs are one file, as after `git pack-refs`: one transaction for all would take many seconds. */
function packRefs(path: string, added: ReadonlyMap<string, string>): void {
  const known = execFileSync("git", ["--git-dir", path, "for-each-ref", "--format=%(refname) %(objectname)"]);
  const old = [...known.toString().matchAll(/^(\S+) (\w+)$/gm)];
  const all = new Map([...old.map(([, ref = "", id = ""]) => [ref, id] as const), ...added]);
  const lines = [...all]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([ref, id]) => `${id} ${ref}\n`);
  writeFileSync(
    join(path, "packed-refs"),
    `# pack-refs with: peeled fully-peeled sorted \n${lines.join("")}`,
  );
}
