import { describe, expect, it } from "vitest";
import { createGitHubSignIn } from "#lib/auth/github/github-provider";
import type { ConfiguredGit } from "#lib/config/git";
import type { ConfiguredGitHubSignIn } from "#lib/config/sign-in";

const url = "https://github.com";
const signIn: ConfiguredGitHubSignIn = {
  id: "github",
  provider: "github",
  url,
  clientId: "portal",
  clientSecret: "x",
  name: "GitHub",
  usernamePrefix: "",
  groupPrefix: "",
};
const github: ConfiguredGit = {
  provider: "github",
  url,
  owner: "acme",
  repository: "requests",
  branch: "main",
  token: "of-the-portal",
};

describe("OAuth scope of GitHub", () => {
  it.each([
    ["includes repositories when requests go to this GitHub", github, "read:user user:email read:org repo"],
    [
      "includes only the person when requests go to another GitHub",
      { ...github, url: "https://github.example.com" },
      "read:user user:email read:org",
    ],
    ["includes only the person when there is no repository", undefined, "read:user user:email read:org"],
  ])("%s", async (_why, git, scope) => {
    const { authorization, checks } = await createGitHubSignIn(signIn, git).buildFlow();
    expect(authorization).toEqual({ url: "https://github.com/login/oauth/authorize", params: { scope } });
    expect(checks).toEqual(["pkce", "state"]);
  });
});

describe("isScriptToken", () => {
  it.each([
    ["a classic personal token", "ghp_0123456789abcdef", true],
    ["a fine-grained personal token", "github_pat_11AB_cd", true],
    ["a token that GitHub issued to an OAuth App", "gho_0123456789abcdef", false],
    ["a token that GitHub issued to a GitHub App", "ghu_0123456789abcdef", false],
    ["a token of an installation", "ghs_0123456789abcdef", false],
    ["a token of Gitea", "0123456789abcdef0123456789abcdef01234567", false],
  ])("recognizes %s", (_what, token, expected) => {
    expect(createGitHubSignIn(signIn, undefined).isScriptToken(token)).toBe(expected);
  });
});
