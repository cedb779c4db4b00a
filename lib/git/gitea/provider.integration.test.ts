import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { startGitea, type TestGitea } from "#demo/local-stack/testing/test-gitea";
import { createGiteaProvider } from "#lib/git/gitea/provider";
import { changeCases } from "#lib/git/testing/change-cases";
import { ANA, BO, conformanceCases, judge, SEED } from "#lib/git/testing/conformance";
import { pushHistory } from "#lib/git/testing/push-history";
import { signInActors } from "#lib/git/testing/signed-in";
import type { GitActor, GitProvider, PullRequestAttributes } from "#lib/git/types";

const TEAM = "platform";
const PORTAL = { login: "vitrine", name: "Vitrine", email: "vitrine@example.org" };
const CY = { login: "cy", name: "Cy", email: "cy@example.org" };
/** Every repository with content is copied from this one, which costs a quarter of a push. */
const TEMPLATE = "template";
/** This Gitea's page size: small, so that few pull requests fill several pages. */
const PAGE_SIZE = 3;
/** Twice a page; each costs two pushes. */
const CROWD = 6;

vi.setConfig({ testTimeout: 120_000 });

let gitea: TestGitea;
/** By login. */
const tokens = new Map<string, string>();
let repositories = 0;
let repository: string;
let providers: GitProvider[] = [];

beforeAll(async () => {
  gitea = await startGitea({
    api: { MAX_RESPONSE_ITEMS: PAGE_SIZE },
    migrations: { ALLOW_LOCALNETWORKS: true },
  });
  for (const { id, name, email } of [ANA, BO])
    tokens.set(id, await gitea.addUser({ login: id, name, email }));
  for (const user of [PORTAL, CY]) tokens.set(user.login, await gitea.addUser(user));
  await gitea.call("POST", "/orgs", { username: TEAM });
  const units = { "repo.code": "write", "repo.issues": "write", "repo.pulls": "write" };
  const team = { name: "people", permission: "write", includes_all_repositories: true, units_map: units };
  const made = await gitea.call("POST", `/orgs/${TEAM}/teams`, team);
  const { id } = made && typeof made === "object" && "id" in made ? made : { id: "" };
  for (const login of [ANA.id, BO.id, PORTAL.login]) await gitea.call("PUT", `/teams/${id}/members/${login}`);
  await makeTemplate();
}, 120_000);

afterAll(() => gitea.stop());

afterEach(() => {
  for (const provider of providers) provider.dispose();
  providers = [];
});

async function createRepository(name: string): Promise<void> {
  await gitea.call("POST", `/orgs/${TEAM}/repos`, { name, default_branch: "main" });
}

async function makeTemplate(): Promise<void> {
  await createRepository(TEMPLATE);
  const files = Object.entries(SEED).map(([path, content]) => ({
    operation: "create",
    path,
    content: Buffer.from(content).toString("base64"),
  }));
  const commit = { files, branch: "main", new_branch: "main", message: "First" };
  await gitea.call("POST", `/repos/${TEAM}/${TEMPLATE}/contents`, commit);
}

function nextName(): string {
  repositories += 1;
  repository = `requests-${repositories}`;
  return repository;
}

async function makeRepository(): Promise<void> {
  const from = { service: "git", clone_addr: `${gitea.url}/${TEAM}/${TEMPLATE}.git` };
  await gitea.call("POST", "/repos/migrate", { ...from, repo_owner: TEAM, repo_name: nextName() });
}

/** Gitea's API for another client, below the repository of this test. */
function call(method: string, path: string, body?: unknown, login?: string): Promise<unknown> {
  return gitea.call(method, `/repos/${TEAM}/${repository}${path}`, body, login && tokens.get(login));
}

/** A branch as Gitea leaves it whose caller is gone between the push and the record: Git has it, and Gitea does not know it. */
function leaveHalfMade(branch: string): void {
  const folder = join(gitea.repositories, TEAM, `${repository}.git`);
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", folder, ...identity, ...args], { encoding: "utf8" });
  const identity = ["-c", "user.name=Vitrine", "-c", "user.email=vitrine@example.org"];
  const commit = git("commit-tree", "main^{tree}", "-p", "main", "-m", "Half").trim();
  git("update-ref", `refs/heads/${branch}`, commit);
}

