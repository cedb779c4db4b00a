import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { GitHubStandIn } from "#demo/stand-ins/github/server";
import { startStandIn } from "#demo/stand-ins/github/testing/test-stand-in";
import type { Fault } from "#demo/stand-ins/http/faults";
import { createGitHubProvider } from "#lib/git/github/provider";
import { ANA, BO, judge, SEED } from "#lib/git/testing/conformance";
import { unopenedCases } from "#lib/git/testing/unopened-cases";
import type { GitActor, GitProvider, PullRequest } from "#lib/git/types";

vi.setConfig({ testTimeout: 120_000 });

let standIn: GitHubStandIn;
let provider: GitProvider;
let another: GitProvider;
let opened = 0;

beforeAll(async () => {
  standIn = await startStandIn({
    files: SEED,
    people: [
      ...[ANA, BO].map(({ id, name, email }) => ({ login: id, name, email, role: "write" as const })),
      { login: "vitrine", name: "Vitrine", email: "vitrine@example.org", role: "write" },
    ],
  });
  const { url, owner, repository } = standIn;
  const readToken = async () => standIn.tokens.vitrine ?? "";
  const options = { url, owner, repository, branch: "main", readToken };
  provider = createGitHubProvider(options);
  another = createGitHubProvider(options);
}, 120_000);

afterAll(async () => {
  provider.dispose();
  another.dispose();
  const violations = standIn.violations();
  await standIn.close();
  expect(violations).toEqual([]);
});

afterEach(() => standIn.clearFaults());

function signIn(actor: GitActor): GitActor {
  return { ...actor, token: standIn.tokens[actor.id] };
}

function open(branch = nextBranch()) {
  const files = [{ path: `${branch}.yaml`, content: `x: ${branch}\n`, base: null }];
  return provider.openPullRequest({ branch, title: "Add", body: "", message: "Add", files }, signIn(ANA));
}

function nextBranch(): string {
  opened += 1;
  return `work-${opened}`;
}

async function approve(): Promise<PullRequest> {
  const { number } = await open();
  return provider.approve(number, signIn(BO), await judge(provider, number));
}

const REF: Fault["match"] = { method: "POST", path: /\/git\/refs$/ };
const COMMIT: Fault["match"] = { graphql: "Commit" };
const PULL_REQUEST: Fault["match"] = { graphql: "OpenPullRequest" };
const REVIEW: Fault["match"] = { method: "POST", path: /\/reviews$/ };
const MERGE: Fault["match"] = { method: "PUT", path: /\/merge$/ };
const CLOSE: Fault["match"] = { method: "PATCH", path: /\/pulls\/\d+$/ };
const ANY: Fault["match"] = { path: /./ };

/** GitHub makes the change, and is unreachable for the two calls after it. */
function loseAnswer(match: Fault["match"], away = 2): void {
  standIn.fault({ match, drop: "after" });
  // The first fault that matches counts, so the change itself is not affected.
  const isLost = () => standIn.calls().some(({ status }) => status === undefined);
  void vi.waitUntil(isLost, { timeout: 60_000, interval: 1 }).then(
    () => standIn.fault({ match: ANY, drop: "before", times: away }),
    () => undefined,
  );
}

/** Opens a request. Returns what changes its file. */
async function prepareAmendment() {
  const { number, branch, headCommit: head } = await open();
  const path = `${branch}.yaml`;
  const base = (await provider.readFile(path, head))?.blob ?? null;
  const files = [{ path, content: "x: amended\n", base }];
  const input = { head, body: "Amended", message: "Amend", files };
  return { branch, path, amend: () => provider.amendPullRequest(number, input, signIn(ANA)) };
}

