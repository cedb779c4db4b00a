/** Two open requests for one object: the second stays correct after the first is merged. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import type { GitActor } from "#lib/git/types";
import type { RequestIndex } from "#lib/server/read-model/request-index";
import { requestModelOf } from "#lib/server/read-model/request-model";
import { mergeByFields } from "#lib/server/requests/files/file-merge";
import { readRights } from "#lib/server/requests/request-rights";
import { createFakePortal, type FakePortal, makeType } from "#lib/server/testing/fake-portal";

// Each step starts several Git processes.
vi.setConfig({ testTimeout: 120_000 });

const FLAG = makeType("demo.test", "Flag");
const PATH = "local/team-a/flags.demo.test/dark.yaml";
const write = (size: number, plan: string) =>
  `apiVersion: demo.test/v1\nkind: Flag\nmetadata:\n  name: dark\n  namespace: team-a\nspec:\n  size: ${size}\n  plan: ${plan}\n`;
const ANA: GitActor = { id: "ana", name: "Ana", email: "ana@example.org" };
const BO: GitActor = { id: "bo", name: "Bo", email: "bo@example.org" };
const WHO: Identity = { user: BO.id, name: BO.name, email: BO.email, groups: [], via: "demo" };

let folder: string;
let portal: FakePortal;
let indexes: RequestIndex[];
let stop: () => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-file-merge-"));
  await createBareRepository(folder, { branch: "main", files: { [PATH]: write(1, "a") } });
  const git = createLocalProvider({
    path: folder,
    name: "requests",
    branch: "main",
    mergeFile: (sides) => mergeByFields(portal, sides),
  });
  portal = createFakePortal({ types: [FLAG], offers: [FLAG], granted: ["approve flags team-a"], git });
  indexes = [];
  stop = requestModelOf(portal).subscribe(({ index }) => indexes.push(index));
});

afterEach(() => {
  stop();
  portal.git?.dispose();
  portal.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(branch: string, content: string) {
  const git = portal.git ?? expect.unreachable();
  const base = (await git.readFile(PATH))?.blob ?? null;
  const files = [{ path: PATH, content, base }];
  return git.openPullRequest({ branch, title: branch, body: "", message: branch, files }, ANA);
}

async function merge({ number, headCommit }: { number: number; headCommit: string }): Promise<void> {
  await portal.git?.merge(number, BO, { head: headCommit });
}

/** A request in the newest index, with the stamp that tells pages about changes. */
function find(number: number) {
  const latest = indexes.at(-1);
  const source = latest?.sources.find(({ pullRequest }) => pullRequest.number === number);
  return { source, stamp: latest?.stampOf(`requests-${number}`) };
}

it("shows the merged result on open pages after another request changes a different field", async () => {
  const first = await open("size", write(2, "a"));
  const second = await open("plan", write(1, "b"));
  await vi.waitFor(() => expect(find(second.number).source).toBeDefined(), { timeout: 60_000 });
  const { stamp } = find(second.number);
  await merge(first);
  await vi.waitFor(
    () =>
      expect(find(second.number).source?.files).toMatchObject([
        { before: write(2, "a"), after: write(2, "b") },
      ]),
    { timeout: 60_000 },
  );
  const now = find(second.number);
  expect(now.stamp).not.toBe(stamp);
  expect(now.source?.request.problem).toBeUndefined();
  const rights = await readRights(portal, WHO, now.source ?? expect.unreachable());
  expect(rights.approve).toEqual({ allowed: true, reason: "" });
});

it("offers neither approval nor merge on open pages after another request changes the same field", async () => {
  const first = await open("two", write(2, "a"));
  const second = await open("three", write(3, "a"));
  await vi.waitFor(() => expect(find(second.number).source).toBeDefined(), { timeout: 60_000 });
  const { stamp } = find(second.number);
  await merge(first);
  await vi.waitFor(() => expect(find(second.number).source?.request.problem).toBeDefined(), {
    timeout: 60_000,
  });
  const now = find(second.number);
  expect(now.stamp).not.toBe(stamp);
  expect(now.source?.request.problem).toBe(
    `${PATH} changed in Git after this request was opened, so this request cannot be merged.`,
  );
  const rights = await readRights(portal, WHO, now.source ?? expect.unreachable());
  expect(rights).toMatchObject({
    approve: { allowed: false },
    merge: { allowed: false },
    close: { allowed: true },
  });
});
