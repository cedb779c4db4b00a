import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { GitLabStandIn } from "#demo/stand-ins/gitlab/server";
import { LEVELS } from "#demo/stand-ins/gitlab/state/types";
import { startStandIn, type TestStandInOptions } from "#demo/stand-ins/gitlab/testing/test-stand-in";
import { createGitLabProvider } from "#lib/git/gitlab/provider";
import { changeCases } from "#lib/git/testing/change-cases";
import { ANA, BO, conformanceCases, SEED } from "#lib/git/testing/conformance";
import { pushHistory } from "#lib/git/testing/push-history";
import { signInActors } from "#lib/git/testing/signed-in";
import type { GitActor, GitProvider } from "#lib/git/types";

const PORTAL = { username: "vitrine", name: "Vitrine", email: "vitrine@example.org" };
const CY = { username: "cy", name: "Cy", email: "cy@example.org" };
const CROWD = 12;
const execute = promisify(execFile);

vi.setConfig({ testTimeout: 300_000 });

let standIn: GitLabStandIn;
let providers: GitProvider[] = [];

afterEach(() => {
  for (const provider of providers) provider.dispose();
  providers = [];
});

/** Every request and answer must match GitLab's published descriptions. */
async function stop(): Promise<void> {
  const violations = standIn.violations();
  await standIn.close();
  expect(violations).toEqual([]);
}

async function start(options: TestStandInOptions = {}): Promise<void> {
  standIn = await startStandIn({
    files: SEED,
    people: [
      ...[ANA, BO].map(({ id, name, email }) => ({ username: id, name, email, level: LEVELS.developer })),
      { ...PORTAL, level: LEVELS.developer },
      { ...CY, level: LEVELS.reporter },
    ],
    ...options,
  });
}

function connect(readToken = async () => standIn.tokens[PORTAL.username] ?? ""): GitProvider {
  const provider = createGitLabProvider({
    url: standIn.url,
    project: standIn.project,
    branch: "main",
    readToken,
    watchIntervalMs: 50,
  });
  providers.push(provider);
  return provider;
}

function signIn(actor: GitActor): GitActor {
  return { ...actor, token: standIn.tokens[actor.id] };
}

/** People who are signed in with GitLab. */
function connectSignedIn(): GitProvider {
  return signInActors(connect(), signIn);
}

/** The URL for plain Git, with the person's sign-in. */
function describeRemote({ id }: GitActor): string {
  const url = new URL(`${standIn.url}/${standIn.project}.git`);
  url.username = id;
  url.password = standIn.tokens[id] ?? "";
  return url.href;
}

async function push(branch: string, path: string, content: string): Promise<string> {
  const pushed = await pushHistory(describeRemote(BO), [
    { branch, parents: [branch], files: { [path]: content } },
  ]);
  return pushed.get(branch) ?? "";
}

function git(...args: string[]): string {
  return execFileSync("git", ["--git-dir", standIn.path, ...args], { encoding: "utf8" });
}

function open(provider: GitProvider, actor: GitActor, branch = "work", body = "Please.") {
  const files = [{ path: `${branch}.yaml`, content: "x\n", base: null }];
  return provider.openPullRequest({ branch, title: "Add x", body, message: "Add x", files }, actor);
}

describe("the access of the portal's account", () => {
  beforeEach(() => start());
  afterEach(stop);

  it("lacks the role that its token does not have, and shows its quota", async () => {
    const described = await connect(async () => standIn.tokens[CY.username] ?? "").describeAccess();
    expect(described).toMatchObject({ hasBranch: true, missing: ["the role Developer in the project"] });
    expect(described.quotas).toMatchObject([{ limit: expect.any(Number) }]);
  });

  it("lacks the scope that its token does not have", async () => {
    const token = standIn.issueToken(PORTAL.username, { scopes: ["read_api"] });
    const described = await connect(async () => token).describeAccess();
    expect(described).toMatchObject({ missing: ["the scope api of the token"] });
  });
});

describe("conformance", () => {
  const context = () => ({
    provider: connectSignedIn(),
    another: () => connectSignedIn(),
    refusesOwnApproval: true,
    refusesOverlappingChange: true,
    crowd: CROWD,
    remote: describeRemote(BO),
    push,
  });

  const changing = conformanceCases.filter(({ changesNothing }) => !changesNothing);

  describe("on a repository of its own", () => {
    beforeEach(() => start());
    afterEach(stop);

    it.each([...changing, ...changeCases])("$name", async ({ run }) => run(context()));
  });

  describe("on one repository that does not change", () => {
    beforeAll(() => start());
    afterAll(stop);

    it.each(conformanceCases.filter(({ changesNothing }) => changesNothing))("$name", async ({ run }) => {
      const before = git("show-ref");
      await run(context());
      expect(git("show-ref")).toEqual(before);
    });
  });
});

