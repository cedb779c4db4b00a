import { describe, expect, it } from "vitest";
import { describeMe } from "#lib/api/me";
import { buildGiteaProvider, findGitToken } from "#lib/auth/gitea/gitea-provider";
import type { Identity } from "#lib/auth/types";
import type { ConfiguredGit, ConfiguredSignIn } from "#lib/config";

const url = "https://git.example.com";
const signIn: ConfiguredSignIn = {
  provider: "gitea",
  url,
  clientId: "portal",
  name: "Gitea",
  groupPrefix: "",
};
const gitea: ConfiguredGit = {
  provider: "gitea",
  url,
  owner: "platform",
  repository: "requests",
  branch: "main",
  token: "of-the-portal",
};
const local: ConfiguredGit = { provider: "local", path: "/x", name: "requests", branch: "main" };
const ana: Identity = { user: "ana", name: "Ana", email: "", groups: [], via: "gitea", gitToken: "of-ana" };

type Row = [
  why: string,
  signIn: ConfiguredSignIn | undefined,
  git: ConfiguredGit | undefined,
  given: string | undefined,
];

const rows: Row[] = [
  ["requests go to the Gitea that the person signed in with", signIn, gitea, "of-ana"],
  ["another Gitea must not get it", signIn, { ...gitea, url: "https://other.example.com" }, undefined],
  ["a name that only begins alike is another", signIn, { ...gitea, url: `${url}.evil.test` }, undefined],
  ["the same host unencrypted is another", signIn, { ...gitea, url: "http://git.example.com" }, undefined],
  ["another Gitea on the same host is another", signIn, { ...gitea, url: `${url}/second` }, undefined],
  ["the embedded repository has no use for it", signIn, local, undefined],
  ["there is no repository", signIn, undefined, undefined],
  ["people do not sign in with Gitea", undefined, gitea, undefined],
];

describe("the person's token for Git", () => {
  it.each(rows)("is given or kept: %s", (_why, configured, git, given) => {
    expect(findGitToken(ana, { signIn: configured, git })).toBe(given);
  });

  it("is nobody's who came in another way", () => {
    const { gitToken: _, ...guest } = ana;
    expect(findGitToken({ ...guest, via: "guest" }, { signIn, git: gitea })).toBeUndefined();
  });

  it("is not what the person is told of themselves", () => {
    expect(JSON.stringify(describeMe(ana))).not.toContain("of-ana");
  });
});

describe("what Gitea is asked to allow", () => {
  it.each([
    ["writing, where requests go there", gitea, "read:user write:repository"],
    [
      "who it is alone, where they do not: no scope at all would be a token for everything",
      local,
      "read:user",
    ],
  ])("%s", (_why, git, scope) => {
    const { authorization, checks } = buildGiteaProvider({ ...signIn, clientSecret: "x" }, git);
    expect(authorization).toMatchObject({ params: { scope } });
    expect(checks).toEqual(["pkce", "state"]);
  });
});
