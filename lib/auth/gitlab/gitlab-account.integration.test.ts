import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { GitLabStandIn } from "#demo/stand-ins/gitlab/server";
import { LEVELS } from "#demo/stand-ins/gitlab/state/types";
import { startStandIn } from "#demo/stand-ins/gitlab/testing/test-stand-in";
import { type GitLabAccess, readGitLabAccount } from "#lib/auth/gitlab/gitlab-account";

let standIn: GitLabStandIn;

beforeAll(async () => {
  standIn = await startStandIn();
}, 60_000);
afterEach(() => {
  standIn.clearFaults();
  expect(standIn.violations()).toEqual([]);
});
afterAll(() => standIn.close());

const read = (token: string | undefined, changes: Partial<GitLabAccess> = {}) =>
  readGitLabAccount({ name: "GitLab", url: standIn.url, groupPrefix: "", ...changes }, token ?? "");

describe("account of a person in GitLab", () => {
  it("has the full paths of groups, with the prefix", async () => {
    expect(await read(standIn.tokens.ana, { groupPrefix: "gitlab:" })).toEqual({
      user: "ana",
      name: "Ana",
      email: "ana@demo.vitrine.dev",
      groups: ["gitlab:acme", "gitlab:acme/platform/developers"],
    });
  });

  it("reads every page, and follows no address of an answer", async () => {
    const next = '<https://evil.test/groups?page=2>; rel="next"';
    standIn.fault({
      match: { path: "/groups" },
      status: 200,
      headers: { link: next },
      body: [{ full_path: "acme/a" }],
    });
    standIn.fault({ match: { path: "/groups" }, status: 200, body: [{ full_path: "acme/b" }] });
    expect(await read(standIn.tokens.ana)).toMatchObject({ groups: ["acme/a", "acme/b"] });
  });

  it.each([
    ["a group and those below it, whose names have no case", ["ACME/Platform"], ["acme/platform/developers"]],
    ["several groups", ["acme/platform/approvers", "acme/platform/developers"], ["acme/platform/developers"]],
  ])("has the groups of the configuration alone: %s", async (_what, groups, expected) => {
    expect(await read(standIn.tokens.ana, { groups })).toMatchObject({ groups: expected });
  });

  it.each([
    [
      "a person in none of the configured groups",
      () => read(standIn.tokens.ana, { groups: ["acme/plat"] }),
      403,
    ],
    ["an unknown token", () => read("glpat-none"), 401],
    [
      "a token that cannot read groups",
      () => read(standIn.issueToken("ana", { scopes: ["read_user"] })),
      403,
    ],
    ["the token of a project", () => read(standIn.issueProjectToken(LEVELS.developer)), 403],
  ])("is refused for %s", async (_what, attempt, refused) => {
    expect(await attempt()).toEqual({ refused });
  });

  it.each([
    ["exceeds a rate limit", { status: 429, headers: { "retry-after": "1" }, body: "Retry later\n" }],
    ["gets another form", { status: 200, body: { id: 1 } }],
    ["gets a page of a proxy", { status: 502, body: "<html>" }],
  ])("is unavailable where a call %s", async (_why, answer) => {
    standIn.fault({ match: { path: "/user" }, ...answer });
    await expect(read(standIn.tokens.ana)).rejects.toMatchObject({ code: "sign-in-unavailable" });
  });
});