/** Bo changes a file of a branch on Gitea's page. Waits until the pull request has the commit. */
async function push(branch: string, path: string, content: string): Promise<string> {
  const address = `/contents/${path}`;
  const found = z.object({ sha: z.string() }).parse(await call("GET", `${address}?ref=${branch}`));
  const change = {
    branch,
    message: "Push",
    content: Buffer.from(content).toString("base64"),
    sha: found.sha,
  };
  const made = z
    .object({ commit: z.object({ sha: z.string() }) })
    .parse(await call("PUT", address, change, BO.id));
  const pulls = z.array(z.object({ head: z.object({ label: z.string(), sha: z.string() }) }));
  await expect
    .poll(async () => pulls.parse(await call("GET", "/pulls?state=open")).map(({ head }) => head))
    .toContainEqual({ label: branch, sha: made.commit.sha });
  return made.commit.sha;
}

/** The URL for plain Git, with the person's sign-in. */
function describeRemote({ id }: GitActor): string {
  const url = new URL(`${gitea.url}/${TEAM}/${repository}.git`);
  url.username = id;
  url.password = tokens.get(id) ?? "";
  return url.href;
}

function connect(): GitProvider {
  const provider = createGiteaProvider({
    url: gitea.url,
    owner: TEAM,
    repository,
    branch: "main",
    readToken: async () => tokens.get(PORTAL.login) ?? "",
    watchIntervalMs: 50,
  });
  providers.push(provider);
  return provider;
}

function signIn(actor: GitActor): GitActor {
  return { ...actor, token: tokens.get(actor.id) };
}

/** People who are signed in with Gitea. */
function connectSignedIn(): GitProvider {
  return signInActors(connect(), signIn);
}

function open(provider: GitProvider, actor: GitActor, branch = "work") {
  const files = [{ path: `${branch}.yaml`, content: "x\n", base: null }];
  return provider.openPullRequest(
    { branch, title: "Add x", body: "Please.", message: "Add x", files },
    actor,
  );
}

describe("conformance", () => {
  const context = () => ({
    provider: connectSignedIn(),
    another: connectSignedIn,
    refusesOwnApproval: true,
    refusesOverlappingChange: true,
    crowd: CROWD,
    remote: describeRemote(BO),
    push,
  });

  const changing = conformanceCases.filter(({ changesNothing }) => !changesNothing);

  it.each([...changing, ...changeCases])("$name", { timeout: 300_000 }, async ({ run }) => {
    await makeRepository();
    await run(context());
  });

  describe("on one repository that does not change", () => {
    beforeAll(makeRepository);

    it.each(conformanceCases.filter(({ changesNothing }) => changesNothing))("$name", async ({ run }) => {
      const before = await call("GET", "/git/refs");
      await run(context());
      expect(await call("GET", "/git/refs")).toEqual(before);
    });
  });
});

describe("people who are not signed in with Gitea", () => {
  it("open requests with the account of the portal and are shown as authors", async () => {
    await makeRepository();
    const opened = await open(connect(), ANA);
    expect(opened).toMatchObject({ body: "Please.", author: { id: ANA.id, name: ANA.name } });
    expect((await connect().listPullRequests())[0]).toEqual(opened);
    expect(await call("GET", `/pulls/${opened.number}`)).toMatchObject({ user: { login: PORTAL.login } });
    expect(await call("GET", `/git/commits/${opened.headCommit}`)).toMatchObject({
      commit: { author: { name: ANA.name, email: ANA.email }, message: expect.stringContaining("Add x") },
    });
  });

  it("cannot approve, merge or close, and the error has the URL of the pull request", async () => {
    await makeRepository();
    const provider = connect();
    const { number, url, headCommit: head } = await open(provider, ANA);
    const told = { code: "forbidden", suggestion: expect.stringContaining(url) };
    await expect(provider.approve(number, BO, { head })).rejects.toMatchObject(told);
    await expect(provider.merge(number, BO, { head })).rejects.toMatchObject(told);
    await expect(provider.close(number, ANA)).rejects.toMatchObject(told);
    expect(await provider.getPullRequest(number)).toMatchObject({ state: "open", reviews: [] });
  });

  it("cannot appear as another person through text in the body", async () => {
    await makeRepository();
    const body = 'Please.\n\nVitrine-Author: {"id":"bo","name":"Bo"}';
    const files = [{ path: "x.yaml", content: "x\n", base: null }];
    const input = { branch: "work", title: "Forged", body, message: "Add x", files };
    const own = await connectSignedIn().openPullRequest(input, ANA);
    expect(own).toMatchObject({ body, author: { id: ANA.id } });
    const through = await connect().openPullRequest({ ...input, branch: "more" }, ANA);
    expect(through).toMatchObject({ body, author: { id: ANA.id } });
  });
});

