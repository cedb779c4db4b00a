import { describe, expect, it } from "vitest";
import type { HostProvider } from "#lib/command/arguments";
import { findToken } from "#lib/command/host-token";
import type { Machine } from "#lib/command/machine";

interface Given {
  variables?: Record<string, string>;
  /** Standard output, by the command line. */
  programs?: Record<string, string>;
}

function machine({ variables = {}, programs = {} }: Given): Machine {
  return {
    folder: "/",
    variables,
    run: async (program, args) => programs[[program, ...args].join(" ")],
  };
}

const HUB = "https://github.com";
const GIT = { "git credential fill": "protocol=https\nhost=x\nusername=ana\npassword=stored\n" };

describe("findToken", () => {
  it.each<[string, HostProvider, string, Given, string]>([
    [
      "Vitrine's own variable first",
      "github",
      HUB,
      { variables: { VITRINE_GIT_TOKEN: "own", GH_TOKEN: "gh" } },
      "own",
    ],
    ["GitHub's variable", "github", HUB, { variables: { GITHUB_TOKEN: "hub" } }, "hub"],
    ["GitLab's variable", "gitlab", "https://gitlab.com", { variables: { GITLAB_TOKEN: "lab" } }, "lab"],
    [
      "GitLab's variable for the host that it is for",
      "gitlab",
      "https://git.acme.com",
      { variables: { GITLAB_TOKEN: "lab", GITLAB_HOST: "https://git.acme.com/" } },
      "lab",
    ],
    [
      "Gitea's variable for the host that it is for",
      "gitea",
      "http://127.0.0.1:3000",
      { variables: { GITEA_TOKEN: "tea", GITEA_SERVER_URL: "http://127.0.0.1:3000" } },
      "tea",
    ],
    ["gh", "github", HUB, { programs: { "gh auth token --hostname github.com": "from-gh\n" } }, "from-gh"],
    [
      "glab",
      "gitlab",
      "https://git.acme.com",
      { programs: { "glab config get token --host git.acme.com": "from-glab\n" } },
      "from-glab",
    ],
    ["Git's credential helper last", "gitea", "https://git.acme.com", { programs: GIT }, "stored"],
  ])("uses %s", async (_what, provider, origin, given, token) => {
    expect(await findToken(provider, origin, machine(given))).toBe(token);
  });

  it.each<[string, HostProvider, string, Record<string, string>]>([
    ["GitHub's token to an Enterprise Server", "github", "https://github.acme.com", { GITHUB_TOKEN: "hub" }],
    ["GitLab.com's token to another GitLab", "gitlab", "https://git.acme.com", { GITLAB_TOKEN: "lab" }],
    [
      "one GitLab's token to another",
      "gitlab",
      "https://gitlab.com",
      { GITLAB_TOKEN: "lab", GITLAB_HOST: "git.acme.com" },
    ],
    [
      "Gitea's token without the address of its host",
      "gitea",
      "https://git.acme.com",
      { GITEA_TOKEN: "tea" },
    ],
  ])("does not send %s", async (_what, provider, origin, variables) => {
    await expect(findToken(provider, origin, machine({ variables }))).rejects.toMatchObject({
      code: "git-unavailable",
      suggestion: expect.stringContaining("set VITRINE_GIT_TOKEN"),
    });
  });

  it("names the ways to give one", async () => {
    await expect(findToken("github", HUB, machine({}))).rejects.toMatchObject({
      detail: "No token for github.com was found, so nothing can be requested.",
      suggestion: expect.stringContaining("set GITHUB_TOKEN, or run `gh auth login --hostname github.com`"),
    });
  });
});
