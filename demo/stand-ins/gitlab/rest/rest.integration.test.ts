import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GitLabStandIn } from "#demo/stand-ins/gitlab/server";
import { LEVELS } from "#demo/stand-ins/gitlab/state/types";
import { call, callAs, openChange } from "#demo/stand-ins/gitlab/testing/client";
import { startStandIn } from "#demo/stand-ins/gitlab/testing/test-stand-in";

let standIn: GitLabStandIn;
let now = Date.now();

beforeAll(async () => {
  standIn = await startStandIn({
    clock: () => now,
    files: { "README.md": "# Requests\n", "a/one.yaml": "one: 1\n", "a/two.yaml": "two: 2\n" },
  });
  standIn.state.protections.set("main", {
    push: [{ level: LEVELS.maintainer }],
    merge: [{ username: "bo" }],
  });
}, 60_000);
afterAll(async () => {
  const violations = standIn.violations();
  await standIn.close();
  expect(violations).toEqual([]);
});

const ana = (method: string, path: string, input?: unknown) => callAs(standIn, "ana")(method, path, input);

const commit = (branch: string, actions: object[], more: object = {}) =>
  ana("POST", "repository/commits", { branch, commit_message: "Change", actions, ...more });

describe("who may call", () => {
  it.each([
    ["a person of the project", () => ana("GET", ""), 200],
    ["nobody", () => call(standIn, undefined, "GET", ""), 404],
    ["an unknown token", () => call(standIn, "glpat-none", "GET", ""), 401],
    [
      "a person without a role, who does not learn of the project",
      () => callAs(standIn, "eve")("GET", ""),
      404,
    ],
    [
      "a token that can only read, which writes",
      () =>
        call(standIn, standIn.issueToken("ana", { scopes: ["read_api"] }), "POST", "repository/branches", {
          branch: "read",
          ref: "main",
        }),
      403,
    ],
    [
      "a reporter, who writes",
      () => callAs(standIn, "rae")("POST", "repository/branches", { branch: "rae", ref: "main" }),
      403,
    ],
    [
      "the token of a project",
      () => call(standIn, standIn.issueProjectToken(LEVELS.reporter), "GET", "repository/branches"),
      200,
    ],
  ])("https://docs.gitlab.com/api/rest/authentication/: %s", async (_who, attempt, status) => {
    expect((await attempt()).status).toBe(status);
  });

  it("https://docs.gitlab.com/user/project/working_with_projects/: an archived project is read-only", async () => {
    standIn.state.settings.isArchived = true;
    const refused = await ana("POST", "repository/branches", { branch: "archived", ref: "main" });
    expect([refused.status, (await ana("GET", "")).body]).toEqual([
      403,
      expect.objectContaining({ archived: true }),
    ]);
    standIn.state.settings.isArchived = false;
  });

  it("https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/: names the seconds to wait", async () => {
    standIn.limits.authenticated = 0;
    const refused = await ana("GET", "");
    standIn.limits.authenticated = 100_000;
    expect([refused.status, refused.body]).toEqual([429, "Retry later\n"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.headers.get("ratelimit-remaining")).toBe("0");
    now += 60_000;
  });
});

describe("commits", () => {
  it.each([
    [
      "creates a branch and a file",
      "new",
      [{ action: "create", file_path: "b.yaml", content: "b" }],
      201,
      "",
    ],
    [
      "creates a file that exists",
      "exists",
      [{ action: "create", file_path: "a/one.yaml", content: "b" }],
      400,
      "A file with this name already exists",
    ],
    [
      "updates a file that does not exist",
      "missing",
      [{ action: "update", file_path: "none.yaml", content: "b" }],
      400,
      "A file with this name doesn't exist",
    ],
    [
      "updates a file that has changed",
      "changed",
      [{ action: "update", file_path: "a/one.yaml", content: "b", last_commit_id: "0".repeat(40) }],
      400,
      "The file has changed since you started editing it: a/one.yaml",
    ],
  ])("https://docs.gitlab.com/api/commits/: %s", async (_what, branch, actions, status, message) => {
    const answer = await commit(branch, actions, { start_branch: "main" });
    expect(answer.status).toBe(status);
    if (message !== "") expect(answer.body).toMatchObject({ message });
    expect((await ana("GET", `repository/branches/${branch}`)).status).toBe(status === 201 ? 200 : 404);
  });

  it("refuse a branch that exists, where they would start one, and a protected branch", async () => {
    const actions = [{ action: "create", file_path: "c.yaml", content: "c" }];
    await commit("twice", actions, { start_branch: "main" });
    const again = await commit("twice", actions, { start_branch: "main" });
    expect(again).toMatchObject({
      status: 400,
      body: {
        message: "A branch called 'twice' already exists. Switch to that branch in order to make changes",
      },
    });
    const refused = await commit("main", actions);
    expect(refused).toMatchObject({
      status: 403,
      body: { message: "403 Forbidden - You are not allowed to push into this branch" },
    });
  });
});

describe("branches and tags", () => {
  it.each([
    ["a branch that exists", "branches", { branch: "main", ref: "main" }, "Branch already exists"],
    ["a start that does not", "branches", { branch: "b1", ref: "none" }, "Invalid reference name: none"],
    ["an invalid name", "branches", { branch: "a..b", ref: "main" }, "Branch name is invalid"],
    ["a tag of nothing", "tags", { tag_name: "t1", ref: "none" }, "Target none is invalid"],
  ])("refuse %s", async (_what, kind, input, message) => {
    expect(await ana("POST", `repository/${kind}`, input)).toMatchObject({ status: 400, body: { message } });
  });

  it("are created, found by the start of their name, and deleted", async () => {
    await ana("POST", "repository/branches", { branch: "team/a", ref: "main" });
    const found = await ana("GET", "repository/branches?search=^team/");
    expect(found.body).toMatchObject([{ name: "team/a", protected: false, can_push: true }]);
    expect((await ana("DELETE", "repository/branches/team%2Fa")).status).toBe(204);
    expect((await ana("DELETE", "repository/branches/team%2Fa")).status).toBe(404);
    await ana("POST", "repository/tags", { tag_name: "v1", ref: "main", message: "First" });
    expect((await ana("GET", "repository/tags/v1")).body).toMatchObject({ name: "v1", message: "First" });
    expect((await ana("POST", "repository/tags", { tag_name: "v1", ref: "main" })).status).toBe(400);
    expect((await ana("DELETE", "repository/tags/v1")).status).toBe(204);
  });
});

describe("files", () => {
  it("are listed in pages by a token", async () => {
    const first = await ana("GET", "repository/tree?recursive=true&pagination=keyset&per_page=2");
    expect(first.body).toMatchObject([{ path: "a", type: "tree" }, { path: "README.md" }]);
    const [, next = ""] = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "") ?? [];
    const token = standIn.tokens.ana ?? "";
    const second = await fetch(next, { headers: { "private-token": token } });
    expect(await second.json()).toMatchObject([{ path: "a/one.yaml" }, { path: "a/two.yaml" }]);
    expect(second.headers.get("link")).toBeNull();
  });

  it("are read by path and by blob, and their headers by HEAD", async () => {
    const file = await ana("GET", "repository/files/a%2Fone.yaml?ref=main");
    const content = Buffer.from("one: 1\n").toString("base64");
    expect(file.body).toMatchObject({ content, execute_filemode: false });
    const head = await ana("HEAD", "repository/files/a%2Fone.yaml?ref=main");
    const blob = head.headers.get("x-gitlab-blob-id") ?? "";
    expect((await ana("GET", `repository/blobs/${blob}/raw`)).body).toBe("one: 1\n");
    expect((await ana("GET", "repository/files/none?ref=main")).body).toEqual({
      message: "404 File Not Found",
    });
  });

  it("answer 304 for the same content", async () => {
    const { headers } = await ana("GET", "repository/branches/main");
    const same = await fetch(
      `${standIn.url}/api/v4/projects/acme%2Fplatform%2Frequests/repository/branches/main`,
      {
        headers: {
          authorization: `Bearer ${standIn.tokens.ana}`,
          "if-none-match": headers.get("etag") ?? "",
        },
      },
    );
    expect(same.status).toBe(304);
  });
});

describe("lists of merge requests", () => {
  it("have pages by number, with totals", async () => {
    for (const branch of ["p1", "p2", "p3"])
      await openChange(standIn, "ana", { branch, path: `${branch}.yaml`, content: "p" });
    const page = await ana(
      "GET",
      "merge_requests?state=opened&per_page=2&page=1&order_by=updated_at&sort=asc",
    );
    expect(page.body).toMatchObject([{ source_branch: "p1" }, { source_branch: "p2" }]);
    expect(page.headers.get("x-total")).toBe("3");
    expect(page.headers.get("x-next-page")).toBe("2");
    const events = await ana("GET", "events?action=pushed&per_page=1");
    expect(events.body).toMatchObject([{ author_username: "ana", push_data: { ref: "p3" } }]);
  });

  it("refuse a second one for a branch", async () => {
    const input = { title: "Again", source_branch: "p1", target_branch: "main" };
    expect(await ana("POST", "merge_requests", input)).toMatchObject({
      status: 409,
      body: { message: [expect.stringContaining("Another open merge request already exists")] },
    });
  });
});