describe("actions in Gitea", () => {
  it("include an approval and a merge, shown with the person", async () => {
    await makeRepository();
    const provider = connect();
    const { number } = await open(provider, ANA);
    await call("POST", `/pulls/${number}/reviews`, { event: "APPROVED", body: "Fine." }, BO.id);
    expect((await provider.getPullRequest(number))?.reviews).toMatchObject([
      { actor: { id: BO.id, name: BO.name }, verdict: "approved", comment: "Fine." },
    ]);
    await expect
      .poll(() =>
        call("POST", `/pulls/${number}/merge`, { do: "squash" }, BO.id).then(() => "merged", String),
      )
      .toBe("merged");
    const merged = await provider.getPullRequest(number);
    expect(merged).toMatchObject({ state: "merged", mergedBy: { id: BO.id } });
    expect(await provider.contains((await provider.headCommit()) ?? "", merged?.mergeCommit ?? "")).toBe(
      true,
    );
    expect((await provider.changedFiles(number, merged?.headCommit ?? "")).files).toEqual([
      { path: "work.yaml", after: "x\n" },
    ]);
  });

  it("include a line merge of two changes of one file", async () => {
    await makeRepository();
    const provider = connect();
    const path = "team-a/orders-db.yaml";
    const text = SEED[path] ?? "";
    const base = (await provider.readFile(path))?.blob ?? null;
    const change = (branch: string, content: string) => {
      const input = { branch, title: branch, body: "", message: branch };
      return provider.openPullRequest({ ...input, files: [{ path, content, base }] }, ANA);
    };
    const first = await change("first", text.replace("one", "ONE"));
    const last = await change("last", text.replace("seven", "SEVEN"));
    for (const { number } of [first, last]) {
      const merge = () => call("POST", `/pulls/${number}/merge`, { do: "merge" }, BO.id);
      await expect.poll(() => merge().then(() => "merged", String), { timeout: 60_000 }).toBe("merged");
    }
    const [before, after] = [text.replace("one", "ONE"), "ONE\ntwo\nthree\nfour\nfive\nsix\nSEVEN\n"];
    const { files } = await provider.changedFiles(last.number, last.headCommit);
    expect(files).toEqual([{ path, before, after }]);
  });

  it("include an approval without approval rights, shown as a comment", async () => {
    await makeRepository();
    const { number } = await open(connect(), ANA);
    await call("POST", `/pulls/${number}/reviews`, { event: "APPROVED", body: "Me too." }, CY.login);
    const [review] = (await connect().getPullRequest(number))?.reviews ?? [];
    expect(review).toMatchObject({ actor: { id: CY.login }, verdict: "commented" });
  });

  it("include a push, which drops earlier approvals", async () => {
    await makeRepository();
    const provider = connectSignedIn();
    const { number, headCommit } = await open(provider, ANA);
    expect((await provider.approve(number, BO, { head: headCommit })).reviews).toHaveLength(1);
    const more = { branch: "work", message: "More", content: Buffer.from("more\n").toString("base64") };
    await call("POST", "/contents/more.yaml", more, ANA.id);
    await expect.poll(async () => (await provider.getPullRequest(number))?.headCommit).not.toBe(headCommit);
    expect((await provider.getPullRequest(number))?.reviews).toEqual([]);
    await expect(provider.merge(number, BO, { head: headCommit })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("include a change of the base branch, which removes the request from the list", async () => {
    await makeRepository();
    await call("POST", "/branches", { new_branch_name: "other", old_branch_name: "main" });
    const provider = connect();
    const { number } = await open(provider, ANA);
    await call("PATCH", `/pulls/${number}`, { base: "other" }, PORTAL.login);
    expect(await provider.listPullRequests()).toEqual([]);
    expect(await provider.getPullRequest(number)).toBeUndefined();
  });
});

describe("rules of the repository", () => {
  it("refuse a merge without a required approval", async () => {
    await makeRepository();
    await call("POST", "/branch_protections", { rule_name: "main", required_approvals: 1 });
    const provider = connectSignedIn();
    const { number, headCommit: head } = await open(provider, ANA);
    await expect(provider.merge(number, ANA, { head })).rejects.toMatchObject({ code: "forbidden" });
    await provider.approve(number, BO, { head });
    expect(await provider.merge(number, ANA, { head })).toMatchObject({
      state: "merged",
      mergedBy: { id: ANA.id },
    });
  });

  it("refuse an opening, a merge and a closing by a person without write access", async () => {
    await makeRepository();
    const provider = connect();
    const { number, headCommit: head } = await open(provider, ANA);
    const cy = { id: CY.login, name: CY.name, email: CY.email, token: tokens.get(CY.login) };
    await expect(provider.merge(number, cy, { head })).rejects.toMatchObject({ code: "forbidden" });
    await expect(provider.close(number, cy)).rejects.toMatchObject({ code: "forbidden" });
    await expect(open(provider, cy, "mine")).rejects.toMatchObject({ code: "forbidden" });
    expect(await provider.getPullRequest(number)).toMatchObject({ state: "open" });
  });

  it("select the merge style", async () => {
    await makeRepository();
    await call("PATCH", "", { default_merge_style: "squash", allow_squash_merge: true });
    const provider = connectSignedIn();
    const { number, headCommit: head } = await open(provider, ANA);
    const { mergeCommit } = await provider.merge(number, BO, { head });
    expect(await call("GET", `/git/commits/${mergeCommit}`)).toMatchObject({ parents: [{}] });
  });
});

it("merges concurrent merges of two processes one after the other", async () => {
  await makeRepository();
  const provider = connectSignedIn();
  const another = connectSignedIn();
  const opened = [];
  for (const name of ["one", "two", "three", "four"]) opened.push(await open(provider, ANA, name));
  const merged = await Promise.all(
    opened.map(({ number, headCommit: head }, index) =>
      (index % 2 ? provider : another).merge(number, BO, { head }),
    ),
  );
  expect(merged.map(({ state }) => state)).toEqual(["merged", "merged", "merged", "merged"]);
});

it("deletes the branch when Gitea refuses the pull request", async () => {
  await makeRepository();
  const provider = connect();
  const files = [{ path: "x.yaml", content: "x\n", base: null }];
  const input = { branch: "work", title: "", body: "", message: "Add x", files };
  await expect(provider.openPullRequest(input, ANA)).rejects.toMatchObject({ code: "invalid" });
  expect(await provider.headCommit("work")).toBeUndefined();
});

it("suggests a next step for a repository without a commit", async () => {
  await createRepository(nextName());
  const provider = connect();
  expect(await provider.listPullRequests()).toEqual([]);
  expect(await provider.headCommit()).toBeUndefined();
  expect(await provider.readFile("x.yaml")).toBeUndefined();
  await expect(open(provider, ANA)).rejects.toMatchObject({
    code: "git-unavailable",
    suggestion: expect.stringContaining("push a first commit"),
  });
});

it("lists several pages of pull requests with their states", async () => {
  await makeRepository();
  const provider = connectSignedIn();
  const names = Array.from({ length: PAGE_SIZE + 2 }, (_, index) => `many-${index}`);
  for (const name of names) await open(provider, ANA, name);
  expect(await provider.listPullRequests()).toHaveLength(names.length);
  await provider.close(1, BO);
  expect((await provider.listPullRequests({ state: "closed" })).map(({ number }) => number)).toEqual([1]);
  await provider.merge(2, BO, await judge(provider, 2));
  expect((await provider.listPullRequests()).map(({ state }) => state).slice(-3)).toEqual([
    "open",
    "merged",
    "closed",
  ]);
});

it("reads the changes of known pull requests with the same number of calls, however many they are", async () => {
  await makeRepository();
  const { number } = await open(connect(), ANA);
  const count = async (heads: number) => {
    const branches = Array.from({ length: heads }, (_, index) => `of-${heads}-${index}`);
    const shapes = branches.map((branch) => ({
      branch,
      parents: ["main"],
      files: { [`${branch}.yaml`]: "x\n" },
    }));
    const pushed = await pushHistory(describeRemote(BO), shapes);
    const asked = branches.map((branch) => ({ number, head: pushed.get(branch) ?? "" }));
    const provider = connect();
    const read = async () => {
      const target = await provider.headCommit();
      const calls = vi.spyOn(globalThis, "fetch");
      const found = await provider.changedFilesOf(asked, target);
      expect(found.map((result) => ("files" in result ? result.files : result))).toEqual(
        branches.map((branch) => [{ path: `${branch}.yaml`, after: "x\n" }]),
      );
      const { length } = calls.mock.calls;
      calls.mockRestore();
      return length;
    };
    const first = await read();
    await pushHistory(describeRemote(BO), [
      { branch: "main", parents: ["main"], files: { [`${heads}.yaml`]: "y\n" } },
    ]);
    return { first, again: await read() };
  };
  const [few, many] = [await count(4), await count(8)];
  expect(many.again).toBe(few.again);
  // The commits, the root folder and the new text of a pull request, and the pull request itself, of ten at most.
  expect(many.first - few.first).toBeLessThanOrEqual(4 * 4);
});

describe("attributes of a new request", () => {
  const attributes = {
    draft: true,
    labels: ["database", "unknown"],
    reviewers: [ANA.id, BO.id, "nobody", `${TEAM}/people`, `${TEAM}/nobody`],
    assignees: [BO.id, "nobody"],
    milestone: "June",
  };
  const openWith = (actor: GitActor, given: PullRequestAttributes) => {
    const files = [{ path: "work.yaml", content: "x\n", base: null }];
    const input = { branch: "work", title: "Add x", body: "Please.", message: "Add x", files };
    return connect().openPullRequest({ ...input, attributes: given }, actor);
  };

  beforeEach(async () => {
    await makeRepository();
    await call("POST", "/labels", { name: "database", color: "#00aabb" });
    await call("POST", "/milestones", { title: "June" });
  });

  it.each([
    { by: "a signed-in person", sign: signIn },
    { by: "the portal's account", sign: (actor: GitActor) => actor },
  ])("are set for a request of $by, and the answer names what is missing", async ({ sign }) => {
    const opened = await openWith(sign(ANA), attributes);
    expect(opened.missing).toEqual([
      'The label "unknown" is missing. Gitea does not accept it.',
      expect.stringContaining(`The reviewer "nobody" is missing. Gitea at`),
      expect.stringContaining(`The reviewer "${TEAM}/nobody" is missing. Gitea at`),
      expect.stringContaining(`The assignee "nobody" is missing. Gitea at`),
    ]);
    expect(await call("GET", `/pulls/${opened.number}`)).toMatchObject({
      draft: true,
      labels: [{ name: "database" }],
      requested_reviewers: [{ login: BO.id }],
      requested_reviewers_teams: [{ name: "people" }],
      assignees: [{ login: BO.id }],
      milestone: { title: "June" },
    });
  });

  it("may all be refused: the request is open", async () => {
    const given = { labels: ["no"], reviewers: ["no"], assignees: ["no"], milestone: "no" };
    const opened = await openWith(ANA, given);
    expect(opened.missing).toHaveLength(4);
    expect(await connect().listPullRequests()).toMatchObject([{ number: opened.number, state: "open" }]);
  });
});

describe("a branch that Gitea made by half", () => {
  beforeEach(makeRepository);

  it("is a state in which Gitea refuses every change", async () => {
    leaveHalfMade("half");
    const commit = { branch: "main", new_branch: "half", message: "Again", files: [] };
    await expect(call("POST", "/contents", commit)).rejects.toThrow();
    await expect(call("GET", "/branches/half")).rejects.toThrow("404");
  });

  it("holds no claim", async () => {
    const name = "0123456789abcdef";
    leaveHalfMade(`vitrine-claim/${name}`);
    const release = await connect().claim(name, "of the test");
    await expect(connect().claim(name, "of another")).rejects.toMatchObject({ code: "conflict" });
    await release();
    await (await connect().claim(name, "of another"))();
  });

  it.each([
    { by: "a signed-in person", sign: signIn },
    { by: "the portal's account", sign: (actor: GitActor) => actor },
  ])("is replaced by the request of $by", async ({ sign }) => {
    leaveHalfMade("work");
    const files = [{ path: "work.yaml", content: "x\n", base: null }];
    const input = { branch: "work", title: "Add x", body: "Please.", message: "Add x", files };
    const opened = await connect().openPullRequest(input, sign(ANA));
    expect(await connect().listPullRequests()).toMatchObject([{ number: opened.number, state: "open" }]);
  });
});
