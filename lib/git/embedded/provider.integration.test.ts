import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import { changeCases } from "#lib/git/testing/change-cases";
import { ANA, BO, conformanceCases, judge, SEED } from "#lib/git/testing/conformance";
import { importPullRequests } from "#lib/git/testing/import-pull-requests";
import type { AskedFiles, GitProvider, PullRequest } from "#lib/git/types";

/** Git writes one file for each process here. Its processes have the environment of the first one. */
const traces = mkdtempSync(join(tmpdir(), "vitrine-traces-"));
let template: string;
let folder: string;
let path: string;
let providers: GitProvider[];

beforeAll(async () => {
  vi.stubEnv("GIT_TRACE2_EVENT", traces);
  template = mkdtempSync(join(tmpdir(), "vitrine-git-"));
  await createBareRepository(template, { branch: "main", files: SEED });
});

afterAll(() => {
  for (const made of [template, traces]) rmSync(made, { recursive: true, force: true });
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-git-"));
  path = join(folder, "requests.git");
  providers = [];
});

afterEach(() => {
  for (const provider of providers) provider.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function seed(): void {
  cpSync(template, path, { recursive: true });
}

function connect(): GitProvider {
  const provider = createLocalProvider({ path, name: "requests", branch: "main", watchIntervalMs: 50 });
  providers.push(provider);
  return provider;
}

/** Git as a person at a terminal runs it. */
function git(...args: string[]): string {
  return execFileSync(
    "git",
    ["--git-dir", path, "-c", "user.name=Cy", "-c", "user.email=cy@example.org", ...args],
    {
      encoding: "utf8",
    },
  ).trim();
}

/** Bo pushes a commit to a branch, as `git push` does it. */
function push(branch: string, file: string, content: string): string {
  const env = { ...process.env, GIT_INDEX_FILE: join(folder, "index") };
  const as = ["-c", `user.name=${BO.name}`, "-c", `user.email=${BO.email}`];
  const run = (args: string[], input?: string) =>
    execFileSync("git", ["--git-dir", path, ...as, ...args], { encoding: "utf8", env, input }).trim();
  run(["read-tree", branch]);
  const blob = run(["hash-object", "-w", "--stdin"], content);
  run(["update-index", "--add", "--cacheinfo", `100644,${blob},${file}`]);
  const commit = run(["commit-tree", run(["write-tree"]), "-p", branch, "-m", "Push"]);
  run(["update-ref", `refs/heads/${branch}`, commit]);
  return commit;
}

async function openOne(provider: GitProvider, branch = "work", file = "x.yaml") {
  const files = [{ path: file, content: "x\n", base: null }];
  return provider.openPullRequest({ branch, title: "Add x", body: "", message: "Add x", files }, ANA);
}

function describeAsked({ number, headCommit }: PullRequest): AskedFiles {
  return { number, head: headCommit };
}

describe("conformance", () => {
  it.each([...conformanceCases, ...changeCases])(
    "$name",
    { timeout: 300_000 },
    async ({ run, changesNothing }) => {
      seed();
      const before = git("for-each-ref");
      const pushing = { remote: path, push: async (...args: Parameters<typeof push>) => push(...args) };
      await run({ provider: connect(), another: connect, crowd: 20, ...pushing });
      if (changesNothing) expect(git("for-each-ref")).toBe(before);
    },
  );
});

describe("local provider", () => {
  it("suggests a next step for a folder without a repository", async () => {
    const expected = { code: "git-unavailable", suggestion: expect.stringContaining("bare Git repository") };
    await expect(connect().listPullRequests()).rejects.toMatchObject(expected);
    await expect(connect().readFile("x.yaml")).rejects.toMatchObject(expected);
    await expect(openOne(connect())).rejects.toMatchObject(expected);
  });

  it("works when the working folder of the process no longer exists", async () => {
    seed();
    const own = process.cwd();
    const gone = mkdtempSync(join(tmpdir(), "vitrine-git-"));
    process.chdir(gone);
    try {
      rmSync(gone, { recursive: true });
      expect(await connect().readFile("README.md")).toMatchObject({ content: SEED["README.md"] });
    } finally {
      process.chdir(own);
    }
  });

  it("suggests a next step for a repository without a commit", async () => {
    await createBareRepository(path, { branch: "main" });
    const provider = connect();
    expect(await provider.listPullRequests()).toEqual([]);
    expect(await provider.headCommit()).toBeUndefined();
    expect(await provider.readFile("x.yaml")).toBeUndefined();
    await expect(openOne(provider)).rejects.toMatchObject({
      code: "git-unavailable",
      detail: expect.stringContaining("no commit on its branch main"),
      suggestion: expect.stringContaining("push a first commit"),
    });
  });

  describe("on a repository that people also change with Git", () => {
    beforeEach(seed);

    it("creates commits with the person and the message", async () => {
      const provider = connect();
      const { number } = await openOne(provider);
      await provider.merge(number, BO, await judge(provider, number));
      expect(git("log", "-1", "--format=%an <%ae>|%cn|%s|%b", "main")).toBe(
        "Bo <bo@example.org>|Bo|Merge pull request 1 from work|Add x",
      );
      expect(git("log", "-1", "--format=%an <%ae>", "main^2")).toBe("Ana Díaz <ana@example.org>");
      expect(git("log", "--format=%an: %s", `refs/pull/${number}/meta`).split("\n")).toEqual([
        "Bo: Merge pull request 1",
        "Ana Díaz: Open pull request 1: Add x",
      ]);
    });

    it("leaves a repository that passes git fsck", async () => {
      const provider = connect();
      const forged = { id: "x", name: "Eve\nparent 0 <", email: "a>b\0" };
      const files = [
        { path: "a-b/x", content: "", base: null },
        { path: "a/x", content: "x", base: null },
      ];
      const input = { branch: "odd", title: "Odd", body: "", message: "\0", files };
      const { number } = await provider.openPullRequest(input, forged);
      await provider.merge(number, forged, await judge(provider, number));
      expect(git("fsck", "--strict", "--full", "--no-dangling")).toBe("");
    });

    it("shows a merge with Git as merged, with the person and the commit", async () => {
      const provider = connect();
      const first = await openOne(provider, "one", "one.yaml");
      const second = await openOne(provider, "two", "two.yaml");
      const third = await openOne(provider, "three", "three.yaml");
      git("update-ref", "refs/heads/main", "one"); // a fast-forward
      const tree = git("merge-tree", "--write-tree", "main", "two");
      const merge = git("commit-tree", tree, "-p", "main", "-p", "two", "-m", "By hand");
      git("update-ref", "refs/heads/main", git("commit-tree", tree, "-p", merge, "-m", "Later"));
      git("branch", "-D", "two");

      const shown = new Map((await provider.listPullRequests()).map((item) => [item.number, item]));
      const byHand = { state: "merged", mergedBy: { name: "Cy" } };
      expect(shown.get(first.number)).toMatchObject({ state: "merged", mergeCommit: first.headCommit });
      expect(shown.get(second.number)).toMatchObject({ ...byHand, mergeCommit: merge });
      expect(shown.get(third.number)).toMatchObject({ state: "open" });
      expect(await provider.getPullRequest(second.number)).toEqual(shown.get(second.number));
      for (const { number } of [first, second]) {
        const { headCommit: head = "" } = (await provider.getPullRequest(number)) ?? {};
        expect((await provider.changedFiles(number, head)).files).toHaveLength(1);
        await expect(provider.merge(number, BO, { head })).rejects.toMatchObject({ code: "conflict" });
      }
    });

    it("follows a pushed branch and drops earlier approvals", async () => {
      const provider = connect();
      const { number, headCommit } = await openOne(provider);
      await provider.approve(number, BO, { head: headCommit });
      const pushed = git("commit-tree", git("rev-parse", "main^{tree}"), "-p", headCommit, "-m", "More");
      git("update-ref", "refs/heads/work", pushed);
      expect(await provider.getPullRequest(number)).toMatchObject({ headCommit: pushed, reviews: [] });
      expect((await provider.approve(number, BO, { head: pushed })).reviews).toHaveLength(1);
      const merged = await provider.merge(number, BO, { head: pushed });
      expect(merged.headCommit).toBe(pushed);
      expect(git("rev-parse", `refs/pull/${number}/head`)).toBe(pushed);
    });

    it("notifies subscribers of a push to the target branch", async () => {
      const provider = connect();
      const commit = git("commit-tree", git("rev-parse", "main^{tree}"), "-p", "main", "-m", "Push");
      await new Promise<void>((resolve) => provider.subscribe(resolve));
      const heard = new Promise<void>((resolve) => provider.subscribe(resolve));
      git("update-ref", "refs/heads/main", commit);
      await heard;
      expect(await provider.headCommit()).toBe(commit);
    });

    it("shows a pull request with a damaged record as closed and does not change it", async () => {
      const provider = connect();
      const { number } = await openOne(provider);
      git("update-ref", `refs/pull/${number}/meta`, git("rev-parse", "main"));
      const [shown] = await provider.listPullRequests();
      expect(shown).toMatchObject({ number, state: "closed", title: "Pull request 1 cannot be read" });
      const head = git("rev-parse", `refs/pull/${number}/head`);
      await expect(provider.merge(number, BO, { head })).rejects.toMatchObject({ code: "conflict" });
    });

    it("reports an error when another process does not release a lock", async () => {
      const provider = connect();
      const { number } = await openOne(provider);
      execFileSync("touch", [join(path, "refs/heads/work.lock")]);
      await expect(provider.close(number, BO)).rejects.toMatchObject({ code: "git-unavailable" });
      expect(await provider.getPullRequest(number)).toMatchObject({ state: "open" });
    }, 30_000);

    it("starts the same number of processes for many pull requests as for few", async () => {
      const count = async (pullRequests: number) => {
        importPullRequests(path, pullRequests);
        const provider = connect();
        const before = readdirSync(traces).length;
        expect(await provider.listPullRequests()).toHaveLength(pullRequests);
        return readdirSync(traces).length - before;
      };
      const few = await count(20);
      expect(few).toBeGreaterThan(0);
      expect(await count(200)).toBe(few);
    }, 30_000);

    it("starts the same number of processes for the changes of many pull requests as of few", async () => {
      const count = async (open: number) => {
        importPullRequests(path, 10 * open);
        const provider = connect();
        const asked = (await provider.listPullRequests({ state: "open" })).map(describeAsked);
        const read = async () => {
          const target = await provider.headCommit();
          const before = readdirSync(traces).length;
          const found = await provider.changedFilesOf(asked, target);
          expect(found).toHaveLength(open);
          for (const result of found) expect(result).toMatchObject({ target, files: [{ after: "x" }] });
          return readdirSync(traces).length - before;
        };
        const first = await read();
        push("main", `${open}.yaml`, "elsewhere\n");
        return { first, moved: await read() };
      };
      const few = await count(60);
      expect(few.first).toBeGreaterThan(0);
      expect(await count(120)).toEqual(few);
    }, 180_000);

    it("reads the other pull requests when an object of one is damaged", async () => {
      const provider = connect();
      const opened = [];
      for (const name of ["one", "two", "three"])
        opened.push(await openOne(provider, name, `${name}/${name}.yaml`));
      const [, second] = opened.map(describeAsked);
      const tree = git("rev-parse", `${second?.head}:two`);
      rmSync(join(path, "objects", tree.slice(0, 2), tree.slice(2)));
      expect(await connect().changedFilesOf(opened.map(describeAsked))).toMatchObject([
        { files: [{ path: "one/one.yaml" }] },
        { code: "git-unavailable" },
        { files: [{ path: "three/three.yaml" }] },
      ]);
      await expect(connect().changedFilesOf(second ? [second] : [])).rejects.toMatchObject({
        code: "git-unavailable",
      });
    }, 60_000);
  });
});
