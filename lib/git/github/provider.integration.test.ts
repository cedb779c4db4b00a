import { execFileSync } from "node:child_process";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { GitHubStandIn } from "#demo/stand-ins/github/server";
import { startStandIn, type TestStandInOptions } from "#demo/stand-ins/github/testing/test-stand-in";
import { type AppTokens, createAppTokens } from "#lib/git/github/api/app-tokens";
import { createGitHubProvider } from "#lib/git/github/provider";
import { changeCases } from "#lib/git/testing/change-cases";
import { ANA, BO, conformanceCases, SEED } from "#lib/git/testing/conformance";
import { pushHistory } from "#lib/git/testing/push-history";
import { signInActors } from "#lib/git/testing/signed-in";
import type { GitActor, GitProvider } from "#lib/git/types";

const PORTAL = { login: "vitrine", name: "Vitrine", email: "vitrine@example.org" };
const CY = { login: "cy", name: "Cy", email: "cy@example.org" };
const CROWD = 12;

vi.setConfig({ testTimeout: 120_000 });

let standIn: GitHubStandIn;
let providers: GitProvider[] = [];

afterEach(() => {
  for (const provider of providers) provider.dispose();
  providers = [];
});

/** Every request and answer must match GitHub's published descriptions. */
async function stop(): Promise<void> {
  const violations = standIn.violations();
  await standIn.close();
  expect(violations).toEqual([]);
}

async function start(options: TestStandInOptions = {}): Promise<void> {
  standIn = await startStandIn({
    files: SEED,
    people: [
      ...[ANA, BO].map(({ id, name, email }) => ({ login: id, name, email, role: "write" as const })),
      { ...PORTAL, role: "write" },
      { ...CY, role: "read" },
    ],
    ...options,
  });
}

function connect(
  readToken = async () => standIn.tokens[PORTAL.login] ?? "",
  findAppPermissions?: AppTokens["findPermissions"],
): GitProvider {
  const provider = createGitHubProvider({
    url: standIn.url,
    owner: standIn.owner,
    repository: standIn.repository,
    branch: "main",
    readToken,
    findAppPermissions,
    watchIntervalMs: 50,
  });
  providers.push(provider);
  return provider;
}

function signIn(actor: GitActor): GitActor {
  return { ...actor, token: standIn.tokens[actor.id] };
}

/** People who are signed in with GitHub. */
function connectSignedIn(): GitProvider {
  return signInActors(connect(), signIn);
}

