import { describe, expect, it } from "vitest";
import { hashBlob } from "#lib/git/blob-id";
import { addAttempt } from "#lib/git/remote/attempt";
import type { Proposal } from "#lib/git/remote/changes";
import { isUnopenedRequest } from "#lib/git/remote/unopened-branch";
import { unrelated } from "#lib/git/repository/merge";
import type { FileChange } from "#lib/git/types";

const ANA = { id: "ana", name: "Ana Díaz", email: "ana@example.org" };
const BO = { id: "bo", name: "Bo", email: "bo@example.org" };
const HEAD = "b".repeat(40);
const OLD = hashBlob("old\n", null);

const FILES: FileChange[] = [
  { path: "new.yaml", content: "new\n", base: null },
  { path: "changed.yaml", content: "now\n", base: OLD },
  { path: "removed.yaml", content: null, base: OLD },
];

const entry = (content: string, mode = "100644") => ({ mode, blob: hashBlob(content, null) });
const [NEW, CHANGED, REMOVED] = [
  { path: "new.yaml", after: entry("new\n") },
  { path: "changed.yaml", before: entry("old\n"), after: entry("now\n") },
  { path: "removed.yaml", before: entry("old\n") },
];
const ALL = [NEW, CHANGED, REMOVED];

function isUnopened(proposal: Proposal | Error, message = addAttempt("Add", ANA)): Promise<boolean> {
  const reader = {
    headCommit: async () => "a".repeat(40),
    readProposal: async () => {
      if (proposal instanceof Error) throw proposal;
      return proposal;
    },
  };
  return isUnopenedRequest(reader, { head: HEAD, message }, FILES, ANA);
}

describe("a branch without a pull request", () => {
  it("is that of the request with the same changes", async () => {
    expect(await isUnopened({ commits: 1, differences: ALL })).toBe(true);
    expect(await isUnopened({ commits: 1, differences: ALL }, `${addAttempt("Other", ANA)}\nX: y`)).toBe(
      true,
    );
  });

  it.each<[reason: string, proposal: Proposal | Error, message?: string]>([
    ["has another commit below", { commits: 2, differences: ALL }],
    ["has another file", { commits: 1, differences: [...ALL, { path: "x", after: entry("x") }] }],
    ["lacks a file", { commits: 1, differences: [NEW, CHANGED] }],
    ["has another text", { commits: 1, differences: [{ ...NEW, after: entry("x") }, CHANGED, REMOVED] }],
    [
      "starts from another text",
      { commits: 1, differences: [{ ...NEW, before: entry("x") }, CHANGED, REMOVED] },
    ],
    ["keeps a removed file", { commits: 1, differences: [NEW, CHANGED, { ...REMOVED, after: entry("x") }] }],
    [
      "removes a file",
      { commits: 1, differences: [NEW, { path: "changed.yaml", before: entry("old\n") }, REMOVED] },
    ],
    [
      "has a symbolic link",
      { commits: 1, differences: [{ ...NEW, after: entry("new\n", "120000") }, CHANGED, REMOVED] },
    ],
    ["has no commit in common with the target branch", unrelated()],
    ["is of another person", { commits: 1, differences: ALL }, addAttempt("Add", BO)],
    ["was not written by a portal", { commits: 1, differences: ALL }, "Add"],
    ["was written by an older portal", { commits: 1, differences: ALL }, "Add\n\nVitrine-Attempt: 1-2"],
  ])("is another one where it %s", async (_reason, proposal, message) => {
    expect(await isUnopened(proposal, message)).toBe(false);
  });
});
