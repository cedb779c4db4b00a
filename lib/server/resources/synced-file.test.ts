import { expect, it, vi } from "vitest";
import { findCoveringReport } from "#lib/gitops/covering-report";
import type { SyncReport } from "#lib/gitops/types";
import { locateFile } from "#lib/server/resources/synced-file";

const URL = "https://git.example.com/platform/requests.git";
const flux: SyncReport = {
  agent: "Flux",
  cluster: "local",
  phase: "succeeded",
  scope: { url: URL, branch: "main", folder: "", files: { rule: "flux" } },
  objects: [],
};
const wanted = {
  cluster: "local",
  path: "team/orders.yaml",
  object: { group: "", kind: "ConfigMap", namespace: "team", name: "orders" },
};
const repository = { provider: "local", name: "requests", url: URL, branch: "main" } as const;

/** A repository whose branch is at `head()`; `files` by commit and path. */
function makeGit(head: () => string, files: Record<string, string>) {
  return {
    repository,
    headCommit: async () => head(),
    readFile: vi.fn(async (path: string, commit?: string) => {
      const content = files[`${commit} ${path}`];
      return content === undefined ? undefined : { path, content, blob: "b" };
    }),
  };
}

async function findAgent(git: ReturnType<typeof makeGit>, report: SyncReport = flux) {
  const sync = { list: () => [report], subscribe: () => () => {}, close: () => {} };
  return findCoveringReport([report], await locateFile({ sync }, git, wanted))?.agent;
}

it("applies the ignore file of the branch's current commit", async () => {
  let head = "one";
  const git = makeGit(() => head, { "one .sourceignore": "team/\n", "three .sourceignore": "other/\n" });
  expect(await findAgent(git)).toBeUndefined();
  head = "two";
  expect(await findAgent(git)).toBe("Flux");
  head = "three";
  expect(await findAgent(git)).toBe("Flux");
  head = "one";
  expect(await findAgent(git)).toBeUndefined();
});

it("does not reuse files of one commit for another, even if the branch moves meanwhile", async () => {
  let head = "old";
  const git = makeGit(() => head, { "old team/kustomization.yaml": "resources: []\n" });
  const before = findAgent(git);
  head = "new";
  const after = findAgent(git);
  expect(await Promise.all([before, after])).toEqual([undefined, "Flux"]);
  expect(await findAgent(git)).toBe("Flux");
});

it("reads each file of a commit once", async () => {
  const git = makeGit(() => "only-once", {});
  await findAgent(git);
  const reads = git.readFile.mock.calls.length;
  await findAgent(git);
  expect(git.readFile.mock.calls).toHaveLength(reads);
});

it("reads no file when the agent lists the object", async () => {
  const git = makeGit(() => "listed", {});
  expect(await findAgent(git, { ...flux, objects: [{ ...wanted.object, state: "equal" }] })).toBe("Flux");
  expect(git.readFile).not.toHaveBeenCalled();
});

it("returns the agent of the folder when the repository cannot be read", async () => {
  const git = makeGit(() => "unreadable", {});
  git.readFile.mockRejectedValue(new Error("gone"));
  expect(await findAgent(git)).toBe("Flux");
});
