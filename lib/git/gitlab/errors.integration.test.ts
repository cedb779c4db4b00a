import { execFileSync } from "node:child_process";
import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { GitLabStandIn } from "#demo/stand-ins/gitlab/server";
import { LEVELS } from "#demo/stand-ins/gitlab/state/types";
import { startStandIn } from "#demo/stand-ins/gitlab/testing/test-stand-in";
import type { Fault } from "#demo/stand-ins/http/faults";
import type { ErrorCode } from "#lib/errors";
import { createGitLabProvider } from "#lib/git/gitlab/provider";
import { ANA, BO, SEED } from "#lib/git/testing/conformance";
import type { GitActor, GitProvider } from "#lib/git/types";

vi.setConfig({ testTimeout: 120_000 });

let standIn: GitLabStandIn;
let provider: GitProvider;
let number: number;
let head: string;
let opened = 0;

beforeAll(async () => {
  standIn = await startStandIn({
    files: { ...SEED, CODEOWNERS: "/owned/ @max\n" },
    people: [
      ...[ANA, BO].map(({ id, name, email }) => ({ username: id, name, email, level: LEVELS.developer })),
      { username: "vitrine", name: "Vitrine", email: "vitrine@example.org", level: LEVELS.developer },
      { username: "rae", name: "Rae", email: "rae@example.org", level: LEVELS.reporter },
      { username: "max", name: "Max", email: "max@example.org", level: LEVELS.maintainer },
      { username: "eve", name: "Eve", email: "eve@example.org", level: LEVELS.none },
    ],
  });
  provider = connect();
  ({ number, headCommit: head } = await open());
}, 120_000);

afterAll(() => standIn.close());

const SETTINGS = {
  isArchived: false,
  pipelineMustSucceed: false,
  approvalsRequired: 0,
  mergeMethod: "merge",
} as const;

afterEach(() => {
  standIn.clearFaults();
  standIn.state.protections.clear();
  Object.assign(standIn.state.settings, SETTINGS);
});