/** The URL for plain Git, with the person's sign-in. */
function describeRemote({ id }: GitActor): string {
  const url = new URL(`${standIn.url}/${standIn.owner}/${standIn.repository}.git`);
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
    expect(message).toContain(PORTAL.name);
    expect(message).toContain(`Co-authored-by: ${ANA.name} <${ANA.email}>`);
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

describe("the access of the portal's account", () => {
  beforeEach(() => start());
  afterEach(stop);

  it("lacks the write access that its token does not have, and shows its quota", async () => {
    const described = await connect(async () => standIn.tokens[CY.login] ?? "").describeAccess();
    expect(described).toMatchObject({ hasBranch: true, missing: ["write access to the repository"] });
    expect(described.quotas).toMatchObject([{ name: "core", limit: 5_000 }]);
  });
});

describe("with a GitHub App", () => {
  beforeEach(() => start());
  afterEach(stop);

  it("opens a request with a token of the installation", async () => {
    const { url, owner, repository, app } = standIn;
    const identity = { url, owner, repository, appId: String(app.id), privateKey: app.privateKey };
    const provider = connect(createAppTokens(identity).readToken);
    const opened = await open(provider, ANA);
    expect(opened).toMatchObject({ author: { id: ANA.id, name: ANA.name }, state: "open" });
    expect(await provider.getPullRequest(opened.number)).toEqual(opened);
    const made = standIn.calls().filter(({ path }) => path.endsWith("/access_tokens"));
    expect(made).toHaveLength(1);
  });

  it("knows the permissions of the App", async () => {
    const { url, owner, repository, app } = standIn;
    const identity = { url, owner, repository, appId: String(app.id), privateKey: app.privateKey };
    const { readToken, findPermissions } = createAppTokens(identity);
    const described = await connect(readToken, findPermissions).describeAccess();
    expect(described).toMatchObject({ hasBranch: true, missing: [] });
    const reading = connect(readToken, () => ({ ...findPermissions(), contents: "read" }));
    expect(await reading.describeAccess()).toMatchObject({ missing: ["Contents: write"] });
  });

  it("gets a new token after GitHub has revoked the first one", async () => {
    const { url, owner, repository, app } = standIn;
    const { readToken } = createAppTokens({
      url,
      owner,
      repository,
      appId: String(app.id),
      privateKey: app.privateKey,
    });
    const provider = connect(readToken);
    await provider.headCommit();
    standIn.revokeToken(await readToken());
    expect(await provider.listPullRequests()).toEqual([]);
  });

  it.each([
    ["an App that is not installed", { repository: "elsewhere" }, "git-unavailable", /install the App/],
    ["an unknown App", { appId: "4711" }, "git-unavailable", /App's id/],
    ["a key that is none", { privateKey: "secret" }, "misconfigured", /private key/],
  ])("suggests a next step for %s", async (_reason, given, code, suggests) => {
    const { url, owner, repository, app } = standIn;
    const identity = { url, owner, repository, appId: String(app.id), privateKey: app.privateKey, ...given };
    const attempt = connect(createAppTokens(identity).readToken).listPullRequests();
    await expect(attempt).rejects.toMatchObject({ code, suggestion: expect.stringMatching(suggests) });
  });
});

describe("actions on GitHub's pages", () => {
  beforeEach(() => start());
  afterEach(stop);

  it("include a push, which drops earlier approvals", async () => {
    const provider = connectSignedIn();
    const { number, headCommit: head } = await open(provider, ANA);
    expect((await provider.approve(number, BO, { head })).reviews).toHaveLength(1);
    await push("work", "more.yaml", "more\n");
    expect(await provider.getPullRequest(number)).toMatchObject({
      reviews: [],
      pushers: [ANA.id, BO.id].reverse(),
    });
    await expect(provider.merge(number, BO, { head })).rejects.toMatchObject({ code: "conflict" });
  });

  it("include an approval without write access, shown as a comment", async () => {
    const { number, headCommit: head } = await open(connect(), ANA);
    const cy = { id: CY.login, name: CY.name, email: CY.email };
    await connectSignedIn().approve(number, cy, { head }, "Me too.");
    const [review] = (await connect().getPullRequest(number))?.reviews ?? [];
    expect(review).toMatchObject({ actor: { id: CY.login }, verdict: "commented" });
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

it("merges with the method that the repository allows", async () => {
  await start({ settings: { mergeMethods: ["squash"] } });
  const provider = connectSignedIn();
  const { number, headCommit: head } = await open(provider, ANA);
  const { mergeCommit = "" } = await provider.merge(number, BO, { head });
  expect(git("log", "-1", "--format=%P", mergeCommit).trim().split(" ")).toHaveLength(1);
  await stop();
});

describe("the branch of an earlier attempt", () => {
  beforeEach(() => start());
  afterEach(stop);

  const HOUR = 3_600_000;

  /** A branch with one commit, or at the tip of the target branch. Returns its commit. */
  function makeBranch(message: string | undefined, age: number): string {
    const at = new Date(Date.now() - age).toISOString();
    const tip = git("rev-parse", "main").trim();
    const date = { GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at };
    const identity = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org"];
    const args = ["--git-dir", standIn.path, ...identity, "commit-tree", "main^{tree}", "-p", tip];
    const commit =
      message === undefined
        ? tip
        : execFileSync("git", args, { env: { ...process.env, ...date }, input: message })
            .toString()
            .trim();
    git("update-ref", "refs/heads/work", commit);
    standIn.state.activities.push({
      ...{ id: standIn.state.nextId(), kind: "branch_creation", ref: "refs/heads/work", actor: ANA.id },
      ...{ before: "0".repeat(40), after: commit, at: at.replace(/\.\d+Z$/, "Z") },
    });
    return commit;
  }

  it.each([
    {
      name: "with the commit of a portal",
      message: "Add\n\nVitrine-Attempt: 1\n",
      age: HOUR,
      isReplaced: true,
    },
    { name: "without a commit of its own", message: undefined, age: HOUR, isReplaced: true },
    {
      name: "of a portal that still works",
      message: "Add\n\nVitrine-Attempt: 1\n",
      age: 0,
      isReplaced: false,
    },
    {
      name: "that was just created, without a commit of its own",
      message: undefined,
      age: 0,
      isReplaced: true,
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

it("lists each folder alone where GitHub cuts the list of all files", async () => {
  await start();
  const provider = connect();
  const head = (await provider.headCommit()) ?? "";
  const whole = await provider.listFiles(head);
  const cut = { sha: head, url: standIn.url, tree: [], truncated: true };
  standIn.fault({ match: { path: /\/git\/trees\// }, status: 200, body: cut });
  const byPath = (one: { path: string }, other: { path: string }) => (one.path < other.path ? -1 : 1);
  expect((await provider.listFiles(head)).sort(byPath)).toEqual(whole.sort(byPath));
  await stop();
});
