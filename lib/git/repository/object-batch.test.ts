import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createGit, type Git } from "#lib/git/process/process";
import { createObjectBatch } from "#lib/git/repository/object-batch";
import { readObject } from "#lib/git/repository/objects";

describe.each(["sha1", "sha256"])("objects of a %s repository", (format) => {
  let folder: string;
  let git: Git;
  let sibling: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "vitrine-objects-"));
    git = createGit(folder);
    await git.run(["init", "--quiet", "--bare", `--object-format=${format}`]);
    sibling = "0".repeat(format === "sha256" ? 64 : 40);
  });
  afterEach(async () => {
    git.close();
    await rm(folder, { recursive: true });
  });

  // The size takes a byte more in a pack from 16 on, from 2,048 on, and so forth.
  it("stores objects of any size as Git does", async () => {
    const batch = createObjectBatch(git, sibling);
    const texts = [0, 1, 15, 16, 2047, 2048, 262_143, 262_144].map((size) => "ä".repeat(size).slice(0, size));
    const ids = texts.map((text) => batch.add("blob", text));
    await batch.store();
    const stored = await git.readObjects(ids);
    expect(stored.map((object) => object?.content.toString())).toEqual(texts);
    await git.run(["fsck", "--strict"]);
  });

  it("stores a blob, its tree and its commit in one batch", async () => {
    const batch = createObjectBatch(git, sibling);
    const blob = batch.add("blob", "kind: Namespace\n");
    const tree = batch.add("tree", Buffer.concat([Buffer.from("100644 a.yaml\0"), Buffer.from(blob, "hex")]));
    const person = "Ana <ana@localhost> 0 +0000";
    const commit = batch.add("commit", `tree ${tree}\nauthor ${person}\ncommitter ${person}\n\nAdd\n`);
    expect(await readObject(git, commit)).toBeUndefined();
    await batch.store();
    expect((await readObject(git, `${commit}:a.yaml`))?.content.toString()).toBe("kind: Namespace\n");
  });

  it("accepts an object that is already in the batch or in the repository", async () => {
    const batch = createObjectBatch(git, sibling);
    const id = batch.add("blob", "same");
    expect(batch.add("blob", "same")).toBe(id);
    await batch.store();
    expect(batch.add("blob", "same")).toBe(id);
    await batch.store();
    await batch.store();
    expect((await readObject(git, id))?.content.toString()).toBe("same");
  });
});
