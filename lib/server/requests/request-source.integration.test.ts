import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import type { GitActor, GitProvider } from "#lib/git/types";
import { formatTrailers } from "#lib/request/trailers";
import type { PortalRepository } from "#lib/server/portal";
import { deriveRequests, describeSurroundings, readRepository } from "#lib/server/read-model/request-entries";
import { maySee, readRights } from "#lib/server/requests/request-rights";
import { readSource } from "#lib/server/requests/request-source";
import { createFakePortal, makeType } from "#lib/server/testing/fake-portal";

// Each test starts dozens of Git processes.
vi.setConfig({ testTimeout: 120_000 });

const FLAG = makeType("demo.test", "Flag");
const PATH = "local/team-a/flags.demo.test/dark.yaml";
const FILE =
  "apiVersion: demo.test/v1\nkind: Flag\nmetadata:\n  name: dark\n  namespace: team-a\nspec:\n  one: 1\n  two: 2\n  three: 3\n";
const EVIL = "apiVersion: rbac/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: admin\n";
const ANA: GitActor = { id: "ana", name: "Ana", email: "ana@example.org" };
const BO: GitActor = { id: "bo", name: "Bo", email: "bo@example.org" };
const identity = ({ id: user, name, email }: GitActor): Identity => ({
  user,
  name,
  email,
  groups: [],
  via: "demo",
});
const trailers = formatTrailers({
  operation: "create",
  object: { ...FLAG, namespace: "team-a", name: "dark" },
  path: PATH,
});

let template: string;
let folder: string;
let git: GitProvider;

beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), "vitrine-source-"));
  await createBareRepository(template, { branch: "main", files: { "README.md": "# Requests\n" } });
}, 60_000);

afterAll(() => rmSync(template, { recursive: true, force: true }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-source-"));
  cpSync(template, folder, { recursive: true });
  git = createLocalProvider({ path: folder, name: "requests", branch: "main" });
});