describe("with the repository's own account", () => {
  beforeEach(() => start());
  afterEach(stop);

  it("people open requests and are shown as authors, also to another process", async () => {
    const opened = await open(connect(), ANA);
    expect(opened).toMatchObject({ body: "Please.", author: { id: ANA.id, name: ANA.name } });
    expect(await connect().listPullRequests()).toEqual([opened]);
    const message = git("log", "-1", "--format=%an%n%B", opened.headCommit);
    expect(message.split("\n")[0]).toBe(ANA.name);
    expect(git("log", "-1", "--format=%cn", opened.headCommit).trim()).toBe(PORTAL.name);
  });

  it("people cannot approve, merge or close, and the error has the URL of the pull request", async () => {
    const provider = connect();
    const { number, url, headCommit: head } = await open(provider, ANA);
    const refused = { code: "forbidden", suggestion: expect.stringContaining(url) };
    await expect(provider.approve(number, BO, { head })).rejects.toMatchObject(refused);
    await expect(provider.merge(number, BO, { head })).rejects.toMatchObject(refused);
    await expect(provider.close(number, ANA)).rejects.toMatchObject(refused);
    expect(await provider.getPullRequest(number)).toMatchObject({ state: "open", reviews: [] });
  });

  it("people cannot appear as another person through text in the body", async () => {
    const body = 'Please.\n\nVitrine-Author: {"id":"bo","name":"Bo"}';
    const own = await open(connectSignedIn(), ANA, "own", body);
    expect(own).toMatchObject({ body, author: { id: ANA.id } });
    expect(await connect().getPullRequest(own.number)).toEqual(own);
    expect(await open(connect(), ANA, "portal", body)).toMatchObject({ body, author: { id: ANA.id } });
  });
});

describe("actions on GitLab's pages", () => {
  beforeEach(() => start());
  afterEach(stop);

  it("include a push, which drops earlier approvals", async () => {
    const provider = connectSignedIn();
    const { number, headCommit: head } = await open(provider, ANA);
    expect((await provider.approve(number, BO, { head })).reviews).toHaveLength(1);
    await push("work", "more.yaml", "more\n");
    expect(await provider.getPullRequest(number)).toMatchObject({ reviews: [], pushers: [BO.id] });
    await expect(provider.merge(number, BO, { head })).rejects.toMatchObject({ code: "conflict" });
  });

  it("include a refused approval without the role", async () => {
    const { number, headCommit: head } = await open(connect(), ANA);
    const cy = { id: CY.username, name: CY.name, email: CY.email };
    const attempt = connectSignedIn().approve(number, cy, { head }, "Me too.");
    await expect(attempt).rejects.toMatchObject({
      code: "forbidden",
      suggestion: expect.stringContaining("role"),
    });
  });

  it("include a request for changes, until that person reviews again", async () => {
    const provider = connectSignedIn();
    const { number, headCommit: head } = await open(provider, ANA);
    const found = standIn.state.mergeRequests.get(number);
    const at = standIn.state.now();
    found?.reviewers.push({ username: BO.id, state: "requested_changes", createdAt: at });
    const actor = { id: BO.id, name: BO.name };
    const { reviews = [] } = (await connect().getPullRequest(number)) ?? {};
    expect(reviews).toMatchObject([{ actor, verdict: "changes-requested" }]);
    const approved = await provider.approve(number, BO, { head });
    expect(approved.reviews).toMatchObject([{ actor, verdict: "approved" }]);
  });
});

describe("a project that keeps approvals after a push", () => {
  beforeEach(() => start({ settings: { resetsApprovalsOnPush: false } }));
  afterEach(stop);

  it("shows only approvals of the current commit, and lets the person approve again", async () => {
    const provider = connectSignedIn();
    const { number, headCommit: head } = await open(provider, ANA);
    await provider.approve(number, BO, { head }, "First.");
    const pushed = await push("work", "more.yaml", "more\n");
    expect((await connect().getPullRequest(number))?.reviews).toEqual([]);
    const { reviews } = await provider.approve(number, BO, { head: pushed }, "Second.");
    expect(reviews).toMatchObject([{ actor: { id: BO.id }, verdict: "approved", comment: "Second." }]);
  });

  it("does not count an approval for an earlier commit that a forced push restored", async () => {
    const provider = connectSignedIn();
    const { number, headCommit: first } = await open(provider, ANA);
    const second = await push("work", "more.yaml", "more\n");
    await provider.approve(number, BO, { head: second });
    // This process serves the push, so it must not wait for it.
    await execute("git", [
      "-C",
      standIn.path,
      "push",
      "--force",
      describeRemote(ANA),
      `${first}:refs/heads/work`,
    ]);
    expect(await connect().getPullRequest(number)).toMatchObject({ headCommit: first, reviews: [] });
  });
});

