import { openFastImport } from "#lib/git/testing/fast-import";

const AUTHOR = { id: "ana", name: "Ana Díaz", email: "ana@example.org" };

/**
 * For tests and benchmarks: imports `count` pull requests, one in ten open, into the bare repository at
 * `path` in one fast import, and packs the refs. It needs a branch `main`.
 */
export function importPullRequests(path: string, count: number): void {
  const fastImport = openFastImport(path);
  const at = new Date(0).toISOString();
  const commit = (ref: string, file: string, content: string) => {
    const parents = ["refs/heads/main^0"];
    const mark = fastImport.addCommit({
      parents,
      files: { [file]: content },
      message: "x",
      author: AUTHOR,
      at,
    });
    fastImport.setRef(ref, mark);
  };
  const common = {
    body: "x".repeat(500),
    base: "",
    author: AUTHOR,
    createdAt: at,
    updatedAt: at,
    reviews: [],
  };
  for (let n = 1; n <= count; n += 1) {
    const state = n % 10 === 0 ? "open" : "closed";
    const record = JSON.stringify({ ...common, title: `Request ${n}`, branch: `work/${n}`, state });
    commit(`refs/pull/${n}/meta`, "pull-request.json", record);
    commit(`refs/pull/${n}/head`, `${n}.yaml`, "x");
    if (state === "open") commit(`refs/heads/work/${n}`, `${n}.yaml`, "x");
  }
  fastImport.store();
}
