import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRefTable, type RefTable } from "#lib/git/embedded/ref-table";
import { createGit, type Git } from "#lib/git/process/process";
import { createBareRepository } from "#lib/git/testing/bare-repository";

const META = "refs/pull/1/meta";

describe("table of refs", () => {
  let path: string;
  const opened: Git[] = [];
  let runs = 0;
  let main = "";
  const run = (...args: string[]) => execFileSync("git", args, { cwd: path }).toString().trim();

  /** The table of one process; counts the processes of Git that it starts. */
  function open(isChecked = true): RefTable {
    const git = createGit(path);
    opened.push(git);
    const counted: Git = {
      ...git,
      run: (...given) => {
        runs += 1;
        return git.run(...given);
      },
    };
    return createRefTable(counted, path, () => isChecked);
  }

  /** Reads until the table keeps what it read: a file that was changed a moment ago is too young. */
  async function settle(table: RefTable): Promise<void> {
    await expect
      .poll(async () => {
        const before = runs;
        await table.read();
        return runs - before;
      })
      .toBe(0);
  }

  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), "vitrine-refs-"));
    await createBareRepository(path, { branch: "main", files: { "a.yaml": "one\n" } });
    main = run("rev-parse", "main");
    run("update-ref", META, main);
  });
  afterEach(async () => {
    for (const git of opened.splice(0)) git.close();
    await rm(path, { recursive: true, force: true });
  });

  it("knows its own moves without another look", async () => {
    const table = open();
    await settle(table);
    expect(await table.move([{ ref: "refs/pull/2/meta", from: null, to: main }])).toBe(true);
    const before = runs;
    const refs = await table.read();
    expect([refs.get("refs/pull/2/meta"), runs - before]).toEqual([main, 0]);
    expect(await table.check()).toBe(false);
  });

  it("sees at once what another portal moved, even a ref in a nested folder", async () => {
    const [one, other] = [open(), open()];
    await settle(one);
    const next = run("commit-tree", "-m", "next", `${main}^{tree}`);
    expect(await other.move([{ ref: META, from: main, to: next }])).toBe(true);
    expect((await one.read()).get(META)).toBe(next);
  });

  it("sees at once a pull request that plain Git adds, and a moved ref at the next check", async () => {
    const table = open();
    await settle(table);
    run("update-ref", "refs/pull/7/meta", main);
    expect((await table.read()).get("refs/pull/7/meta")).toBe(main);
    const next = run("commit-tree", "-m", "next", `${main}^{tree}`);
    run("update-ref", META, next);
    expect(await table.check()).toBe(true);
    expect((await table.read()).get(META)).toBe(next);
    expect(await table.check()).toBe(false);
  });

  it("reads the refs each time while nobody checks them", async () => {
    const table = open(false);
    await table.read();
    const next = run("commit-tree", "-m", "next", `${main}^{tree}`);
    run("update-ref", META, next);
    expect((await table.read()).get(META)).toBe(next);
  });

  it("does not take a branch for a ref that is missing", async () => {
    const table = open();
    await settle(table);
    run("update-ref", "refs/heads/refs/pull/9/meta", main);
    expect(await table.find(["refs/pull/9/meta", META])).toEqual(new Map([[META, main]]));
  });

  it("reports that the repository is gone, and that it is back, once each", async () => {
    const table = open();
    await table.check();
    await rm(path, { recursive: true });
    expect([await table.check(), await table.check()]).toEqual([true, false]);
    await createBareRepository(path, { branch: "main", files: { "a.yaml": "one\n" } });
    expect([await table.check(), await table.check()]).toEqual([true, false]);
  });
});
