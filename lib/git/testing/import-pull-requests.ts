import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const AUTHOR = { id: "ana", name: "Ana Díaz", email: "ana@example.org" };

/**
 * For tests and benchmarks: imports `count` pull requests, one in ten open, into the bare repository at
 * `path` in one fast import, and packs the refs. It needs a branch `main`.
 */
export function importPullRequests(path: string, count: number): void {
  const refs: string[] = [];
  const commit = (ref: string, file: string, content: string) =>
    `commit refs/heads/import\nmark :${refs.push(ref)}\ncommitter A <a@b> 1700000000 +0000\ndata 1\nx\nfrom refs/heads/main^0\n` +
    `M 644 inline ${file}\ndata ${Buffer.byteLength(content)}\n${content}\n`;
  const at = new Date(0).toISOString();
  const common = {
    body: "x".repeat(500),
    base: "",
    author: AUTHOR,
    createdAt: at,
    updatedAt: at,
    reviews: [],
  };
  const commands = Array.from({ length: count }, (_, index) => {
    const n = index + 1;
    const state = n % 10 === 0 ? "open" : "closed";
    const record = JSON.stringify({ ...common, title: `Request ${n}`, branch: `work/${n}`, state });
    const work = state === "open" ? commit(`refs/heads/work/${n}`, `${n}.yaml`, "x") : "";
    return (
      commit(`refs/pull/${n}/meta`, "pull-request.json", record) +
      commit(`refs/pull/${n}/head`, `${n}.yaml`, "x") +
      work
    );
  });
  const marks = join(path, "import-marks");
  const args = ["--git-dir", path, "fast-import", "--quiet", "--force", `--export-marks=${marks}`];
  execFileSync("git", args, { input: commands.join("") });
  const packed = readFileSync(marks, "utf8").matchAll(/^:(\d+) (\w+)$/gm);
  const lines = [...packed].map(([, mark, id]) => `${id} ${refs[Number(mark) - 1]}\n`);
  writeFileSync(join(path, "packed-refs"), lines.join(""));
}
