import { describe, expect, it } from "vitest";
import { createGitLabSignIn } from "#lib/auth/gitlab/gitlab-provider";
import type { ConfiguredGit } from "#lib/config/git";
import type { ConfiguredGitLabSignIn } from "#lib/config/sign-in";

const signIn: ConfiguredGitLabSignIn = {
  id: "gitlab",
  provider: "gitlab",
  url: "https://gitlab.com",
  clientId: "portal",
  clientSecret: "x",
  name: "GitLab",
  usernamePrefix: "",
  groupPrefix: "",
};

const git: ConfiguredGit = {
  provider: "gitlab",
  url: "https://gitlab.com",
  project: "acme/requests",
  branch: "main",
  token: "of-the-portal",
};

describe("OAuth scope of GitLab", () => {
  it.each([
    ["includes writing when requests go to this GitLab", git, "api"],
    [
      "includes only reading when requests go to another GitLab",
      { ...git, url: "https://git.test" },
      "read_api",
    ],
    ["includes only reading when there is no repository", undefined, "read_api"],
  ])("%s", async (_why, repository, scope) => {
    const { authorization, checks } = await createGitLabSignIn(signIn, repository).buildFlow();
    expect(authorization).toEqual({ url: "https://gitlab.com/oauth/authorize", params: { scope } });
    expect(checks).toEqual(["pkce", "state"]);
  });
});

describe("isScriptToken", () => {
  it.each([
    ["a personal access token", "glpat-0123456789abcdefghij", true],
    ["a routable personal access token", "glpat-bzox79Of-KE9FD2LjoXXF4CvyxA.01.0r03gxo7s", true],
    ["a token that GitLab issued to an application", "0123456789abcdef".repeat(4), false],
    ["a token of Gitea", "0123456789abcdef0123456789abcdef01234567", false],
    ["a deploy token", "gldt-0123456789abcdefghij", false],
    ["a personal token of GitHub", "ghp_0123456789abcdef", false],
  ])("recognizes %s", (_what, token, expected) => {
    expect(createGitLabSignIn(signIn, undefined).isScriptToken(token)).toBe(expected);
  });
});
