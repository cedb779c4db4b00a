import type { Octokit } from "@octokit/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GitHubStandIn } from "#demo/stand-ins/github/server";
import {
  AT,
  approve,
  createClient,
  openChange,
  readTip,
  signIn,
} from "#demo/stand-ins/github/testing/client";
import { startStandIn } from "#demo/stand-ins/github/testing/test-stand-in";

let standIn: GitHubStandIn;
let ana: Octokit;
let bo: Octokit;

beforeAll(async () => {
  standIn = await startStandIn({ files: { "README.md": "# Requests\n", "team-a/old.yaml": "kind: Old\n" } });
  ana = signIn(standIn, "ana");
  bo = signIn(standIn, "bo");
  await approve(bo, await openChange(ana, { branch: "one" }));
}, 60_000);
afterAll(async () => {
  await standIn.close();
});

const DOCS = "https://docs.github.com/en/rest";

type Refused = [
  docs: string,
  why: string,
  who: string,
  route: string,
  parameters: Record<string, unknown>,
  status: number,
  message: RegExp,
];

const refused: Refused[] = [
  [
    `${DOCS}/using-the-rest-api/troubleshooting-the-rest-api#404-not-found-for-an-existing-resource`,
    "hides a private repository from people without access",
    "eve",
    "GET /repos/{owner}/{repo}",
    AT,
    404,
    /Not Found/,
  ],
  [
    `${DOCS}/git/refs#get-a-reference`,
    "has no ref for a part of its name",
    "ana",
    "GET /repos/{owner}/{repo}/git/ref/{ref}",
    { ...AT, ref: "heads/on" },
    404,
    /Not Found/,
  ],
  [
    `${DOCS}/git/refs#create-a-reference`,
    "creates a ref once",
    "ana",
    "POST /repos/{owner}/{repo}/git/refs",
    { ...AT, ref: "refs/heads/one", sha: "TIP" },
    422,
    /Reference already exists/,
  ],
  [
    `${DOCS}/git/refs#create-a-reference`,
    "needs an existing commit for a ref",
    "ana",
    "POST /repos/{owner}/{repo}/git/refs",
    { ...AT, ref: "refs/heads/two", sha: "0123456789012345678901234567890123456789" },
    422,
    /Object does not exist/,
  ],
  [
    `${DOCS}/git/refs#create-a-reference`,
    "needs a name with two slashes",
    "ana",
    "POST /repos/{owner}/{repo}/git/refs",
    { ...AT, ref: "main", sha: "TIP" },
    422,
    /two slashes/,
  ],
  [
    `${DOCS}/authentication/permissions-required-for-fine-grained-personal-access-tokens`,
    "refuses a write to a reader",
    "rae",
    "POST /repos/{owner}/{repo}/git/refs",
    { ...AT, ref: "refs/heads/two", sha: "TIP" },
    403,
    /Resource not accessible by personal access token/,
  ],
  [
    `${DOCS}/git/refs#delete-a-reference`,
    "cannot delete a ref that does not exist",
    "ana",
    "DELETE /repos/{owner}/{repo}/git/refs/{ref}",
    { ...AT, ref: "heads/none" },
    422,
    /Reference does not exist/,
  ],
  [
    `${DOCS}/pulls/pulls#create-a-pull-request`,
    "has one open pull request for two branches",
    "ana",
    "POST /repos/{owner}/{repo}/pulls",
    { ...AT, title: "Again", head: "one", base: "main" },
    422,
    /A pull request already exists for acme:one/,
  ],
  [
    `${DOCS}/pulls/pulls#create-a-pull-request`,
    "needs a title",
    "ana",
    "POST /repos/{owner}/{repo}/pulls",
    { ...AT, title: "", head: "one", base: "main" },
    422,
    /title can't be blank/,
  ],
  [
    `${DOCS}/pulls/pulls#create-a-pull-request`,
    "needs an existing head branch",
    "ana",
    "POST /repos/{owner}/{repo}/pulls",
    { ...AT, title: "None", head: "none", base: "main" },
    422,
    /"head"/,
  ],
  [
    `${DOCS}/pulls/pulls#create-a-pull-request`,
    "needs a commit that the base lacks",
    "ana",
    "POST /repos/{owner}/{repo}/pulls",
    { ...AT, title: "Nothing", head: "main", base: "main" },
    422,
    /No commits between main and main/,
  ],
  [
    `${DOCS}/pulls/reviews#create-a-review-for-a-pull-request`,
    "does not let authors approve their own pull request",
    "ana",
    "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
    { ...AT, pull_number: 1, event: "APPROVE" },
    422,
    /Can not approve your own pull request/,
  ],
  [
    `${DOCS}/pulls/reviews#create-a-review-for-a-pull-request`,
    "needs a text for requested changes",
    "bo",
    "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
    { ...AT, pull_number: 1, event: "REQUEST_CHANGES" },
    422,
    /can't be blank/,
  ],
  [
    `${DOCS}/pulls/pulls#get-a-pull-request`,
    "has no pull request with another number",
    "ana",
    "GET /repos/{owner}/{repo}/pulls/{pull_number}",
    { ...AT, pull_number: 99 },
    404,
    /Not Found/,
  ],
  [
    `${DOCS}/pulls/pulls#merge-a-pull-request`,
    "merges only the head that the client has seen",
    "bo",
    "PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge",
    { ...AT, pull_number: 1, sha: "TIP" },
    409,
    /Head branch was modified/,
  ],
  [
    `${DOCS}/pulls/pulls#merge-a-pull-request`,
    "does not let readers merge",
    "rae",
    "PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge",
    { ...AT, pull_number: 1 },
    403,
    /Resource not accessible/,
  ],
  [
    `${DOCS}/commits/commits#compare-two-commits`,
    "compares existing commits only",
    "ana",
    "GET /repos/{owner}/{repo}/compare/{basehead}",
    { ...AT, basehead: "main...none" },
    404,
    /Not Found/,
  ],
  [
    `${DOCS}/git/trees#get-a-tree`,
    "has no tree for an unknown id",
    "ana",
    "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
    { ...AT, tree_sha: "0123456789012345678901234567890123456789" },
    404,
    /Not Found/,
  ],
  [
    `${DOCS}/git/blobs#get-a-blob`,
    "has no blob for the id of a commit",
    "ana",
    "GET /repos/{owner}/{repo}/git/blobs/{file_sha}",
    { ...AT, file_sha: "TIP" },
    404,
    /Not Found/,
  ],
];

