/** How soon the pull requests of a repository that has seen years are listed: by a new process, and again. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatTable, type Row, writeSection } from "#bench/report";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import { importPullRequests } from "#lib/git/testing/import-pull-requests";

const ROUNDS = 20;
const COUNT = 5_000;

async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const path = mkdtempSync(join(tmpdir(), "vitrine-bench-git-"));
const first: Row = { what: `${COUNT} pull requests, first list`, samples: [], budget: 1_000 };
const again: Row = { what: `${COUNT} pull requests, listed again`, samples: [], budget: 250 };
try {
  await createBareRepository(path, { branch: "main", files: { "README.md": "# Requests\n" } });
  importPullRequests(path, COUNT);
  for (let round = 0; round < ROUNDS; round += 1) {
    const provider = createLocalProvider({ path, name: "requests", branch: "main" });
    first.samples.push(await time(() => provider.listPullRequests()));
    again.samples.push(await time(() => provider.listPullRequests()));
    provider.dispose();
  }
} finally {
  rmSync(path, { recursive: true, force: true });
}
const table = formatTable([first, again]);
console.log(table);
writeSection("Pull requests in a local repository", table);
