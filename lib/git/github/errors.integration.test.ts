import { execFileSync } from "node:child_process";
import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { GitHubStandIn } from "#demo/stand-ins/github/server";
import { startStandIn } from "#demo/stand-ins/github/testing/test-stand-in";
import type { Fault } from "#demo/stand-ins/http/faults";
import type { ErrorCode } from "#lib/errors";
import { createGitHubProvider } from "#lib/git/github/provider";
import { ANA, BO, SEED } from "#lib/git/testing/conformance";
import type { GitActor, GitProvider } from "#lib/git/types";

vi.setConfig({ testTimeout: 120_000 });

let standIn: GitHubStandIn;
let provider: GitProvider;
let number: number;
let head: string;
let opened = 0;

beforeAll(async () => {
  standIn = await startStandIn({
    files: { ...SEED, ".github/CODEOWNERS": "/owned/ @max\n" },
    people: [
      ...[ANA, BO].map(({ id, name, email }) => ({ login: id, name, email, role: "write" as const })),
      { login: "vitrine", name: "Vitrine", email: "vitrine@example.org", role: "write" },
      { login: "rae", name: "Rae", email: "rae@example.org", role: "read" },
      { login: "max", name: "Max", email: "max@example.org", role: "admin" },
      { login: "eve", name: "Eve", email: "eve@example.org", role: "none" },
    ],
  });
  provider = connect();
  ({ number, headCommit: head } = await open());
}, 120_000);

afterAll(() => standIn.close());

afterEach(() => {
  standIn.clearFaults();
  standIn.state.protections.clear();
  standIn.state.settings.isArchived = false;
});

function connect(token = standIn.tokens.vitrine ?? "", repository = standIn.repository): GitProvider {
  const { url, owner } = standIn;
  return createGitHubProvider({ url, owner, repository, branch: "main", readToken: async () => token });
}

function signIn(actor: GitActor): GitActor {
  return { ...actor, token: standIn.tokens[actor.id] };
}

const person = (id: string): GitActor => signIn({ id, name: id, email: `${id}@example.org` });

function open(actor = signIn(ANA), folder = "new") {
  opened += 1;
  const files = [{ path: `${folder}/${opened}.yaml`, content: `x: ${opened}\n`, base: null }];
  const input = { branch: `work-${opened}`, title: "Add", body: "", message: "Add" };
  return provider.openPullRequest({ ...input, files }, actor);
}

const READ: Fault["match"] = { graphql: "PullRequest" };
const REFS: Fault["match"] = { method: "POST", path: /\/git\/refs$/ };
const MERGE: Fault["match"] = { method: "PUT", path: /\/merge$/ };
const inTwoMinutes = () => String(Math.floor(Date.now() / 1000) + 120);
const message = (text: string) => ({ message: text, documentation_url: "https://docs.github.com/rest" });

interface Row {
  error: string;
  fault?: () => Omit<Fault, "match"> & { match?: Fault["match"] };
  /** Prepares the state of the stand-in. */
  given?: () => unknown;
  /** Default: read a pull request with the portal's account. */
  run?: () => Promise<unknown>;
  code: ErrorCode;
  status: number;
  /** Words of the suggestion. */
  suggests: RegExp;
  /** Seconds: at least and at most. */
  retryAfter?: [number, number];
}

const read = () => connect().getPullRequest(number);
const merge = (actor = signIn(BO)) => provider.merge(number, actor, { head });

