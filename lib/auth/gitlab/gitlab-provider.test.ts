import { describe, expect, it } from "vitest";
import { createGitLabSignIn } from "#lib/auth/gitlab/gitlab-provider";
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

describe("OAuth scope of GitLab", () => {
  it("includes only reading when there is no repository", async () => {
    const { authorization, checks } = await createGitLabSignIn(signIn, undefined).buildFlow();
    expect(authorization).toEqual({
      url: "https://gitlab.com/oauth/authorize",
      params: { scope: "read_api" },
    });
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
