import { Octokit } from "@octokit/core";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { GitHubStandIn } from "#demo/stand-ins/github/server";
import { startStandIn } from "#demo/stand-ins/github/testing/test-stand-in";

let standIn: GitHubStandIn;
const at = { owner: "acme", repo: "requests" };

beforeEach(async () => {
  standIn = await startStandIn();
});
afterEach(async () => {
  const violations = standIn.violations();
  await standIn.close();
  expect(violations).toEqual([]);
});

const signIn = (login: string) =>
  new Octokit({ auth: standIn.tokens[login], baseUrl: `${standIn.url}/api/v3`, log: silent });
const silent = { debug() {}, info() {}, warn() {}, error() {} };

it("takes a change from a branch to a merge", async () => {
  const ana = signIn("ana");
  const bo = signIn("bo");
  const { data: main } = await ana.request("GET /repos/{owner}/{repo}/git/ref/{ref}", {
    ...at,
    ref: "heads/main",
  });
  const { sha } = main.object;
  await ana.request("POST /repos/{owner}/{repo}/git/refs", { ...at, ref: "refs/heads/one", sha });
  const created = await ana.graphql<{ createCommitOnBranch: { commit: { oid: string } } }>(
    `mutation Commit($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`,
    {
      input: {
        branch: { repositoryNameWithOwner: "acme/requests", branchName: "one" },
        expectedHeadOid: sha,
        message: { headline: "Add one" },
        fileChanges: { additions: [{ path: "team-a/one.yaml", contents: btoa("kind: One\n") }] },
      },
    },
  );
  const head = created.createCommitOnBranch.commit.oid;
  const { data: pull } = await ana.request("POST /repos/{owner}/{repo}/pulls", {
    ...at,
    title: "One",
    head: "one",
    base: "main",
  });
  expect(pull).toMatchObject({ number: 1, mergeable: null, head: { sha: head } });
  await bo.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
    ...at,
    pull_number: 1,
    event: "APPROVE",
    commit_id: head,
  });
  const { data: merged } = await bo.request("PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge", {
    ...at,
    pull_number: 1,
    sha: head,
  });
  expect(merged.merged).toBe(true);
  const { data: comparison } = await ana.request("GET /repos/{owner}/{repo}/compare/{basehead}", {
    ...at,
    basehead: `${sha}...main`,
  });
  expect(comparison.files?.map(({ filename }) => filename)).toEqual(["team-a/one.yaml"]);
  const { data: activity } = await ana.request("GET /repos/{owner}/{repo}/activity", { ...at, per_page: 2 });
  expect(activity.map(({ activity_type, actor }) => [activity_type, actor?.login])).toEqual([
    ["pr_merge", "bo"],
    ["push", "ana"],
  ]);
});

it("answers the query that the portal reads pull requests with", async () => {
  const ana = signIn("ana");
  const answer = await ana.graphql(`query Repository { repository(owner: "acme", name: "requests") {
    id isArchived isEmpty viewerPermission url defaultBranchRef { name }
    ref(qualifiedName: "refs/heads/main") { target { oid } }
    object(expression: "main:README.md") { ... on Blob { oid text isBinary isTruncated byteSize } }
    pullRequests(first: 10, states: [OPEN]) { totalCount pageInfo { hasNextPage } nodes { number } }
  } rateLimit { cost remaining } }`);
  expect(answer).toMatchObject({
    repository: {
      viewerPermission: "WRITE",
      object: { text: "# Requests\n" },
      pullRequests: { totalCount: 0, nodes: [] },
    },
    rateLimit: { cost: 1 },
  });
});
