import type { Octokit } from "@octokit/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { GitHubStandIn } from "#demo/stand-ins/github/server";
import type { Check, Protection, RepositorySettings } from "#demo/stand-ins/github/state/types";
import {
  AT,
  approve,
  type Change,
  commitFile,
  merge,
  openChange,
  readTip,
  signIn,
} from "#demo/stand-ins/github/testing/client";
import { startStandIn } from "#demo/stand-ins/github/testing/test-stand-in";

let standIn: GitHubStandIn;
let ana: Octokit;
let bo: Octokit;
let initial: RepositorySettings;

beforeAll(async () => {
  const files = { "README.md": "# Requests\n", CODEOWNERS: "team-a/* @acme/owners\n", "a.yaml": "kind: A\n" };
  standIn = await startStandIn({ files });
  ana = signIn(standIn, "ana");
  bo = signIn(standIn, "bo");
  initial = { ...standIn.state.settings };
}, 60_000);
beforeEach(() => {
  standIn.state.protections.clear();
  Object.assign(standIn.state.settings, initial);
});
afterEach(() => {
  expect(standIn.violations()).toEqual([]);
});
afterAll(async () => {
  await standIn.close();
});

const ABOUT =
  "https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches";
const OWNERS =
  "https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners";

const check = (conclusion: Check["conclusion"]): Check => ({
  id: 1,
  name: "lint",
  status: conclusion === null ? "in_progress" : "completed",
  conclusion,
  at: "2026-01-01T00:00:00Z",
});

interface Row {
  docs: string;
  why: string;
  protection?: Protection;
  settings?: Partial<RepositorySettings>;
  /** Happens between the opening and the merge. */
  before?: (change: Change) => Promise<unknown> | undefined;
  path?: string;
  /** Undefined: the merge succeeds. */
  refused?: RegExp;
  state: string;
}

const review = { reviews: { count: 1 } };
const say = (login: string, event: "APPROVE" | "REQUEST_CHANGES", { number }: Change) =>
  signIn(standIn, login).request("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
    ...AT,
    pull_number: number,
    event,
    body: "My review",
  });