const rows: Row[] = [
  {
    error: "401 for the portal's token",
    fault: () => ({ status: 401, body: message("Bad credentials") }),
    code: "git-unavailable",
    status: 503,
    suggests: /new token/,
  },
  {
    error: "401 for a person's token",
    fault: () => ({ match: REFS, status: 401, body: message("Bad credentials") }),
    run: () => open(),
    code: "forbidden",
    status: 403,
    suggests: /Sign out and in/,
  },
  {
    error: "403 for the primary limit",
    fault: () => ({
      status: 403,
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": inTwoMinutes() },
      body: message("API rate limit exceeded for user ID 1."),
    }),
    code: "git-unavailable",
    status: 503,
    suggests: /accepts calls again at \d\d:\d\d UTC/,
    retryAfter: [60, 120],
  },
  {
    error: "403 for a secondary limit with retry-after",
    fault: () => ({
      status: 403,
      headers: { "retry-after": "30" },
      body: message("You have exceeded a secondary rate limit."),
    }),
    code: "git-unavailable",
    status: 503,
    suggests: /accepts calls again at/,
    retryAfter: [30, 30],
  },
  {
    error: "429 without a time",
    fault: () => ({ status: 429, body: message("Too many requests") }),
    code: "git-unavailable",
    status: 503,
    suggests: /accepts calls again at/,
    retryAfter: [60, 60],
  },
  {
    error: "200 of GraphQL for the primary limit",
    fault: () => ({
      status: 200,
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": inTwoMinutes() },
      body: { data: null, errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] },
    }),
    code: "git-unavailable",
    status: 503,
    suggests: /accepts calls again at/,
    retryAfter: [60, 120],
  },
  {
    error: "403 for the limit of a person",
    fault: () => ({
      match: REFS,
      status: 403,
      headers: { "retry-after": "1" },
      body: message("You have exceeded a secondary rate limit."),
    }),
    run: () => connectAs("max"),
    code: "too-many-requests",
    status: 429,
    suggests: /Try again then/,
    retryAfter: [1, 1],
  },
  {
    error: "404 for a repository that the portal may not see",
    run: () => connect(standIn.tokens.eve).listPullRequests(),
    code: "git-unavailable",
    status: 503,
    suggests: /has access/,
  },
  {
    error: "404 for the tip of a repository that the portal may not see",
    run: () => connect(standIn.tokens.eve).headCommit(),
    code: "git-unavailable",
    status: 503,
    suggests: /has access/,
  },
  {
    error: "404 for a person who may not see the repository",
    run: () => open(person("eve")),
    code: "forbidden",
    status: 403,
    suggests: /write access|owner of the repository/,
  },
  {
    error: "403 for a person who may only read",
    run: () => open(person("rae")),
    code: "forbidden",
    status: 403,
    suggests: /write access|owner of the repository/,
  },
  {
    error: "403 for a missing permission",
    fault: () => ({
      match: REFS,
      status: 403,
      headers: { "x-accepted-github-permissions": "contents=write" },
      body: message("Resource not accessible by integration"),
    }),
    run: () => open({ id: "ana", name: "Ana", email: "ana@example.org" }),
    code: "forbidden",
    status: 403,
    suggests: /App or token the permission contents=write/,
  },
  {
    error: "403 for single sign-on",
    fault: () => ({
      match: REFS,
      status: 403,
      headers: { "x-github-sso": "required; url=https://github.com/orgs/acme/sso" },
      body: message("Resource protected by organization SAML enforcement."),
    }),
    run: () => open(),
    code: "forbidden",
    status: 403,
    suggests: /single sign-on/,
  },
  {
    error: "422 for a value of a pull request",
    fault: () => ({
      match: { graphql: "OpenPullRequest" },
      status: 200,
      body: { data: { answer: null }, errors: [{ type: "UNPROCESSABLE", message: "Title can't be blank" }] },
    }),
    run: () => open(),
    code: "invalid",
    status: 422,
    suggests: /Correct the named value/,
  },
  ...[500, 502, 503].map((status) => ({
    error: `${status} for a read`,
    fault: () => ({ status, times: 10, body: "<html>Unicorn</html>" }),
    code: "git-unavailable" as const,
    status: 503,
    suggests: /status page/,
  })),
  {
    error: "an error of GraphQL without a type",
    fault: () => ({ status: 200, body: { data: null, errors: [{ message: "Something went wrong" }] } }),
    code: "git-unavailable",
    status: 503,
    suggests: /status page/,
  },
  {
    error: "301 for a renamed repository",
    fault: () => ({
      match: REFS,
      status: 301,
      headers: { location: "https://elsewhere.example.com/" },
      body: message("Moved Permanently"),
    }),
    run: () => open(),
    code: "git-unavailable",
    status: 503,
    suggests: /new owner and repository/,
  },
  {
    error: "a page of a proxy",
    fault: () => ({ status: 200, body: "<html>Sign in to the network</html>" }),
    code: "git-unavailable",
    status: 503,
    suggests: /proxies in front of GitHub/,
  },
  {
    error: "a connection that is closed",
    fault: () => ({ drop: "before", times: 10 }),
    code: "git-unavailable",
    status: 503,
    suggests: /is up and reachable/,
  },
  {
    error: "403 for an archived repository",
    given: () => {
      standIn.state.settings.isArchived = true;
    },
    run: () => open(),
    code: "forbidden",
    status: 403,
    suggests: /unarchive/,
  },
  {
    error: "405 for a missing approval",
    given: () => standIn.state.protections.set("main", { reviews: { count: 1 } }),
    run: () => merge(),
    code: "forbidden",
    status: 403,
    suggests: /missing approval/,
  },
  {
    error: "405 for a missing check",
    given: () => standIn.state.protections.set("main", { checks: { contexts: ["ci"] } }),
    run: () => merge(),
    code: "forbidden",
    status: 403,
    suggests: /required checks/,
  },
  {
    error: "405 for a missing approval of a code owner",
    given: () => standIn.state.protections.set("main", { reviews: { count: 1, codeOwners: true } }),
    run: async () => {
      const owned = await open(signIn(ANA), "owned");
      const judged = { head: owned.headCommit };
      await provider.approve(owned.number, signIn(BO), judged);
      await provider.merge(owned.number, signIn(BO), judged);
    },
    code: "forbidden",
    status: 403,
    suggests: /code owners/,
  },
  {
    error: "405 for a branch behind the target branch",
    given: () => standIn.state.protections.set("main", { checks: { contexts: [], strict: true } }),
    run: async () => {
      const [first, second] = [await open(), await open()];
      await provider.merge(first.number, signIn(BO), { head: first.headCommit });
      await provider.merge(second.number, signIn(BO), { head: second.headCommit });
    },
    code: "forbidden",
    status: 403,
    suggests: /Update the branch/,
  },
  {
    error: "409 for a head that moved",
    fault: () => ({ match: MERGE, status: 409, body: message("Head branch was modified.") }),
    run: () => merge(),
    code: "conflict",
    status: 409,
    suggests: /Review the current changes/,
  },
  {
    error: "404 for a merge without write access",
    run: () => merge(person("rae")),
    code: "forbidden",
    status: 403,
    suggests: /write access|owner of the repository/,
  },
];

