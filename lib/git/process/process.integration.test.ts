import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createGit, type Git } from "#lib/git/process/process";
import { createBareRepository } from "#lib/git/testing/bare-repository";

const FILES = { "a.yaml": "one\n", "folder/b.yaml": "two\n" };

describe("readObjects", () => {
  let folder: string;
  let path: string;
  let git: Git;
  const textOf = async (...names: string[]) =>
    (await git.readObjects(names)).map((object) => object?.content.toString());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "vitrine-process-"));
    path = join(folder, "requests.git");
    await createBareRepository(path, { branch: "main", files: FILES });
    git = createGit(path);
  });
  afterEach(async () => {
    git.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("answers calls at the same time in their own order", async () => {
    const calls = Array.from({ length: 50 }, (_, index) =>
      index % 2 === 0 ? textOf("main:a.yaml", "main:gone") : textOf("main:folder/b.yaml"),
    );
    const answers = await Promise.all(calls);
    expect(answers).toEqual(
      Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? ["one\n", undefined] : ["two\n"])),
    );
  });

  it("finds what another process wrote since", async () => {
    expect(await textOf("refs/heads/later:a.yaml")).toEqual([undefined]);
    execFileSync("git", ["branch", "later", "main"], { cwd: path });
    expect(await textOf("refs/heads/later:a.yaml")).toEqual(["one\n"]);
    execFileSync("git", ["gc", "--quiet", "--prune=now"], { cwd: path });
    expect(await textOf("refs/heads/later:a.yaml")).toEqual(["one\n"]);
  });

  it("reads names with line breaks, and more names than fit together", async () => {
    const many = Array.from({ length: 600 }, () => "main:a.yaml");
    expect(new Set(await textOf(...many))).toEqual(new Set(["one\n"]));
    expect(await textOf("main:with\nbreak", "main:a.yaml")).toEqual([undefined, "one\n"]);
  });

  it("answers after the process that reads objects was killed", async () => {
    expect(await textOf("main:a.yaml")).toEqual(["one\n"]);
    execFileSync("pkill", ["-KILL", "-f", `safe.directory=${path} cat-file`]);
    expect(await textOf("main:a.yaml")).toEqual(["one\n"]);
  });

  it("reads the repository that is in the folder now", async () => {
    expect(await textOf("main:a.yaml")).toEqual(["one\n"]);
    await rm(path, { recursive: true });
    await expect(textOf("main:a.yaml")).rejects.toMatchObject({ code: "git-unavailable" });
    await createBareRepository(path, { branch: "main", files: { "a.yaml": "new\n" } });
    expect(await textOf("main:a.yaml")).toEqual(["new\n"]);
  });
});
