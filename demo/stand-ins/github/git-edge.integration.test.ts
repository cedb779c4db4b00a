import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { GitHubStandIn } from "#demo/stand-ins/github/server";
import { approve, openChange, signIn } from "#demo/stand-ins/github/testing/client";
import { startStandIn } from "#demo/stand-ins/github/testing/test-stand-in";

const run = promisify(execFile);
let standIn: GitHubStandIn;
let folder: string;

beforeEach(async () => {
  standIn = await startStandIn();
  folder = await mkdtemp(join(tmpdir(), "vitrine-clone-"));
}, 60_000);
afterEach(async () => {
  const violations = standIn.violations();
  await standIn.close();
  await rm(folder, { recursive: true, force: true });
  expect(violations).toEqual([]);
});

function address(token = "") {
  const url = new URL(`${standIn.url}/acme/requests.git`);
  Object.assign(url, { username: "x-access-token", password: token });
  return url.href;
}

const git = (...args: string[]) =>
  run("git", ["-c", "user.name=Ana", "-c", "user.email=ana@demo.vitrine.dev", ...args], {
    cwd: folder,
    env: { ...process.env, GIT_TERMINAL_PROMPT: "0", GIT_CONFIG_GLOBAL: "/dev/null" },
  });

/** Clones as the person, commits a file on the branch and pushes it. */
async function push(login: string, branch: string, path = "pushed.yaml"): Promise<void> {
  await git("clone", "--quiet", address(standIn.tokens[login]), ".");
  await git("checkout", "--quiet", "-B", branch, branch === "main" ? "HEAD" : `origin/${branch}`);
  await writeFile(join(folder, path), "kind: Pushed\n");
  await git("add", path);
  await git("commit", "--quiet", "--message", "Push");
  await git("push", "--quiet", "origin", branch);
}

it("clones with a token as the password", async () => {
  await git("clone", "--quiet", address(standIn.tokens.rae), ".");
  expect(await readFile(join(folder, "README.md"), "utf8")).toBe("# Requests\n");
});

it.each([
  ["without a token", () => address(), /could not read Password|Authentication failed/],
  ["with an unknown token", () => address("github_pat_none"), /Authentication failed/],
  ["as a person without access", () => address(standIn.tokens.eve), /not found/],
])("does not clone %s", async (_why, from, message) => {
  await expect(git("clone", "--quiet", from(), ".")).rejects.toMatchObject({
    stderr: expect.stringMatching(message),
  });
});

it("counts a push as one of the branch and moves its pull request, whose approval ends", async () => {
  standIn.state.protections.set("main", { reviews: { count: 1, dismissStale: true } });
  const change = await openChange(signIn(standIn, "ana"), { branch: "one" });
  await approve(signIn(standIn, "bo"), change);
  await push("ana", "one");
  const pull = standIn.state.pulls.get(change.number);
  expect(pull).toMatchObject({ lastPusher: "ana", reviews: [{ state: "DISMISSED" }] });
  expect(standIn.state.activities.at(-1)).toMatchObject({
    kind: "push",
    actor: "ana",
    before: change.head,
    after: pull?.headCommit,
  });
});

it.each([
  [
    "a protected branch",
    "ana",
    () => void standIn.state.protections.set("main", { reviews: { count: 1 } }),
    /GH006.*refs\/heads\/main/,
  ],
  [
    "an archived repository",
    "ana",
    () => void Object.assign(standIn.state.settings, { isArchived: true }),
    /403/,
  ],
  ["a repository that the person can only read", "rae", () => {}, /403/],
])("refuses a push to %s", async (_what, login, prepare, message) => {
  prepare();
  const tip = await standIn.state.repository.findTip("main");
  await expect(push(login, "main")).rejects.toMatchObject({ stderr: expect.stringMatching(message) });
  expect(await standIn.state.repository.findTip("main")).toBe(tip);
  expect(standIn.state.activities).toEqual([]);
});