afterEach(() => {
  git.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** The requests, derived from what the repository has now. */
async function listSources(portal: PortalRepository) {
  const entries = await deriveRequests(portal, {
    ...(await readRepository(portal)),
    surroundings: describeSurroundings(portal),
  });
  return [...entries.values()].flatMap(({ request }) => request?.source ?? []);
}

function run(...args: string[]): string {
  const as = ["-c", `user.name=${BO.name}`, "-c", `user.email=${BO.email}`];
  return execFileSync("git", ["--git-dir", folder, ...as, ...args], { encoding: "utf8" }).trim();
}

/** Creates a commit of only these files on top of a branch, and does not move the branch. */
function commit(parent: string, files: Record<string, string>): string {
  const env = { ...process.env, GIT_INDEX_FILE: join(folder, "test-index") };
  const call = (args: string[], input?: string) =>
    execFileSync("git", ["--git-dir", folder, ...args], { encoding: "utf8", env, input }).trim();
  call(["read-tree", parent]);
  for (const [path, content] of Object.entries(files)) {
    const blob = call(["hash-object", "-w", "--stdin"], content);
    call(["update-index", "--add", "--cacheinfo", `100644,${blob},${path}`]);
  }
  return run("commit-tree", call(["write-tree"]), "-p", parent, "-m", "Push");
}

async function open(body = `Please.\n\n${trailers}\n`) {
  const files = [{ path: PATH, content: FILE, base: null }];
  return git.openPullRequest({ branch: "work", title: "Create dark", body, message: "Add", files }, ANA);
}

function makePortal(types = [FLAG]) {
  return createFakePortal({
    types,
    offers: types,
    granted: ["approve flags team-a", "list flags team-a"],
    git,
  });
}

describe("request", () => {
  it("is read at its head commit, even if the branch moves meanwhile", async () => {
    const { headCommit } = await open();
    const evil = commit("work", { [PATH]: EVIL });
    const pullRequest = await git.getPullRequest(1);
    if (!pullRequest) return expect.unreachable();
    const portal = makePortal();
    // The branch changes during a read: after the pull request is read and before its files are.
    run("update-ref", "refs/heads/work", evil);
    const read = await readSource(portal, pullRequest);
    expect(read?.changes?.head).toBe(headCommit);
    expect(read?.files).toMatchObject([{ path: PATH, after: FILE }]);
    // The cached data of one commit is not used for the other.
    const [flipped] = await listSources(portal);
    expect(flipped).toMatchObject({ changes: { head: evil }, files: [{ path: PATH, after: EVIL }] });
    run("update-ref", "refs/heads/work", headCommit);
    const [back] = await listSources(portal);
    expect(back).toMatchObject({ changes: { head: headCommit }, files: [{ path: PATH, after: FILE }] });
  });

  it("shows the merged result when the target branch changes the same file", async () => {
    const first = await open();
    await git.merge(first.number, BO, { head: first.headCommit });
    const base = (await git.readFile(PATH))?.blob ?? "";
    const change = (branch: string, from: string, to: string) => {
      const files = [{ path: PATH, content: FILE.replace(from, to), base }];
      return git.openPullRequest({ branch, title: branch, body: "", message: branch, files }, ANA);
    };
    const one = await change("one", "one: 1", "one: 9");
    const three = await change("three", "three: 3", "three: 9");
    const portal = makePortal();
    await git.approve(three.number, BO, { head: three.headCommit });
    const read = async () =>
      (await listSources(portal)).find(({ pullRequest }) => pullRequest.number === three.number);
    const verdicts = (source: Awaited<ReturnType<typeof read>>) =>
      source?.pullRequest.reviews.map(({ verdict }) => verdict);
    expect(verdicts(await read())).toEqual(["approved"]);
    await git.merge(one.number, BO, { head: one.headCommit });
    const met = await read();
    expect(met?.files?.[0]?.after).toBe(FILE.replace("one: 1", "one: 9").replace("three: 3", "three: 9"));
    expect(verdicts(met), "an approval of other files does not count").toEqual(["commented"]);
  });

  it("is listed with a problem when it has a merge conflict", async () => {
    const first = await open();
    run("update-ref", "refs/heads/main", commit("main", { [PATH]: FILE.replace("one: 1", "one: 7") }));
    const [source] = await listSources(makePortal());
    expect(source?.request.problem).toContain(`${PATH} changed in Git after this request was opened`);
    const rights = await readRights(makePortal(), identity(BO), source ?? expect.unreachable());
    expect(rights).toMatchObject({
      approve: { allowed: false },
      merge: { allowed: false },
      close: { allowed: true },
    });
    await expect(git.merge(first.number, BO, { head: first.headCommit })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  const broken: [string, () => void, "open" | "closed"][] = [
    ["its record is missing", () => run("update-ref", "-d", "refs/pull/1/meta"), "closed"],
    [
      "its record is damaged",
      () => run("update-ref", "refs/pull/1/meta", run("rev-parse", "main")),
      "closed",
    ],
    [
      "the ref of its record is invalid",
      () => writeFileSync(join(folder, "refs/pull/1/meta"), "x\n"),
      "closed",
    ],
    [
      "its head and branch are missing",
      () => {
        run("update-ref", "-d", "refs/heads/work");
        run("update-ref", "-d", "refs/pull/1/head");
      },
      "open",
    ],
    [
      "its head names a missing commit",
      () => writeFileSync(join(folder, "refs/heads/work"), `${"1".repeat(40)}\n`),
      "open",
    ],
    [
      "another person adds a second file to its branch",
      () => run("update-ref", "refs/heads/work", commit("work", { "ci.sh": "rm -rf /\n" })),
      "open",
    ],
  ];
  it.each(broken)("stays in the list when %s", async (_why, damage, state) => {
    await open();
    damage();
    const portal = makePortal();
    const sources = await listSources(portal);
    expect(sources).toHaveLength(1);
    const [source = expect.unreachable()] = sources;
    expect(source).toMatchObject({
      pullRequest: { state },
      request: { id: "requests-1", problem: expect.any(String) },
    });
    expect(await maySee(portal, identity(ANA), source)).toBe(true);
    const { approve, merge } = await readRights(portal, identity(BO), source);
    expect([approve.allowed, merge.allowed]).toEqual([false, false]);
    if (state === "closed") return;
    expect((await readRights(portal, identity(ANA), source)).close.allowed).toBe(true);
    expect(await git.close(1, ANA)).toMatchObject({ state: "closed" });
  });

  it("can be seen and closed by its author and by an approver when its kind is no longer served", async () => {
    await open();
    const portal = makePortal([]);
    const [source = expect.unreachable()] = await listSources(portal);
    for (const person of [ANA, BO]) {
      expect(await maySee(portal, identity(person), source)).toBe(true);
      expect(await readRights(portal, identity(person), source)).toMatchObject({
        approve: { allowed: false },
        close: { allowed: true },
      });
    }
  });

  it("cannot be approved by a person who pushed to its branch", async () => {
    await open();
    const portal = makePortal();
    const [before = expect.unreachable()] = await listSources(portal);
    expect((await readRights(portal, identity(BO), before)).approve.allowed).toBe(true);
    run("update-ref", "refs/heads/work", commit("work", { [PATH]: FILE.replace("one: 1", "one: 5") }));
    const [after = expect.unreachable()] = await listSources(portal);
    expect((await readRights(portal, identity(BO), after)).approve).toMatchObject({
      allowed: false,
      reason: expect.stringContaining("You pushed"),
    });
  });
});