/** Opens with another person's token, whose limit is then used up. */
function connectAs(login: string) {
  return open(person(login));
}

describe("an error of GitHub", () => {
  it.each(rows)("$error", async ({ fault, given, run = read, ...expected }) => {
    await given?.();
    const failing = fault?.();
    if (failing) standIn.fault({ match: READ, ...failing });
    const error = await run().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    const { code, status, suggests, retryAfter } = expected;
    expect(error).toMatchObject({ code, status, suggestion: expect.stringMatching(suggests) });
    const seconds =
      error && typeof error === "object" && "retryAfter" in error ? error.retryAfter : undefined;
    if (!retryAfter) expect(seconds).toBeUndefined();
    else {
      expect(seconds).toBeGreaterThanOrEqual(retryAfter[0]);
      expect(seconds).toBeLessThanOrEqual(retryAfter[1]);
    }
    for (const token of Object.values(standIn.tokens)) expect(inspectAll(error)).not.toContain(token);
  });

  it("leaves no branch without a pull request", async () => {
    const refs = execFileSync("git", [
      "--git-dir",
      standIn.path,
      "for-each-ref",
      "--format=%(refname:short)",
      "refs/heads",
    ]);
    const branches = refs.toString().trim().split("\n");
    const pullRequests = await connect().listPullRequests({ state: "open" });
    expect(branches.filter((name) => name !== "main").sort()).toEqual(
      pullRequests.map(({ branch }) => branch).sort(),
    );
  });
});

/** The error with all its causes, as a log would print it. */
function inspectAll(error: unknown): string {
  return inspect(error, { depth: 20, showHidden: true });
}

it("sends no call while GitHub refuses calls", async () => {
  const limited = connect(standIn.issueToken("vitrine", { metadata: "read", contents: "read" }));
  standIn.fault({ match: READ, status: 403, headers: { "retry-after": "60" }, body: message("Slow down") });
  await expect(limited.getPullRequest(number)).rejects.toMatchObject({ retryAfter: 60 });
  standIn.clearCalls();
  await expect(limited.getPullRequest(number)).rejects.toMatchObject({ code: "git-unavailable" });
  expect(standIn.calls()).toEqual([]);
});

it("names the new default branch where the target branch was renamed", async () => {
  execFileSync("git", ["--git-dir", standIn.path, "branch", "--move", "main", "trunk"]);
  standIn.state.settings.defaultBranch = "trunk";
  await expect(open()).rejects.toMatchObject({
    code: "git-unavailable",
    suggestion: expect.stringContaining("trunk"),
  });
  expect(await provider.headCommit()).toBeUndefined();
});
