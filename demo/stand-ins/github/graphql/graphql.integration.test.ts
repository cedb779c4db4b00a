import type { Octokit } from "@octokit/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { GitHubStandIn } from "#demo/stand-ins/github/server";
import {
  approve,
  commitFile,
  merge,
  openChange,
  readTip,
  signIn,
} from "#demo/stand-ins/github/testing/client";
import { startStandIn } from "#demo/stand-ins/github/testing/test-stand-in";

let standIn: GitHubStandIn;
let ana: Octokit;

beforeAll(async () => {
  standIn = await startStandIn();
  ana = signIn(standIn, "ana");
  const bo = signIn(standIn, "bo");
  const one = await openChange(ana, { branch: "one" });
  await approve(bo, one);
  await merge(bo, one);
  for (const branch of ["two", "three", "four"]) await openChange(ana, { branch });
}, 60_000);
afterAll(async () => {
  await standIn.close();
});

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({ message: z.string(), type: z.string().optional(), path: z.array(z.unknown()).optional() }),
    )
    .optional(),
});

/** The whole answer: the client throws where there are errors. */
async function ask(
  query: string,
  { login = "ana", variables = {} }: { login?: string; variables?: object } = {},
) {
  const response = await fetch(`${standIn.url}/api/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${standIn.tokens[login]}`, "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, headers: response.headers, ...answer.parse(await response.json()) };
}

const inRepository = (fields: string) =>
  `query { repository(owner: "acme", name: "requests") { ${fields} } }`;

const LIMITS = "https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api";
const QUERIES = "https://docs.github.com/en/graphql/reference/queries#repository";

describe("GraphQL", () => {
  it.each([
    [
      QUERIES,
      "hides a private repository from people without access",
      { query: inRepository("id"), login: "eve" },
      { type: "NOT_FOUND", message: "Could not resolve to a Repository with the name 'acme/requests'." },
    ],
    [
      "https://docs.github.com/en/graphql/reference/objects#repository",
      "has no pull request with another number",
      { query: inRepository("pullRequest(number: 99) { id }") },
      { type: "NOT_FOUND", message: "Could not resolve to a PullRequest with the number of 99." },
    ],
    [
      `${LIMITS}#node-limit`,
      "needs the size of a page",
      { query: inRepository("pullRequests { totalCount }") },
      { type: "MISSING_PAGINATION_BOUNDARIES" },
    ],
    [
      `${LIMITS}#node-limit`,
      "has at most 100 items on a page",
      { query: inRepository("pullRequests(first: 101) { totalCount }") },
      { type: "EXCESSIVE_PAGINATION" },
    ],
  ])("%s: %s", async (_docs, _why, { query, login }: { query: string; login?: string }, error) => {
    const { status, errors } = await ask(query, { login });
    expect([status, errors]).toEqual([200, [expect.objectContaining(error)]]);
    expect(standIn.violations()).toEqual([]);
  });

  it(`${LIMITS}#node-limit: refuses a query for too many nodes`, async () => {
    const before = standIn.violations().length;
    const fields =
      "nodes { commits(first: 100) { nodes { commit { authors(first: 100) { totalCount } } } } }";
    const { errors } = await ask(inRepository(`pullRequests(first: 100) { ${fields} }`));
    expect(errors).toMatchObject([{ type: "MAX_NODE_LIMIT_EXCEEDED" }]);
    expect(standIn.violations().slice(before)).toHaveLength(1);
  });

  it(`${LIMITS}: counts the points of a query and shows them in the headers`, async () => {
    // 1 connection, 100 connections in it, and 100 × 50 in those.
    const { data, headers } = await ask(`query { rateLimit { cost nodeCount remaining }
      repository(owner: "acme", name: "requests") { pullRequests(first: 100) { nodes { commits(first: 50) {
        nodes { commit { authors(first: 1) { totalCount } } } } } } } }`);
    expect(data?.rateLimit).toMatchObject({ cost: 51, nodeCount: 100 + 100 * 50 + 100 * 50 });
    expect(headers.get("x-ratelimit-resource")).toBe("graphql");
    expect(data?.rateLimit).toMatchObject({ remaining: Number(headers.get("x-ratelimit-remaining")) });
  });

  it("reads a pull request with everything that the portal shows", async () => {
    const { data, errors } = await ask(
      inRepository(`pullRequest(number: 1) {
        number url title body state isDraft isCrossRepository viewerDidAuthor headRefName headRefOid baseRefName baseRefOid
        createdAt updatedAt closedAt mergedAt mergedBy { login ... on User { name } } mergeCommit { oid }
        author { login ... on User { name } } reviewDecision mergeable mergeStateStatus
        reviews(last: 10) { nodes { author { login ... on User { name } } state body submittedAt commit { oid } authorCanPushToRepository } }
        files(first: 10) { totalCount pageInfo { hasNextPage endCursor } nodes { path changeType } }
        commits(first: 10) { totalCount nodes { commit { oid author { name email user { login } } committer { name email user { login } } authors(first: 5) { nodes { user { login } } } } } }
        timelineItems(last: 5, itemTypes: [CLOSED_EVENT]) { nodes { ... on ClosedEvent { actor { login } createdAt } } }
        baseRef { target { oid } } labels(first: 5) { nodes { name } }
      }`),
    );
    expect(errors).toBeUndefined();
    expect(data?.repository).toMatchObject({
      pullRequest: {
        state: "MERGED",
        viewerDidAuthor: true,
        author: { login: "ana", name: "Ana" },
        mergedBy: { login: "bo" },
        reviews: { nodes: [{ state: "APPROVED", author: { name: "Bo" }, authorCanPushToRepository: true }] },
        files: { nodes: [{ path: "team-a/one.yaml", changeType: "ADDED" }] },
        commits: {
          totalCount: 1,
          nodes: [
            { commit: { author: { user: { login: "ana" } }, committer: { user: { login: "web-flow" } } } },
          ],
        },
        timelineItems: { nodes: [{ actor: { login: "bo" } }] },
      },
    });
  });

  it("pages through a list, also when it changes meanwhile", async () => {
    const query = `query Page($after: String) { repository(owner: "acme", name: "requests") {
      pullRequests(first: 2, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
        totalCount pageInfo { hasNextPage endCursor } nodes { number } } } }`;
    const shape = z.object({
      pullRequests: z.object({
        pageInfo: z.object({ endCursor: z.string(), hasNextPage: z.boolean() }),
        nodes: z.array(z.object({ number: z.number() })),
      }),
    });
    const first = shape.parse((await ask(query)).data?.repository).pullRequests;
    expect(first.nodes).toEqual([{ number: 4 }, { number: 3 }]);
    await openChange(ana, { branch: "five" });
    const variables = { after: first.pageInfo.endCursor };
    const second = shape.parse((await ask(query, { variables })).data?.repository).pullRequests;
    expect(second).toMatchObject({ nodes: [{ number: 2 }, { number: 1 }], pageInfo: { hasNextPage: false } });
  });

  it("compares a ref with a head, and finds files of a commit", async () => {
    const { data } = await ask(
      inRepository(`ref(qualifiedName: "refs/heads/main") {
        compare(headRef: "two") { status aheadBy behindBy commits(first: 5) { nodes { message } } }
        none: compare(headRef: "none") { status }
        associatedPullRequests(first: 1, states: OPEN) { totalCount }
        target { ... on Commit { file(path: "team-a/one.yaml") { mode type oid object { ... on Blob { text byteSize isBinary } } }
          none: file(path: "none.yaml") { oid } history(first: 1, path: "team-a/one.yaml") { nodes { message } } } } }
        refs(refPrefix: "refs/heads/t", first: 5) { nodes { name } }`),
    );
    expect(data?.repository).toMatchObject({
      ref: {
        compare: {
          status: "AHEAD",
          aheadBy: 1,
          commits: { nodes: [{ message: "Change team-a/two.yaml" }] },
        },
        none: null,
        associatedPullRequests: { totalCount: 0 },
        target: {
          file: { mode: 0o100644, type: "blob", object: { text: "kind: Database\n", isBinary: false } },
          none: null,
          history: { nodes: [{ message: "Change team-a/one.yaml" }] },
        },
      },
      refs: { nodes: [{ name: "three" }, { name: "two" }] },
    });
  });

  it("commits only on the head that the client expects", async () => {
    const stale = "0123456789012345678901234567890123456789";
    const commit = { branch: "two", path: "x.yaml", content: "kind: X\n" };
    await expect(commitFile(ana, { ...commit, expected: stale })).rejects.toMatchObject({
      errors: [{ type: "STALE_DATA", message: expect.stringContaining("but it did not") }],
    });
    await expect(commitFile(ana, { ...commit, path: "none.yaml", content: null })).rejects.toMatchObject({
      errors: [{ message: expect.stringContaining("does not exist: none.yaml") }],
    });
    await expect(commitFile(ana, { ...commit, path: "../x.yaml" })).rejects.toMatchObject({
      errors: [{ message: expect.stringContaining("invalid") }],
    });
    const rae = signIn(standIn, "rae");
    await expect(commitFile(rae, { ...commit, expected: stale })).rejects.toMatchObject({
      errors: [{ type: "FORBIDDEN" }],
    });
    const head = await commitFile(ana, commit);
    expect(await readTip(ana, "two")).toBe(head);
    const oid = head;
    const read = inRepository(`object(oid: "${oid}") { ... on Commit { file(path: "x.yaml") { oid } } }`);
    expect((await ask(read)).data?.repository).toMatchObject({
      object: { file: { oid: expect.any(String) } },
    });
  });

  it("opens a pull request in one call, and refuses a second one for its branch", async () => {
    const { data } = await ask(inRepository("id"));
    const { id } = z.object({ id: z.string() }).parse(data?.repository);
    await openChange(ana, { branch: "six" });
    const query = `mutation Open($input: CreatePullRequestInput!) { createPullRequest(input: $input) { pullRequest { number } } }`;
    const input = { repositoryId: id, baseRefName: "main", headRefName: "six", title: "Again" };
    expect((await ask(query, { variables: { input } })).errors).toMatchObject([
      { type: "UNPROCESSABLE", message: "A pull request already exists for acme:six." },
    ]);
  });

  it("moves all refs or none", async () => {
    const { data } = await ask(inRepository("id"));
    const { id } = z.object({ id: z.string() }).parse(data?.repository);
    const [zeros, tip] = ["0".repeat(40), await readTip(ana)];
    const move = (...refUpdates: object[]) =>
      ask(`mutation Move($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }`, {
        variables: { input: { repositoryId: id, refUpdates } },
      });
    const claim = { name: "refs/vitrine/claims/a/1", beforeOid: zeros, afterOid: tip };
    expect((await move(claim)).errors).toBeUndefined();
    const other = { ...claim, name: "refs/vitrine/claims/a/2" };
    expect((await move(other, claim)).errors).toMatchObject([
      { message: expect.stringContaining("refs/vitrine/claims/a/1") },
    ]);
    const refs = await standIn.state.repository.listRefs("refs/vitrine/");
    expect([...refs.keys()]).toEqual(["refs/vitrine/claims/a/1"]);
    expect((await move({ ...claim, beforeOid: tip, afterOid: zeros })).errors).toBeUndefined();
  });

  it.each([
    ["a field that GitHub does not have", inRepository("colour"), /Cannot query field "colour"/],
    [
      "a field that the stand-in does not have",
      inRepository("diskUsage"),
      /The stand-in has no field Repository.diskUsage/,
    ],
    ["a variable of another type", inRepository('object(oid: "main") { oid }'), /is not a valid GitObjectID/],
    ["text that is no query", "query {", /Syntax Error/],
  ])("records %s", async (_what, query, message) => {
    const before = standIn.violations().length;
    expect((await ask(query)).errors?.[0]?.message).toMatch(message);
    expect(standIn.violations().slice(before).join()).toMatch(message);
  });
});