function connect(token = standIn.tokens.vitrine ?? ""): GitProvider {
  const { url, project } = standIn;
  return createGitLabProvider({ url, project, branch: "main", readToken: async () => token });
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

const READ: Fault["match"] = { method: "GET", path: /\/merge_requests\/\d+$/ };
const COMMIT: Fault["match"] = { method: "POST", path: /\/repository\/commits$/ };
const OPEN: Fault["match"] = { method: "POST", path: /\/merge_requests$/ };
const MERGE: Fault["match"] = { method: "PUT", path: /\/merge$/ };
const ACTIVITY: Fault["match"] = { graphql: "Activity" };
const inTwoMinutes = () => String(Math.floor(Date.now() / 1000) + 120);
const message = (text: unknown) => ({ message: text });

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
    fault: () => ({ status: 401, body: message("401 Unauthorized"), times: 2 }),
    code: "git-unavailable",
    status: 503,
    suggests: /new token/,
  },
  {
    error: "401 for a person's token that ended",
    run: () => open({ ...ANA, token: "ended" }),
    code: "forbidden",
    status: 403,
    suggests: /Sign out and in/,
  },
  {
    error: "429 with retry-after",
    fault: () => ({ status: 429, headers: { "retry-after": "30" }, body: "Retry later" }),
    code: "git-unavailable",
    status: 503,
    suggests: /accepts calls again at \d\d:\d\d UTC/,
    retryAfter: [30, 30],
  },
  {
    error: "429 with the time of the reset",
    fault: () => ({ status: 429, headers: { "ratelimit-reset": inTwoMinutes() }, body: "Retry later" }),
    code: "git-unavailable",
    status: 503,
    suggests: /raise GitLab's rate limit/,
    retryAfter: [60, 120],
  },
  {
    error: "429 without a time",
    fault: () => ({ status: 429, body: "Retry later" }),
    code: "git-unavailable",
    status: 503,
    suggests: /accepts calls again at/,
    retryAfter: [60, 60],
  },
  {
    error: "403 with retry-after",
    fault: () => ({ status: 403, headers: { "retry-after": "30" }, body: "Forbidden" }),
    code: "git-unavailable",
    status: 503,
    suggests: /accepts calls again at/,
    retryAfter: [30, 30],
  },
  {
    error: "429 for the limit of a person",
    fault: () => ({ match: COMMIT, status: 429, headers: { "retry-after": "1" }, body: "Retry later" }),
    run: () => open(person("max")),
    code: "too-many-requests",
    status: 429,
    suggests: /Try again then/,
    retryAfter: [1, 1],
  },
  {
    error: "404 for the tip of a project that the portal may not see",
    run: () => connect(standIn.tokens.eve).headCommit(),
    code: "git-unavailable",
    status: 503,
    suggests: /is a member of it/,
  },
  {
    error: "404 for a project that the person may not see",
    run: () => open(person("eve")),
    code: "forbidden",
    status: 403,
    suggests: /write access/,
  },
  {
    error: "403 for a person who may only read",
    run: () => open(person("rae")),
    code: "forbidden",
    status: 403,
    suggests: /role|owner of the project/,
  },
  {
    error: "403 for a token without the scope",
    run: () => open({ ...ANA, token: standIn.issueToken(ANA.id, { scopes: ["read_api"] }) }),
    code: "forbidden",
    status: 403,
    suggests: /scope api/,
  },
  {
    error: "400 for a value of a merge request",
    fault: () => ({ match: OPEN, status: 400, body: message({ title: ["can't be blank"] }) }),
    run: () => open(),
    code: "invalid",
    status: 422,
    suggests: /Correct the named value/,
  },
  {
    error: "409 for another open merge request of the branch",
    fault: () => ({
      match: OPEN,
      status: 409,
      body: message(["Another open merge request already exists for this source branch: !9"]),
    }),
    // The branch stays, because another merge request has it.
    run: () =>
      open().finally(() => {
        execFileSync("git", ["--git-dir", standIn.path, "branch", "-D", `work-${opened}`]);
      }),
    code: "already-exists",
    status: 409,
    suggests: /Merge or close/,
  },
  ...[500, 502, 503].map((status) => ({
    error: `${status} for a read`,
    fault: () => ({ status, times: 10, body: "<html>GitLab is not responding</html>" }),
    code: "git-unavailable" as const,
    status: 503,
    suggests: /status page/,
  })),
  {
    error: "an error of GraphQL",
    fault: () => ({
      match: ACTIVITY,
      status: 200,
      times: 10,
      body: { errors: [{ message: "Timeout on validation of query" }] },
    }),
    code: "git-unavailable",
    status: 503,
    suggests: /status page/,
  },
  {
    error: "301 for a renamed project",
    fault: () => ({
      match: COMMIT,
      status: 301,
      headers: { location: "https://elsewhere.example.com/" },
      body: message("Moved Permanently"),
    }),
    run: () => open(),
    code: "git-unavailable",
    status: 503,
    suggests: /new path of the project/,
  },
  {
    error: "a page of a proxy",
    fault: () => ({ status: 200, body: "<html>Sign in to the network</html>" }),
    code: "git-unavailable",
    status: 503,
    suggests: /proxies in front of GitLab/,
  },
  {
    error: "a connection that is closed",
    fault: () => ({ drop: "before", times: 10 }),
    code: "git-unavailable",
    status: 503,
    suggests: /is up and reachable/,
  },
  {
    error: "403 for an archived project",
    given: () => {
      standIn.state.settings.isArchived = true;
    },
    run: () => open(),
    code: "forbidden",
    status: 403,
    suggests: /unarchive/,
  },
  {
    error: "403 for a protected branch name",
    given: () => standIn.state.protections.set("work-*", { push: [], merge: [] }),
    run: () => open(),
    code: "forbidden",
    status: 403,
    suggests: /protected branch/,
  },
  {
    error: "401 for a merge into a protected branch",
    given: () => standIn.state.protections.set("main", { push: [], merge: [{ level: LEVELS.maintainer }] }),
    run: () => merge(),
    code: "forbidden",
    status: 403,
    suggests: /needed role/,
  },
  {
    error: "405 for a missing approval",
    given: () => {
      standIn.state.settings.approvalsRequired = 1;
    },
    run: () => merge(),
    code: "forbidden",
    status: 403,
    suggests: /missing approvals/,
  },
  {
    error: "405 for a missing pipeline",
    given: () => {
      standIn.state.settings.pipelineMustSucceed = true;
    },
    run: () => merge(),
    code: "forbidden",
    status: 403,
    suggests: /required pipelines/,
  },
  {
    error: "405 for a missing approval of a code owner",
    given: () => {
      const grants = [{ level: LEVELS.developer }];
      standIn.state.protections.set("main", { push: grants, merge: grants, codeOwners: true });
    },
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
    given: () => {
      standIn.state.settings.mergeMethod = "ff";
    },
    run: async () => {
      const [first, second] = [await open(), await open()];
      await provider.merge(first.number, signIn(BO), { head: first.headCommit });
      await provider.merge(second.number, signIn(BO), { head: second.headCommit });
    },
    code: "forbidden",
    status: 403,
    suggests: /Rebase the branch/,
  },
  {
    error: "405 for a draft",
    given: () => {
      const found = standIn.state.mergeRequests.get(number);
      if (found) found.title = `Draft: ${found.title}`;
    },
    run: () => merge(),
    code: "forbidden",
    status: 403,
    suggests: /as ready/,
  },
  {
    error: "409 for a head that moved",
    fault: () => ({ match: MERGE, status: 409, body: message("SHA does not match HEAD of source branch") }),
    run: () => merge(),
    code: "conflict",
    status: 409,
    suggests: /Review the current changes/,
  },
];

describe("an error of GitLab", () => {
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

it("sends no call while GitLab refuses calls", async () => {
  const limited = connect(standIn.issueToken("vitrine"));
  standIn.fault({ match: READ, status: 429, headers: { "retry-after": "60" }, body: "Retry later" });
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
