import type { Octokit } from "@octokit/core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { GitHubStandIn } from "#demo/stand-ins/github/server";
import { AT, commitFile, openChange, readTip, signIn } from "#demo/stand-ins/github/testing/client";
import { startStandIn } from "#demo/stand-ins/github/testing/test-stand-in";

let standIn: GitHubStandIn;
let ana: Octokit;

beforeAll(async () => {
  standIn = await startStandIn();
  ana = signIn(standIn, "ana");
}, 60_000);
afterEach(() => {
  standIn.clearFaults();
  standIn.clearCalls();
});
afterAll(async () => {
  await standIn.close();
});

const refs = "/repos/acme/requests/git/refs";
const create = async (branch: string) =>
  ana.request("POST /repos/{owner}/{repo}/git/refs", {
    ...AT,
    ref: `refs/heads/${branch}`,
    sha: await readTip(ana),
  });

it("answers with a status in place of the effect, as often as wanted", async () => {
  standIn.fault({ match: { method: "POST", path: refs }, times: 2, status: 502, body: "Bad gateway" });
  await expect(create("one")).rejects.toMatchObject({ status: 502 });
  await expect(create("one")).rejects.toMatchObject({ status: 502 });
  expect((await create("one")).status).toBe(201);
  const posts = standIn.calls().filter(({ method }) => method === "POST");
  expect(posts).toMatchObject([
    { path: refs, status: 502, cost: 0 },
    { path: refs, status: 502 },
    { path: refs, status: 201, cost: 1, viewer: "ana" },
  ]);
});

it.each([
  ["before", false],
  ["after", true],
] as const)("closes the connection %s the effect", async (drop, isDone) => {
  standIn.fault({ match: { method: "POST", path: /\/git\/refs$/ }, drop });
  await expect(create(`drop-${drop}`)).rejects.toMatchObject({ status: 500 });
  const tip = await standIn.state.repository.findTip(`drop-${drop}`);
  expect(tip !== undefined).toBe(isDone);
  expect(standIn.calls().at(-1)).toMatchObject({ status: undefined });
});

it("matches a GraphQL call by its operation", async () => {
  await openChange(ana, { branch: "two" });
  standIn.fault({
    match: { graphql: "Commit" },
    status: 403,
    headers: { "retry-after": "30" },
    body: { message: "You have exceeded a secondary rate limit." },
  });
  await ana.graphql("query Other { viewer { login } }");
  const commit = { branch: "two", path: "x.yaml", content: "kind: X\n" };
  await expect(commitFile(ana, commit)).rejects.toMatchObject({
    status: 403,
    response: { headers: { "retry-after": "30" } },
  });
  await commitFile(ana, commit);
  expect(standIn.calls().at(-1)).toMatchObject({ operation: "Commit", status: 200, cost: 1 });
});

it("answers late", async () => {
  const route = { method: "GET", path: "/user" };
  standIn.fault({ match: route, delayMs: 60_000 });
  const signal = AbortSignal.timeout(200);
  await expect(ana.request("GET /user", { request: { signal } })).rejects.toThrow();
});
