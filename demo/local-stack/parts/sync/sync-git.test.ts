import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readManifests, readRevision } from "#demo/local-stack/parts/sync/sync-git";

const folder = mkdtempSync(join(tmpdir(), "vitrine-sync-git-"));
const repository = join(folder, "repo.git");
const FILES = {
  "requests/postgresql/team-a/orders.yaml": "kind: A\n",
  "requests/näme with space.yml": "kind: Ä\n",
  "empty.yaml": "",
  "README.md": "# not a manifest\n",
  ".github/workflows/check.yaml": "on: push\n",
};

function git(...args: string[]): void {
  const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
  execFileSync("git", [`--git-dir=${repository}`, `--work-tree=${folder}/tree`, ...identity, ...args]);
}

beforeAll(() => {
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", repository]);
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, "tree", path)), { recursive: true });
    writeFileSync(join(folder, "tree", path), content);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("bare repository", () => {
  it("has no revision before the first commit", async () => {
    expect(await readRevision(repository)).toBeUndefined();
    git("add", "--all");
    git("commit", "--quiet", "--message=one");
    expect(await readRevision(repository)).toMatch(/^[0-9a-f]{40}$/);
  });

  it("returns YAML files with their content, without hidden folders", async () => {
    const files = await readManifests(repository, "main");
    expect(Object.fromEntries(files)).toEqual({
      "requests/postgresql/team-a/orders.yaml": "kind: A\n",
      "requests/näme with space.yml": "kind: Ä\n",
      "empty.yaml": "",
    });
  });
});
