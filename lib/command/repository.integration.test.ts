import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startGitea, type TestGitea } from "#demo/local-stack/testing/test-gitea";
import type { GitHubStandIn } from "#demo/stand-ins/github/server";
import { startStandIn as startGitHub } from "#demo/stand-ins/github/testing/test-stand-in";
import type { GitLabStandIn } from "#demo/stand-ins/gitlab/server";
import { startStandIn as startGitLab } from "#demo/stand-ins/gitlab/testing/test-stand-in";
import { type Machine, thisMachine } from "#lib/command/machine";
import { findRepository } from "#lib/command/repository";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-repository-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** This machine with no variables but a token. */
function machineWith(token: string): Machine {
  return thisMachine(folder, { ...process.env, NODE_ENV: "test", VITRINE_GIT_TOKEN: token });
}

describe("findRepository at a real Gitea", () => {
  let gitea: TestGitea;
  let token: string;
  beforeAll(async () => {
    gitea = await startGitea();
    token = await gitea.addUser({ login: "vitrine", name: "Vitrine", email: "vitrine@example.org" });
    await gitea.call("POST", "/orgs", { username: "acme" });
    await gitea.call("POST", "/orgs/acme/repos", {
      name: "platform",
      auto_init: true,
      default_branch: "live",
      private: true,
    });
    await gitea.call("PUT", "/repos/acme/platform/collaborators/vitrine", { permission: "write" });
  }, 120_000);
  afterAll(() => gitea?.stop());

  it("finds the host and the default branch", async () => {
    const found = await findRepository(`${gitea.url}/acme/platform.git`, {}, machineWith(token));
    expect(found).toEqual({
      git: {
        provider: "gitea",
        url: gitea.url,
        owner: "acme",
        repository: "platform",
        branch: "live",
        tokenEnv: "VITRINE_GIT_TOKEN",
      },
      token,
      place: `${gitea.url}/acme/platform, branch live`,
    });
  });

  it("finds the address of a clone", async () => {
    const clone = join(folder, "clone");
    execFileSync("git", ["init", "--quiet", clone]);
    execFileSync("git", ["-C", clone, "remote", "add", "origin", `${gitea.url}/acme/platform`]);
    const { place } = await findRepository(clone, { branch: "env" }, machineWith(token));
    expect(place).toBe(`${gitea.url}/acme/platform, branch env`);
  });

  it.each([
    [
      "a repository that the token cannot read",
      () => `${gitea.url}/acme/other`,
      /does not show acme\/other.*404/,
    ],
    [
      "what follows the repository",
      () => `${gitea.url}/acme/platform/src/branch/live`,
      /not the address of a repository/,
    ],
    ["a host that is none", () => "http://127.0.0.1:1/acme/platform", /did not tell which Git host/],
    ["a folder that is none", () => "./nowhere", /is no Git repository/],
  ])("names the problem with %s", async (_what, text, detail) => {
    await expect(findRepository(text(), {}, machineWith(token))).rejects.toMatchObject({
      code: "git-unavailable",
      detail: expect.stringMatching(detail),
    });
  });
});

describe("findRepository at the stand-ins", () => {
  let gitlab: GitLabStandIn;
  let github: GitHubStandIn;
  beforeAll(async () => {
    [gitlab, github] = await Promise.all([startGitLab(), startGitHub()]);
  }, 120_000);
  afterAll(() => Promise.all([gitlab?.close(), github?.close()]));

  it("finds GitLab by its answers, and a project in a subgroup", async () => {
    const token = Object.values(gitlab.tokens)[0] ?? "";
    const found = await findRepository(`${gitlab.url}/acme/platform/requests`, {}, machineWith(token));
    expect(found.git).toMatchObject({
      provider: "gitlab",
      project: "acme/platform/requests",
      branch: "main",
    });
  });

  it("reads the default branch of GitHub", async () => {
    const token = Object.values(github.tokens)[0] ?? "";
    const address = `${github.url}/${github.owner}/${github.repository}`;
    const found = await findRepository(address, { provider: "github" }, machineWith(token));
    expect(found.git).toMatchObject({ provider: "github", branch: "main" });
  });
});

describe("findRepository with a bare repository", () => {
  it("takes the branch of its HEAD", async () => {
    const path = join(folder, "requests.git");
    execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=trunk", path]);
    const { git } = await findRepository("./requests.git", {}, machineWith(""));
    expect(git).toEqual({ provider: "local", path, name: "requests", branch: "trunk" });
  });
});