const rows: Row[] = [
  { docs: ABOUT, why: "merges without protection", state: "clean" },
  {
    docs: `${ABOUT}#require-pull-request-reviews-before-merging`,
    why: "needs an approval",
    protection: review,
    refused: /At least 1 approving review is required/,
    state: "blocked",
  },
  {
    docs: `${ABOUT}#require-pull-request-reviews-before-merging`,
    why: "merges with an approval by a person with write access",
    protection: review,
    before: (change) => approve(bo, change),
    state: "clean",
  },
  {
    docs: `${ABOUT}#require-pull-request-reviews-before-merging`,
    why: "does not count the approval of a reader",
    protection: review,
    before: (change) => say("rae", "APPROVE", change),
    refused: /At least 1 approving review/,
    state: "blocked",
  },
  {
    docs: `${ABOUT}#require-pull-request-reviews-before-merging`,
    why: "waits for the person who requested changes",
    protection: review,
    before: async (change) => {
      await say("bo", "REQUEST_CHANGES", change);
      await say("max", "APPROVE", change);
    },
    refused: /Changes were requested/,
    state: "blocked",
  },
  {
    docs: `${ABOUT}#require-pull-request-reviews-before-merging`,
    why: "dismisses an approval when the branch moves",
    protection: { reviews: { count: 1, dismissStale: true } },
    before: async (change) => {
      await approve(bo, change);
      change.head = await commitFile(ana, { branch: change.branch, path: "b.yaml", content: "kind: B\n" });
    },
    refused: /At least 1 approving review/,
    state: "blocked",
  },
  {
    docs: `${ABOUT}#require-pull-request-reviews-before-merging`,
    why: "keeps an older approval without that setting",
    protection: review,
    before: async (change) => {
      await approve(bo, change);
      change.head = await commitFile(ana, { branch: change.branch, path: "b.yaml", content: "kind: B\n" });
    },
    state: "clean",
  },
  {
    docs: `${ABOUT}#require-pull-request-reviews-before-merging`,
    why: "needs an approval by someone else than the last person who pushed",
    protection: { reviews: { count: 1, lastPush: true } },
    before: async (change) => {
      change.head = await commitFile(bo, { branch: change.branch, path: "b.yaml", content: "kind: B\n" });
      await approve(bo, change);
    },
    refused: /At least 1 approving review/,
    state: "blocked",
  },
  {
    docs: OWNERS,
    why: "needs an approval by a code owner",
    protection: { reviews: { count: 1, codeOwners: true } },
    path: "team-a/x.yaml",
    before: (change) => approve(bo, change),
    refused: /Waiting on code owner review/,
    state: "blocked",
  },
  {
    docs: OWNERS,
    why: "merges with the approval of a code owner",
    protection: { reviews: { count: 1, codeOwners: true } },
    path: "team-a/x.yaml",
    before: (change) => say("max", "APPROVE", change),
    state: "clean",
  },
  {
    docs: `${OWNERS}#codeowners-syntax`,
    why: "does not apply a pattern with /* to folders below",
    protection: { reviews: { count: 1, codeOwners: true } },
    path: "team-a/deep/x.yaml",
    before: (change) => approve(bo, change),
    state: "clean",
  },
  {
    docs: `${ABOUT}#require-status-checks-before-merging`,
    why: "waits for a required check",
    protection: { checks: { contexts: ["lint"] } },
    refused: /Required status check "lint" is expected/,
    state: "blocked",
  },
  {
    docs: `${ABOUT}#require-status-checks-before-merging`,
    why: "refuses a failed required check",
    protection: { checks: { contexts: ["lint"] } },
    before: ({ head }) => void standIn.state.checks.set(head, [check("failure")]),
    refused: /Required status check "lint" is failing/,
    state: "blocked",
  },
  {
    docs: `${ABOUT}#require-status-checks-before-merging`,
    why: "merges with a required check that passed",
    protection: { checks: { contexts: ["lint"] } },
    before: ({ head }) => void standIn.state.checks.set(head, [check("success")]),
    state: "clean",
  },
  {
    docs: "https://docs.github.com/en/graphql/reference/enums#mergestatestatus",
    why: "merges with a failed check that is not required",
    before: ({ head }) => void standIn.state.checks.set(head, [check("failure")]),
    state: "unstable",
  },
  {
    docs: `${ABOUT}#require-status-checks-before-merging`,
    why: "needs the tip of the base branch with strict checks",
    protection: { checks: { contexts: [], strict: true } },
    before: () =>
      commitFile(signIn(standIn, "max"), { branch: "main", path: "b.yaml", content: "kind: B\n" }),
    refused: /not up to date/,
    state: "behind",
  },
  {
    docs: `${ABOUT}#restrict-who-can-push-to-matching-branches`,
    why: "refuses a merge by a person who may not push",
    protection: { pushers: ["max"] },
    refused: /not authorized to push/,
    state: "clean",
  },
  {
    docs: "https://docs.github.com/en/rest/pulls/pulls#merge-a-pull-request",
    why: "refuses a merge with a conflict",
    path: "a.yaml",
    before: () => commitFile(ana, { branch: "main", path: "a.yaml", content: "kind: Other\n" }),
    refused: /not mergeable/,
    state: "dirty",
  },
  {
    docs: "https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/about-merge-methods-on-github",
    why: "refuses a method that the repository does not have",
    settings: { mergeMethods: ["squash"] },
    refused: /Merge commits are not allowed/,
    state: "clean",
  },
];

describe("a merge", () => {
  it.each(rows.map((row) => [row.docs, row.why, row] as const))("%s: %s", async (_docs, _why, row) => {
    const { protection, settings, before, path, refused, state } = row;
    if (protection) standIn.state.protections.set("main", protection);
    Object.assign(standIn.state.settings, settings);
    const change = await openChange(ana, { path });
    await before?.(change);
    const read = () =>
      bo.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", { ...AT, pull_number: change.number });
    // The first read after a move starts the test merge.
    await read();
    expect((await read()).data.mergeable_state).toBe(state);
    const tip = await readTip(ana);
    if (refused) {
      await expect(merge(bo, change)).rejects.toMatchObject({
        status: 405,
        message: expect.stringMatching(refused),
      });
      expect(await readTip(ana)).toBe(tip);
      return;
    }
    const commit = await merge(bo, change);
    expect(await readTip(ana)).toBe(commit);
    expect((await read()).data).toMatchObject({
      state: "closed",
      merged: true,
      merged_by: { login: "bo" },
      merge_commit_sha: commit,
    });
    await expect(merge(bo, change)).rejects.toMatchObject({ status: 405 });
  });

  it("deletes the head branch only where the repository has the setting", async () => {
    const one = await openChange(ana);
    await merge(bo, one);
    expect(await readTip(ana, one.branch)).toBe(one.head);
    standIn.state.settings.deleteBranchOnMerge = true;
    const two = await openChange(ana);
    await merge(bo, two);
    await expect(readTip(ana, two.branch)).rejects.toMatchObject({ status: 404 });
  });

  it.each(["squash", "rebase"] as const)("puts one commit on the base with %s", async (method) => {
    const tip = await readTip(ana);
    const { number } = await openChange(ana);
    await bo.request("PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge", {
      ...AT,
      pull_number: number,
      merge_method: method,
    });
    const commit = await standIn.state.repository.findCommit("refs/heads/main");
    expect(commit).toMatchObject({ parents: [tip], author: { name: method === "squash" ? "Bo" : "Ana" } });
  });
});

