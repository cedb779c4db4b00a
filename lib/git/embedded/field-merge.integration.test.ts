/**
 * Two pull requests that change one file in the embedded repository: the shown, reviewed and merged text is
 * the same.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import { ANA, BO } from "#lib/git/testing/conformance";
import type { GitProvider, MergeFile } from "#lib/git/types";
import { mergeFile } from "#lib/request/file/merge-file";

// Each step starts several Git processes.
vi.setConfig({ testTimeout: 120_000 });

const PATH = "team-a/things/a.yaml";
const write = (size: number, plan: string) =>
  `apiVersion: demo.example/v1\nkind: Thing\nmetadata:\n  name: a\nspec:\n  size: ${size}\n  plan: ${plan}\n`;
const BASE = write(1, "a");

let path: string;
let provider: GitProvider;

function connect(merge: MergeFile = async (sides) => mergeFile(sides, undefined)): GitProvider {
  return createLocalProvider({ path, name: "requests", branch: "main", mergeFile: merge });
}

beforeEach(async () => {
  path = mkdtempSync(join(tmpdir(), "vitrine-merge-"));
  await createBareRepository(path, { branch: "main", files: { [PATH]: BASE } });
  provider = connect();
});

afterEach(() => {
  provider.dispose();
  rmSync(path, { recursive: true, force: true });
});

async function open(branch: string, content: string | null) {
  const base = (await provider.readFile(PATH))?.blob ?? null;
  const input = { branch, title: branch, body: "", message: branch, files: [{ path: PATH, content, base }] };
  return provider.openPullRequest(input, ANA);
}

async function read({ number, headCommit }: { number: number; headCommit: string }) {
  return provider.changedFiles(number, headCommit);
}

async function merge(opened: { number: number; headCommit: string }) {
  const { head, result } = await read(opened);
  return provider.merge(opened.number, BO, { head, result });
}

describe("change of a neighbouring line", () => {
  it("shows and merges the combined text after the other request is merged", async () => {
    const first = await open("size", write(2, "a"));
    const second = await open("plan", write(1, "b"));
    const before = await read(second);
    expect(before.files).toEqual([{ path: PATH, before: BASE, after: write(1, "b") }]);
    await provider.approve(second.number, BO, { head: before.head, result: before.result });
    await merge(first);

    const after = await read(second);
    expect(after).toMatchObject({ conflicts: [], files: [{ before: write(2, "a"), after: write(2, "b") }] });
    const old = provider.merge(second.number, BO, { head: before.head, result: before.result });
    await expect(old).rejects.toMatchObject({ code: "conflict" });
    const [review] = (await provider.getPullRequest(second.number))?.reviews ?? [];
    expect(review?.result).not.toBe(after.result);

    await merge(second);
    expect((await provider.readFile(PATH))?.content).toBe(write(2, "b"));
  });

  it("is a conflict with the text of the target branch when one field has two values", async () => {
    const first = await open("two", write(2, "a"));
    const second = await open("three", write(3, "b"));
    await merge(first);
    const changes = await read(second);
    expect(changes).toMatchObject({
      conflicts: [PATH],
      overlaps: [{ path: PATH, target: write(2, "a") }],
      files: [{ before: BASE, after: write(3, "b") }],
    });
    await expect(merge(second)).rejects.toMatchObject({
      code: "conflict",
      detail: expect.stringContaining(PATH),
    });
    expect((await provider.readFile(PATH))?.content).toBe(write(2, "a"));
  });

  it("is a conflict with a removal of the same file in both orders", async () => {
    const removal = await open("removal", null);
    const change = await open("change", write(2, "a"));
    const other = await open("other", write(1, "b"));
    await merge(change);
    expect(await read(removal)).toMatchObject({ conflicts: [PATH], overlaps: [{ target: write(2, "a") }] });
    await merge(other);
    const again = await open("again", null);
    const late = await open("late", write(9, "z"));
    await merge(again);
    expect(await read(late)).toMatchObject({ conflicts: [PATH], overlaps: [{ path: PATH }] });
  });
});

it("gives each of many requests its own merge", async () => {
  const opened = [
    await open("size", write(2, "a")),
    await open("plan", write(1, "b")),
    await open("both", write(3, "c")),
  ];
  await merge(await open("first", write(5, "a")));
  const asked = opened.map(({ number, headCommit }) => ({ number, head: headCommit }));
  const found = await provider.changedFilesOf(asked);
  expect(found).toMatchObject([
    { conflicts: [PATH] },
    { conflicts: [], files: [{ before: write(5, "a"), after: write(5, "b") }] },
    { conflicts: [PATH] },
  ]);
  expect(found).toEqual(await Promise.all(opened.map(read)));
});

it("shows no change when the target branch already has it", async () => {
  const first = await open("first", write(2, "a"));
  const second = await open("second", write(2, "a"));
  await merge(first);
  const { files, conflicts } = await read(second);
  expect({ files, conflicts }).toEqual({
    files: [{ path: PATH, before: write(2, "a"), after: write(2, "a") }],
    conflicts: [],
  });
});

it("reports a conflict when a line merge would duplicate a field", async () => {
  const first = await open("top", BASE.replace("spec:\n", "spec:\n  new: 1\n"));
  const second = await open("end", `${BASE}  new: 2\n`);
  await merge(first);
  expect((await read(second)).conflicts).toEqual([PATH]);
});

it("does not cache a provisional conflict", async () => {
  let isKnown = false;
  provider.dispose();
  provider = connect(async ({ head }) =>
    isKnown ? { state: "merged", text: head } : { state: "conflict", isProvisional: true },
  );
  const first = await open("first", write(2, "a"));
  const second = await open("second", write(3, "a"));
  await merge(first);
  expect((await read(second)).conflicts).toEqual([PATH]);
  isKnown = true;
  expect((await read(second)).conflicts).toEqual([]);
});
