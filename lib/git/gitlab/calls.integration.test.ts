/** The number of calls to GitLab, which limits them. The test prints the figures. */
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { GitLabStandIn } from "#demo/stand-ins/gitlab/server";
import { LEVELS, type MergeRequest } from "#demo/stand-ins/gitlab/state/types";
import { startStandIn } from "#demo/stand-ins/gitlab/testing/test-stand-in";
import { createGitLabProvider } from "#lib/git/gitlab/provider";
import { ANA, BO, SEED } from "#lib/git/testing/conformance";
import { pushHistory } from "#lib/git/testing/push-history";
import type { GitProvider } from "#lib/git/types";

vi.setConfig({ testTimeout: 300_000 });

const OPEN = 500;
const DONE = 5_000;

let standIn: GitLabStandIn;
let provider: GitProvider;

beforeAll(async () => {
  standIn = await startStandIn({
    files: SEED,
    people: [
      ...[ANA, BO].map(({ id, name, email }) => ({ username: id, name, email, level: LEVELS.developer })),
      { username: "vitrine", name: "Vitrine", email: "vitrine@example.org", level: LEVELS.developer },
    ],
    limits: { authenticated: 1_000_000 },
  });
  provider = connect();
}, 120_000);

afterAll(async () => {
  provider.dispose();
  const violations = standIn.violations();
  await standIn.close();
  expect(violations).toEqual([]);
});

beforeEach(() => standIn.clearCalls());

function connect(watchIntervalMs?: number): GitProvider {
  const { url, project } = standIn;
  const readToken = async () => standIn.tokens.vitrine ?? "";
  return createGitLabProvider({
    ...{ url, project, branch: "main", readToken },
    ...(watchIntervalMs !== undefined && { watchIntervalMs }),
  });
}

/** Calls since the last count, by name. */
function countCalls(figure: string): number {
  const calls = standIn.calls().map(({ method, path, operation }) => operation ?? `${method} ${path}`);
  process.stdout.write(`${figure}: ${calls.length} calls\n`);
  standIn.clearCalls();
  return calls.length;
}

function open(branch: string) {
  const files = [{ path: `${branch}.yaml`, content: "x\n", base: null }];
  const actor = { ...ANA, token: standIn.tokens[ANA.id] };
  return provider.openPullRequest({ branch, title: "Add", body: "", message: "Add", files }, actor);
}

it("opens a request with at most six calls, a claim and its release included", async () => {
  // The name of the portal's account is read once.
  await open("first");
  await (await provider.claim("0".repeat(32), "first"))();
  standIn.clearCalls();
  const release = await provider.claim("1".repeat(32), "x");
  await open("counted");
  await release();
  expect(countCalls("To open a request, with its claim and release")).toBeLessThanOrEqual(6);
});

it("reads the changes of many open requests with few calls", async () => {
  const heads = Array.from({ length: 50 }, (_, index) => `change-${index}`);
  const shapes = heads.map((branch) => ({ branch, parents: ["main"], files: { [`${branch}.yaml`]: "x\n" } }));
  const pushed = await pushHistory(standIn.path, shapes);
  const base = (await provider.headCommit()) ?? "";
  for (const [index, head] of heads.entries())
    addMergeRequest(1_000_000 + index, head, pushed.get(head) ?? "", base);
  await provider.listPullRequests({ state: "open" });
  const asked = heads.map((head, index) => ({ number: 1_000_000 + index, head: pushed.get(head) ?? "" }));
  standIn.clearCalls();
  const found = await provider.changedFilesOf(asked);
  expect(found.map((result) => ("files" in result ? result.files : result))).toEqual(
    heads.map((head) => [{ path: `${head}.yaml`, after: "x\n" }]),
  );
  expect(countCalls(`To read the changes of ${heads.length} open requests`)).toBeLessThanOrEqual(80);
  await pushHistory(standIn.path, [{ branch: "main", parents: ["main"], files: { "other.yaml": "y\n" } }]);
  await provider.changedFilesOf(asked);
  expect(countCalls("To read them again after the target branch moved")).toBeLessThanOrEqual(6);
  for (const { number } of asked) standIn.state.mergeRequests.delete(number);
});

it("lists 500 open and 5,000 closed requests with a bounded number of calls", async () => {
  const { headCommit, number: template } = await open("many");
  const tip = (await provider.headCommit()) ?? "";
  standIn.state.mergeRequests.delete(template);
  for (let number = 10; number < 10 + OPEN + DONE; number += 1) {
    const isOpen = number % 11 === 0;
    const closed = { at: standIn.state.now(), by: ANA.id };
    addMergeRequest(
      ...([number, `many-${number}`, headCommit, tip] as const),
      isOpen ? {} : { state: "closed", closed },
    );
  }
  const reader = connect();
  standIn.clearCalls();
  expect((await reader.listPullRequests({ state: "open" })).length).toBeGreaterThanOrEqual(OPEN);
  expect(countCalls(`To list ${OPEN} open requests for the first time`)).toBeLessThanOrEqual(
    (OPEN / 100) * 2 + 4,
  );
  standIn.clearCalls();
  expect((await reader.listPullRequests()).length).toBeGreaterThanOrEqual(OPEN + DONE);
  expect(countCalls(`To list ${DONE} others for the first time`)).toBeLessThanOrEqual(
    ((OPEN + DONE) / 100) * 2 + 4,
  );
  await reader.listPullRequests();
  expect(countCalls("To list all again")).toBeLessThanOrEqual(1);
  reader.dispose();
});

it("looks for changes with one call, less often while nothing changes", async () => {
  const interval = 20;
  const watching = connect(interval);
  const leave = watching.subscribe(() => undefined);
  const looks = () => standIn.calls().length;
  // The interval doubles up to ten times: after six looks it does not grow further.
  await vi.waitUntil(() => looks() >= 6, { timeout: 60_000, interval: 5 });
  const started = performance.now();
  standIn.clearCalls();
  await vi.waitUntil(() => looks() >= 3, { timeout: 60_000, interval: 1 });
  const seconds = ((performance.now() - started) / interval) * 2;
  leave();
  watching.dispose();
  process.stdout.write(`With an interval of 2 s, a quiet host gets 3 calls in ${Math.round(seconds)} s\n`);
  expect(seconds).toBeGreaterThanOrEqual(40);
});

function addMergeRequest(
  iid: number,
  sourceBranch: string,
  head: string,
  base: string,
  given?: Partial<MergeRequest>,
) {
  const at = new Date(Date.UTC(2026, 0, 1) + iid * 1000).toISOString();
  standIn.state.mergeRequests.set(iid, {
    ...{ id: standIn.state.nextId(), iid, title: `Request ${iid}`, description: "x".repeat(500) },
    ...{ state: "opened", author: ANA.id, sourceBranch, targetBranch: "main", createdAt: at, updatedAt: at },
    versions: [{ id: standIn.state.nextId(), head, base, start: base, at }],
    ...{ labels: [], assignees: [], reviewers: [], approvals: [], isSquashed: false, removesSource: false },
    ...{ notes: [], stateEvents: [] },
    ...given,
  });
}