describe("a pull request", () => {
  it("has an unknown mergeability at the first read after each move", async () => {
    const { number } = await openChange(ana);
    const read = async () => {
      const route = "GET /repos/{owner}/{repo}/pulls/{pull_number}";
      const { data } = await ana.request(route, { ...AT, pull_number: number });
      return [data.mergeable, data.mergeable_state];
    };
    // The answer to the creation was the first read.
    expect(await read()).toEqual([true, "clean"]);
    await commitFile(ana, { branch: "main", path: "c.yaml", content: "kind: C\n" });
    expect(await read()).toEqual([null, "unknown"]);
    expect(await read()).toEqual([true, "clean"]);
  });

  it("follows its branch, and closes when the branch is deleted", async () => {
    const { number, branch } = await openChange(ana);
    const head = await commitFile(ana, { branch, path: "b.yaml", content: "kind: B\n" });
    expect(standIn.state.pulls.get(number)?.headCommit).toBe(head);
    await ana.request("DELETE /repos/{owner}/{repo}/git/refs/{ref}", { ...AT, ref: `heads/${branch}` });
    expect(standIn.state.pulls.get(number)).toMatchObject({ state: "closed", headCommit: head });
  });

  it("keeps its branch when it is closed, and opens again", async () => {
    const { number, head, branch } = await openChange(ana);
    const update = (state: "open" | "closed") =>
      ana.request("PATCH /repos/{owner}/{repo}/pulls/{pull_number}", { ...AT, pull_number: number, state });
    expect((await update("closed")).data).toMatchObject({ state: "closed", merged: false });
    expect(await readTip(ana, branch)).toBe(head);
    expect((await update("open")).data).toMatchObject({ state: "open", closed_at: null });
  });

  it("is merged when its commits reach the base in another way", async () => {
    const { number, head } = await openChange(ana);
    const [sha, ref] = [head, "refs/heads/main"];
    const before = await readTip(ana);
    const { repository } = await ana.graphql<{ repository: { id: string } }>(
      `query { repository(owner: "acme", name: "requests") { id } }`,
    );
    await ana.graphql(
      `mutation Move($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }`,
      {
        input: { repositoryId: repository.id, refUpdates: [{ name: ref, beforeOid: before, afterOid: sha }] },
      },
    );
    expect(standIn.state.pulls.get(number)).toMatchObject({ state: "closed", merged: { commit: head } });
  });

  it("cannot change in an archived repository, and can be read", async () => {
    const change = await openChange(ana);
    standIn.state.settings.isArchived = true;
    await expect(merge(bo, change)).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining("Repository was archived so is read-only."),
    });
    await expect(approve(bo, change)).rejects.toMatchObject({ status: 403 });
    expect((await ana.request("GET /repos/{owner}/{repo}", AT)).data.archived).toBe(true);
  });

  it("https://docs.github.com/en/rest/branches/branches#rename-a-branch: follows its renamed base", async () => {
    const { number } = await openChange(ana);
    standIn.state.protections.set("main", { reviews: { count: 1 } });
    const max = signIn(standIn, "max");
    const route = "POST /repos/{owner}/{repo}/branches/{branch}/rename";
    const { data } = await max.request(route, { ...AT, branch: "main", new_name: "trunk" });
    expect(data).toMatchObject({ name: "trunk", protected: true });
    expect(standIn.state.pulls.get(number)).toMatchObject({ state: "open", base: "trunk" });
    expect((await ana.request("GET /repos/{owner}/{repo}", AT)).data.default_branch).toBe("trunk");
    await expect(readTip(ana, "main")).rejects.toMatchObject({ status: 404 });
  });
});
