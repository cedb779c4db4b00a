import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GitLabStandIn } from "#demo/stand-ins/gitlab/server";
import { LEVELS, type Pipeline } from "#demo/stand-ins/gitlab/state/types";
import { callAs, openChange } from "#demo/stand-ins/gitlab/testing/client";
import { startStandIn } from "#demo/stand-ins/gitlab/testing/test-stand-in";

let standIn: GitLabStandIn;
let head: string;

beforeEach(async () => {
  standIn = await startStandIn({ settings: { approvalsRequired: 1 } });
  standIn.state.protections.set("main", {
    push: [{ level: LEVELS.maintainer }],
    merge: [{ username: "bo" }],
  });
  ({ head } = await openChange(standIn, "ana", { branch: "one", path: "one.yaml", content: "one: 1\n" }));
}, 60_000);
afterEach(async () => {
  const violations = standIn.violations();
  await standIn.close();
  expect(violations).toEqual([]);
});

const as = (username: string, method: string, action: string, input: object = {}) =>
  callAs(standIn, username)(method, `merge_requests/1${action}`, input);
const approve = (username: string, sha = head) => as(username, "POST", "/approve", { sha });
const merge = (username: string, sha = head) => as(username, "PUT", "/merge", { sha });

/** Of the head. */
function addPipeline(status: Pipeline["status"]): void {
  const { state } = standIn;
  state.pipelines.push({ id: state.nextId(), iid: 1, sha: head, ref: "one", status, at: state.now() });
}

/** The second read has the result of GitLab's check in the background. */
async function readStatus(): Promise<unknown> {
  await callAs(standIn, "bo")("GET", "merge_requests/1");
  return (await callAs(standIn, "bo")("GET", "merge_requests/1")).body;
}

describe("an approval", () => {
  it.each([
    ["of the author, where the project forbids it", () => approve("ana"), 401],
    ["of a reporter", () => approve("rae"), 401],
    ["of another commit", () => approve("bo", "0".repeat(40)), 409],
    ["of a person without access", () => approve("eve"), 404],
  ])(
    "https://docs.gitlab.com/api/merge_request_approvals/: is refused: %s",
    async (_who, attempt, status) => {
      expect((await attempt()).status).toBe(status);
    },
  );

  it("counts once, can be revoked, and ends with a push", async () => {
    expect(await approve("bo")).toMatchObject({ status: 201, body: { approved: true, approvals_left: 0 } });
    expect((await approve("bo")).status).toBe(401);
    expect(await as("bo", "POST", "/unapprove")).toMatchObject({ status: 201, body: { approved: false } });
    expect((await as("bo", "POST", "/unapprove")).status).toBe(404);
    await approve("bo");
    const actions = [{ action: "create", file_path: "two.yaml", content: "two: 2\n" }];
    await callAs(standIn, "ana")("POST", "repository/commits", {
      branch: "one",
      commit_message: "Add",
      actions,
    });
    const approvals = await callAs(standIn, "bo")("GET", "merge_requests/1/approvals");
    expect(approvals.body).toMatchObject({ approved: false, approved_by: [] });
    const versions = await callAs(standIn, "bo")("GET", "merge_requests/1/versions");
    expect(versions.body).toMatchObject([{}, { head_commit_sha: head }]);
  });
});

describe("a merge", () => {
  it.each([
    ["not_approved", "without an approval", async () => {}, 405],
    [
      "draft_status",
      "of a draft",
      async () => {
        await approve("bo");
        await as("ana", "PUT", "", { title: "Draft: one" });
      },
      405,
    ],
    [
      "ci_still_running",
      "while the pipeline runs",
      async () => {
        await approve("bo");
        standIn.state.settings.pipelineMustSucceed = true;
        addPipeline("running");
      },
      405,
    ],
    [
      "ci_must_pass",
      "after the pipeline failed",
      async () => {
        await approve("bo");
        standIn.state.settings.pipelineMustSucceed = true;
        addPipeline("failed");
      },
      405,
    ],
    [
      "not_open",
      "of a closed one",
      async () => {
        await approve("bo");
        await as("ana", "PUT", "", { state_event: "close" });
      },
      405,
    ],
    [
      "conflict",
      "with a conflict",
      async () => {
        await approve("bo");
        const actions = [{ action: "create", file_path: "one.yaml", content: "other\n" }];
        const input = { branch: "main", commit_message: "Conflict", actions };
        expect((await callAs(standIn, "max")("POST", "repository/commits", input)).status).toBe(201);
      },
      422,
    ],
  ])(
    "https://docs.gitlab.com/api/merge_requests/#merge-status: %s, %s",
    async (reason, _when, prepare, status) => {
      await prepare();
      expect(await readStatus()).toMatchObject({ detailed_merge_status: reason });
      expect((await merge("bo")).status).toBe(status);
    },
  );

  it.each([
    ["by a person whom the protection does not name", () => merge("ana"), 401],
    ["of another commit", () => merge("bo", "0".repeat(40)), 409],
  ])(
    "https://docs.gitlab.com/api/merge_requests/#merge-a-merge-request: is refused %s",
    async (_who, attempt, status) => {
      await approve("bo");
      expect((await attempt()).status).toBe(status);
    },
  );

  it.each([
    ["merge", false, 2],
    ["merge", true, 2],
    ["ff", true, 1],
    ["rebase_merge", false, 2],
  ] as const)(
    "https://docs.gitlab.com/user/project/merge_requests/methods/: %s, squashed: %s",
    async (method, isSquashed, parents) => {
      Object.assign(standIn.state.settings, { mergeMethod: method });
      await approve("bo");
      const merged = await as("bo", "PUT", "/merge", { sha: head, squash: isSquashed });
      expect(merged.body).toMatchObject({ state: "merged", merge_user: { username: "bo" } });
      const tip = (await standIn.state.repository.findTip("main")) ?? "";
      expect((await standIn.state.repository.findCommit(tip))?.parents).toHaveLength(parents);
      const [blob] = await standIn.state.repository.git.readObjects([`${tip}:one.yaml`]);
      expect(blob?.content.toString()).toBe("one: 1\n");
    },
  );
});
