/**
 * How soon the pull requests of a repository that has seen years are listed, and the changes of the open ones are
 * read: by a new process, and again.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatTable, type Row, writeSection } from "#bench/report";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import { importPullRequests } from "#lib/git/testing/import-pull-requests";
import { pushHistory } from "#lib/git/testing/push-history";

const ROUNDS = 20;
const COUNT = 5_000;
/** One in ten. */
const OPEN = COUNT / 10;

async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const path = mkdtempSync(join(tmpdir(), "vitrine-bench-git-"));
const first: Row = { what: `${COUNT} pull requests, first list`, samples: [], budget: 1_000 };
const again: Row = { what: `${COUNT} pull requests, listed again`, samples: [], budget: 250 };
const changes: Row = { what: `changes of ${OPEN} open ones, first time`, samples: [], budget: 3_000 };
const moved: Row = { what: `changes of ${OPEN} open ones, after a merge`, samples: [], budget: 500 };
try {
  await createBareRepository(path, { branch: "main", files: { "README.md": "# Requests\n" } });
  importPullRequests(path, COUNT);
  for (let round = 0; round < ROUNDS; round += 1) {
    const provider = createLocalProvider({ path, name: "requests", branch: "main" });
    first.samples.push(await time(() => provider.listPullRequests()));
    again.samples.push(await time(() => provider.listPullRequests()));
    const open = await provider.listPullRequests({ state: "open" });
    const asked = open.map(({ number, headCommit }) => ({ number, head: headCommit }));
    changes.samples.push(await time(() => provider.changedFilesOf(asked)));
    await pushHistory(path, [{ branch: "main", parents: ["main"], files: { [`${round}.md`]: "More\n" } }]);
    moved.samples.push(await time(() => provider.changedFilesOf(asked)));
    provider.dispose();
  }
} finally {
  rmSync(path, { recursive: true, force: true });
}
const table = formatTable([first, again, changes, moved]);
console.log(table);
writeSection("Pull requests in a local repository", table);
