import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeRepository, requireGit } from "#demo/local-stack/repository";
import type { CommandSpec } from "#demo/local-stack/types";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-repository-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = async ({ command, args, env }: CommandSpec) => ({
  code: 0,
  stdout: execFileSync(command, args, { env: { ...process.env, ...env } }).toString(),
  stderr: "",
});

it("makeRepository creates a bare repository that can be cloned, with one commit on main", async () => {
  const repository = await makeRepository({ folder, run });
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", repository, ...args])
      .toString()
      .trim();
  expect(git("rev-parse", "--is-bare-repository")).toBe("true");
  expect(git("for-each-ref", "--format=%(refname)")).toBe("refs/heads/main");
  expect(git("ls-tree", "--name-only", "main")).toBe("README.md");
  execFileSync("git", ["clone", "--quiet", repository, join(folder, "clone")]);
});

describe("requireGit", () => {
  const saying = (stdout: string) => async () => ({ code: 0, stdout, stderr: "" });
  const missing = async () => {
    throw new Error("spawn git ENOENT");
  };

  it.each([
    [
      "a version that cannot merge without a work tree",
      saying("git version 2.37.9"),
      /2.38 or newer; this is git version 2.37.9/,
    ],
    ["a missing Git", missing, /2.38 or newer; Git is not installed/],
  ])("reports %s and explains what to install", async (_reason, git, detail) => {
    await expect(requireGit(git)).rejects.toMatchObject({
      detail: expect.stringMatching(detail),
      suggestion: expect.stringContaining("Install Git"),
    });
  });

  it.each(["git version 2.38.0", "git version 2.50.1 (Apple Git-155)", "git version 3.0.0"])(
    "accepts %s",
    async (text) => {
      await expect(requireGit(saying(text))).resolves.toBeUndefined();
    },
  );
});