describe("REST", () => {
  it.each(refused)("%s: %s", async (_docs, _why, who, route, parameters, status, message) => {
    const tip = await readTip(ana);
    const filled = Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, value === "TIP" ? tip : value]),
    );
    const error = await signIn(standIn, who)
      .request(route, filled)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status });
    expect(JSON.stringify(error instanceof Error && "response" in error ? error.response : error)).toMatch(
      message,
    );
    expect(standIn.violations()).toEqual([]);
  });

  it("has a page of a list, and links to the others", async () => {
    for (const branch of ["page-1", "page-2"]) await openChange(ana, { branch });
    const { data, headers } = await ana.request("GET /repos/{owner}/{repo}/pulls", {
      ...AT,
      state: "all",
      sort: "created",
      direction: "asc",
      per_page: 2,
    });
    expect(data.map(({ number }) => number)).toEqual([1, 2]);
    expect(headers.link).toMatch(/page=2>; rel="next", .*rel="last"/);
    const [, next = ""] = /<([^>]+)>; rel="next"/.exec(headers.link ?? "") ?? [];
    const second = await ana.request(`GET ${next}`);
    expect(second.data).toMatchObject([{ number: 3 }]);
    expect(second.headers.link).toMatch(/rel="prev"/);
    expect(second.headers.link).not.toMatch(/rel="next"/);
  });

  it("answers 304 without a cost while nothing changes", async () => {
    const route = "GET /repos/{owner}/{repo}/pulls";
    const first = await ana.request(route, AT);
    const headers = { "if-none-match": first.headers.etag };
    const unchanged = await ana.request(route, { ...AT, headers }).catch((error: unknown) => error);
    expect(unchanged).toMatchObject({
      status: 304,
      response: { headers: { "x-ratelimit-used": first.headers["x-ratelimit-used"] } },
    });
    await openChange(ana, { branch: "fresh" });
    expect((await ana.request(route, { ...AT, headers })).status).toBe(200);
  });

  it("lists a tree with its folders, and reads a blob", async () => {
    const { data } = await ana.request("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", {
      ...AT,
      tree_sha: "main",
      recursive: "1",
    });
    expect(data.truncated).toBe(false);
    expect(data.tree.map(({ path, type }) => [path, type])).toEqual([
      ["README.md", "blob"],
      ["team-a", "tree"],
      ["team-a/old.yaml", "blob"],
    ]);
    const blob = await ana.request("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", {
      ...AT,
      file_sha: data.tree[0]?.sha ?? "",
    });
    expect(Buffer.from(blob.data.content, "base64").toString()).toBe("# Requests\n");
  });

  it("lists who pushed to a branch", async () => {
    const { data } = await ana.request("GET /repos/{owner}/{repo}/activity", { ...AT, ref: "one" });
    expect(data.map(({ activity_type, actor }) => [activity_type, actor?.login])).toEqual([
      ["push", "ana"],
      ["branch_creation", "ana"],
    ]);
  });

  it("keeps refs in any namespace and finds them by their start", async () => {
    const sha = await readTip(ana);
    await ana.request("POST /repos/{owner}/{repo}/git/refs", { ...AT, ref: "refs/vitrine/claims/a/1", sha });
    const { data } = await ana.request("GET /repos/{owner}/{repo}/git/matching-refs/{ref}", {
      ...AT,
      ref: "vitrine/claims/a/",
    });
    expect(data.map(({ ref }) => ref)).toEqual(["refs/vitrine/claims/a/1"]);
    await ana.request("DELETE /repos/{owner}/{repo}/git/refs/{ref}", { ...AT, ref: "vitrine/claims/a/1" });
  });

  it("adds labels, new ones too", async () => {
    const { data } = await ana.request("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", {
      ...AT,
      issue_number: 1,
      labels: ["vitrine"],
    });
    expect(data.map(({ name }) => name)).toEqual(["vitrine"]);
  });

  it("shows the signed-in person, the addresses, the teams and the organizations", async () => {
    const { data } = await bo.request("GET /user");
    expect(data).toMatchObject({ login: "bo", name: "Bo", type: "User" });
    expect((await bo.request("GET /user/teams")).data.map(({ slug }) => slug)).toEqual([
      "developers",
      "approvers",
    ]);
    expect((await bo.request("GET /user/emails")).data).toMatchObject([{ primary: true, verified: true }]);
    expect((await bo.request("GET /user/orgs")).data.map(({ login }) => login)).toEqual(["acme"]);
  });

  it("records each request that the description of GitHub does not have", async () => {
    const client = createClient(standIn, standIn.tokens.ana);
    const before = standIn.violations().length;
    await client.request("GET /repos/{owner}/{repo}/pulls", { ...AT, colour: "red" }).catch(() => {});
    const route: string = "POST /repos/{owner}/{repo}/git/refs";
    await client.request(route, { ...AT, ref: 1 }).catch(() => {});
    await client.request("GET /repos/{owner}/{repo}/nothing", AT).catch(() => {});
    expect(standIn.violations().slice(before)).toEqual([
      expect.stringContaining("the query parameter colour is not documented"),
      expect.stringContaining("/repos/acme/requests/git/refs"),
      expect.stringContaining("no such operation"),
    ]);
  });
});