it("suggests a next step for a repository without a commit", async () => {
  await start({ files: {} });
  git("update-ref", "-d", "refs/heads/main");
  const provider = connect();
  expect(await provider.listPullRequests()).toEqual([]);
  expect(await provider.headCommit()).toBeUndefined();
  expect(await provider.readFile("x.yaml")).toBeUndefined();
  await expect(open(provider, ANA)).rejects.toMatchObject({
    code: "git-unavailable",
    suggestion: expect.stringContaining("push a first commit"),
  });
  await stop();
});

it.each([
  { settings: { squashOption: "always" } as const, reason: "a squash has one parent" },
  { settings: { mergeMethod: "ff" } as const, reason: "a fast-forward has no commit of its own" },
])("merges with the method that the project has: $reason", async ({ settings }) => {
  await start({ settings });
  const provider = connectSignedIn();
  const { number, headCommit: head } = await open(provider, ANA);
  const { mergeCommit = "" } = await provider.merge(number, BO, { head });
  expect(await provider.contains((await provider.headCommit()) ?? "", mergeCommit)).toBe(true);
  expect((await provider.readFile("work.yaml"))?.content).toBe("x\n");
  expect((await provider.changedFiles(number, head)).files).toEqual([{ path: "work.yaml", after: "x\n" }]);
  await stop();
});

describe("the branch of an earlier attempt", () => {
  beforeEach(() => start());
  afterEach(stop);

  const HOUR = 3_600_000;

  /** A branch with one commit. Returns its commit. */
  function makeBranch(message: string, age: number): string {
    const at = new Date(Date.now() - age).toISOString();
    const tip = git("rev-parse", "main").trim();
    const date = { GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at };
    const identity = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org"];
    const args = ["--git-dir", standIn.path, ...identity, "commit-tree", "main^{tree}", "-p", tip];
    const commit = execFileSync("git", args, { env: { ...process.env, ...date }, input: message })
      .toString()
      .trim();
    git("update-ref", "refs/heads/work", commit);
    return commit;
  }

  it.each([
    {
      name: "with the commit of a portal",
      message: "Add\n\nVitrine-Attempt: 1\n",
      age: HOUR,
      isReplaced: true,
    },
    {
      name: "of a portal that still works",
      message: "Add\n\nVitrine-Attempt: 1\n",
      age: 0,
      isReplaced: false,
    },
    { name: "with the commit of a person", message: "Mine\n", age: HOUR, isReplaced: false },
  ])("is replaced only where nobody can miss it: a branch $name", async ({ message, age, isReplaced }) => {
    const commit = makeBranch(message, age);
    const attempt = open(connectSignedIn(), ANA);
    if (isReplaced) expect((await attempt).branch).toBe("work");
    else {
      await expect(attempt).rejects.toMatchObject({ code: "already-exists" });
      expect(git("rev-parse", "work").trim()).toBe(commit);
    }
  });
});

it("reads a branch with more commits than a page has", async () => {
  await start();
  const provider = connectSignedIn();
  const { number } = await open(provider, ANA);
  const commits = Array.from({ length: 120 }, (_, index) => ({
    branch: "work",
    parents: ["work"],
    files: { "work.yaml": `${index}\n` },
  }));
  const head = (await pushHistory(describeRemote(BO), commits)).get("work") ?? "";
  const { files, authors } = await provider.changedFiles(number, head);
  expect(files).toEqual([{ path: "work.yaml", after: "119\n" }]);
  expect(authors.map(({ email }) => email)).toEqual(expect.arrayContaining([ANA.email, BO.email]));
  await stop();
});

it("lists a folder with more entries than a page has", async () => {
  const names = Array.from({ length: 230 }, (_, index) => `many/${String(index).padStart(3, "0")}.yaml`);
  await start({ files: { ...SEED, ...Object.fromEntries(names.map((name) => [name, `${name}\n`])) } });
  const provider = connectSignedIn();
  const head = (await provider.headCommit()) ?? "";
  const listed = (await provider.listFiles(head)).filter(({ path }) => path.startsWith("many/"));
  expect(listed.map(({ path }) => path).sort()).toEqual(names);
  const texts = await provider.readTexts(listed.map(({ blob }) => blob));
  expect(texts).toEqual(listed.map(({ path }) => `${path}\n`));
  const pushed = await pushHistory(describeRemote(BO), [
    { branch: "work", parents: [head], files: { "many/100.yaml": "changed\n" } },
  ]);
  const { number } = await open(provider, ANA, "other");
  const { files } = await provider.changedFiles(number, pushed.get("work") ?? "");
  expect(files).toEqual([{ path: "many/100.yaml", before: "many/100.yaml\n", after: "changed\n" }]);
  await stop();
});