describe("a lost answer of GitHub does not hide the outcome of", () => {
  it.each<[change: string, match: Fault["match"]]>([
    ["the branch of a new request", REF],
    ["the commit of a new request", COMMIT],
    ["the pull request of a new request", PULL_REQUEST],
  ])("%s", async (_change, match) => {
    standIn.clearCalls();
    loseAnswer(match);
    const made = await open();
    expect(made.state).toBe("open");
    const all = await provider.listPullRequests({ state: "open" });
    expect(all.filter(({ branch }) => branch === made.branch)).toHaveLength(1);
  });

  it.each<[change: string, match: Fault["match"]]>([
    ["the commit of an amendment", COMMIT],
    ["the new description of an amendment", CLOSE],
  ])("%s", async (_change, match) => {
    const { branch, path, amend } = await prepareAmendment();
    standIn.clearCalls();
    loseAnswer(match);
    const amended = await amend();
    expect(amended.body).toBe("Amended");
    expect(await provider.headCommit(branch)).toBe(amended.headCommit);
    expect((await provider.readFile(path, branch))?.content).toBe("x: amended\n");
  });

  it("an approval", async () => {
    const { number } = await open();
    const judged = await judge(provider, number);
    standIn.clearCalls();
    loseAnswer(REVIEW);
    const { reviews } = await provider.approve(number, signIn(BO), judged);
    expect(reviews.map(({ verdict }) => verdict)).toEqual(["approved"]);
  });

  it("a merge", async () => {
    const { number, headCommit: head } = await approve();
    standIn.clearCalls();
    loseAnswer(MERGE);
    expect((await provider.merge(number, signIn(BO), { head })).state).toBe("merged");
  });

  it("a closing", async () => {
    const { number } = await open();
    standIn.clearCalls();
    loseAnswer(CLOSE);
    expect((await provider.close(number, signIn(ANA))).state).toBe("closed");
  });

  it("a claim", async () => {
    standIn.fault({ match: { graphql: "MoveRefs" }, drop: "after" });
    const release = await provider.claim("c".repeat(32), "x");
    await expect(provider.claim("c".repeat(32), "y")).rejects.toMatchObject({ code: "conflict" });
    await release();
    await (await provider.claim("c".repeat(32), "y"))();
  });
});

describe("a change that does not reach GitHub is reported as not made, and can be repeated", () => {
  it.each<[change: string, match: Fault["match"], words: string]>([
    ["the branch of a new request", REF, "was not written"],
    ["the commit of a new request", COMMIT, "was not written"],
    ["the pull request of a new request", PULL_REQUEST, "was not opened"],
  ])("%s", async (_change, match, words) => {
    const branch = nextBranch();
    standIn.fault({ match, drop: "before" });
    await expect(open(branch)).rejects.toMatchObject({
      code: "git-unavailable",
      detail: expect.stringContaining(words),
    });
    expect((await open(branch)).branch).toBe(branch);
  });

  it("a merge behind a proxy that answers 504", async () => {
    const { number, headCommit: head } = await approve();
    standIn.fault({ match: MERGE, status: 504, body: "<html>Gateway Timeout</html>" });
    await expect(provider.merge(number, signIn(BO), { head })).rejects.toMatchObject({
      code: "git-unavailable",
      detail: expect.stringContaining("was not merged"),
    });
    expect((await provider.merge(number, signIn(BO), { head })).state).toBe("merged");
  });
});

it("a merge with an unknown outcome is reported as outcome-unknown", async () => {
  const { number, headCommit: head } = await approve();
  standIn.clearCalls();
  loseAnswer(MERGE, Number.POSITIVE_INFINITY);
  await expect(provider.merge(number, signIn(BO), { head })).rejects.toMatchObject({
    code: "outcome-unknown",
  });
  standIn.clearFaults();
  expect((await provider.getPullRequest(number))?.state).toBe("merged");
});

it("an amendment with an unknown outcome is reported as outcome-unknown", async () => {
  const { branch, path, amend } = await prepareAmendment();
  standIn.clearCalls();
  loseAnswer(COMMIT, Number.POSITIVE_INFINITY);
  await expect(amend()).rejects.toMatchObject({ code: "outcome-unknown" });
  standIn.clearFaults();
  expect((await provider.readFile(path, branch))?.content).toBe("x: amended\n");
});

describe.each<[by: string, sign: (actor: GitActor) => GitActor]>([
  ["a signed-in person", signIn],
  ["the portal's account", (actor) => actor],
])("after a portal stopped before it opened the pull request with %s", (_by, sign) => {
  it.each(unopenedCases)("$name", async ({ run }) => {
    const away: Fault = { match: ANY, drop: "before", times: Number.POSITIVE_INFINITY };
    const interrupt = () =>
      standIn.fault({ match: PULL_REQUEST, drop: "before", onDrop: async () => standIn.fault(away) });
    const resume = () => standIn.clearFaults();
    await run({ provider, another, ana: sign(ANA), bo: sign(BO), interrupt, resume }, nextBranch());
  });
});
