import { describe, expect, it } from "vitest";
import { createGiteaSignIn } from "#lib/auth/gitea/gitea-provider";
import type { ConfiguredGit } from "#lib/config/git";
import type { ConfiguredGiteaSignIn } from "#lib/config/sign-in";

const url = "https://git.example.com";
const signIn: ConfiguredGiteaSignIn = {
  id: "code",
  provider: "gitea",
  url,
  clientId: "portal",
  clientSecret: "x",
  name: "Gitea",
  usernamePrefix: "",
  groupPrefix: "",
};
const repository = { owner: "platform", repository: "requests", branch: "main" };
const gitea: ConfiguredGit = { provider: "gitea", url, ...repository, token: "of-the-portal" };
const local: ConfiguredGit = { provider: "local", path: "/x", name: "requests", branch: "main" };

describe("OAuth scope of Gitea", () => {
  it.each([
    ["includes writing when requests go to this Gitea", gitea, "read:user write:repository"],
    [
      "includes only the account when requests go elsewhere, because an empty scope would allow everything",
      local,
      "read:user",
    ],
  ])("%s", async (_why, git, scope) => {
    const { id, authorization, checks } = await createGiteaSignIn(signIn, git).buildFlow();
    expect(id).toBe("code");
    expect(authorization).toMatchObject({ params: { scope } });
    expect(checks).toEqual(["pkce", "state"]);
  });
});

it.each([
  ["a token that a person made", "0123456789abcdef0123456789abcdef01234567", true],
  ["a token that Gitea issued to an application", "header.payload.signature", false],
  ["a token of GitHub", "ghp_0123456789abcdef0123456789abcdef0123", false],
])("isScriptToken recognizes %s", (_what, token, expected) => {
  expect(createGiteaSignIn(signIn, undefined).isScriptToken(token)).toBe(expected);
});
