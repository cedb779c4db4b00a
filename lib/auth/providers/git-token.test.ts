import { describe, expect, it } from "vitest";
import { describeMe } from "#lib/api/me";
import { findGitAccount } from "#lib/auth/providers/git-token";
import type { Identity } from "#lib/auth/types";
import type { ConfiguredGit } from "#lib/config/git";
import type { ConfiguredSignIn } from "#lib/config/sign-in";

const url = "https://git.example.com";
const signIn: ConfiguredSignIn = {
  id: "code",
  provider: "gitea",
  url,
  clientId: "portal",
  name: "Gitea",
  usernamePrefix: "",
  groupPrefix: "",
};
const other: ConfiguredSignIn = { ...signIn, id: "other", url: "https://other.example.com" };
const repository = { owner: "platform", repository: "requests", branch: "main" };
const gitea: ConfiguredGit = { provider: "gitea", url, ...repository, token: "of-the-portal" };
const local: ConfiguredGit = { provider: "local", path: "/x", name: "requests", branch: "main" };
const ana: Identity = { user: "ana", name: "Ana", email: "", groups: [], via: "code", gitToken: "of-ana" };

type Row = [
  why: string,
  signIn: ConfiguredSignIn[],
  git: ConfiguredGit | undefined,
  given: string | undefined,
];

const rows: Row[] = [
  ["requests go to the Gitea of the sign-in", [other, signIn], gitea, "of-ana"],
  ["requests go to another Gitea", [signIn], { ...gitea, url: "https://other.example.com" }, undefined],
  [
    "requests go to the Gitea of another sign-in",
    [other, signIn],
    { ...gitea, url: "https://other.example.com" },
    undefined,
  ],
  [
    "requests go to a host whose name only begins with the same text",
    [signIn],
    { ...gitea, url: `${url}.evil.test` },
    undefined,
  ],
  [
    "requests go to the same host without encryption",
    [signIn],
    { ...gitea, url: "http://git.example.com" },
    undefined,
  ],
  ["requests go to another Gitea on the same host", [signIn], { ...gitea, url: `${url}/second` }, undefined],
  [
    "requests go to another program at the address",
    [signIn],
    { ...repository, provider: "github", url, token: "of-the-portal" },
    undefined,
  ],
  ["requests go to the embedded repository", [signIn], local, undefined],
  ["there is no repository", [signIn], undefined, undefined],
  ["people do not sign in with Gitea", [], gitea, undefined],
  ["the sign-in has another id", [{ ...signIn, id: "new" }], gitea, undefined],
];

describe("Git token of a person", () => {
  it.each(rows)("is returned only for the Git host of the sign-in: %s", (_why, configured, git, given) => {
    expect(findGitAccount(ana, { signIn: configured, git })?.token).toBe(given);
  });

  it("is undefined for a person who signed in another way", () => {
    const { gitToken: _, ...guest } = ana;
    expect(findGitAccount({ ...guest, via: "guest" }, { signIn: [signIn], git: gitea })).toBeUndefined();
  });

  it.each(rows)("is that of a connected account only for its host: %s", (_why, configured, git, given) => {
    const gitAccounts = [{ via: "code", login: "ana-r", token: "of-ana" }];
    const person = { ...ana, user: "oidc:ana", via: "company", gitToken: undefined, gitAccounts };
    const account = findGitAccount(person, { signIn: configured, git });
    expect(account?.token).toBe(given);
    expect(account?.login).toBe(given && "ana-r");
  });

  it("is not part of the person's own description", () => {
    expect(JSON.stringify(describeMe(ana))).not.toContain("of-ana");
  });
});
