import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GitLabStandIn } from "#demo/stand-ins/gitlab/server";
import { callAs, openChange, PROJECT, signIn } from "#demo/stand-ins/gitlab/testing/client";
import { startStandIn } from "#demo/stand-ins/gitlab/testing/test-stand-in";

let standIn: GitLabStandIn;

beforeEach(async () => {
  standIn = await startStandIn();
}, 60_000);
afterEach(async () => {
  const violations = standIn.violations();
  await standIn.close();
  expect(violations).toEqual([]);
});

const CHANGE = { branch: "one", path: "one.yaml", content: "kind: One\n" };

describe("a merge request", () => {
  it("is opened, approved and merged with the client library", async () => {
    const { iid, head } = await openChange(standIn, "ana", CHANGE);
    const bo = signIn(standIn, "bo");
    const opened = await bo.MergeRequests.show(PROJECT, iid);
    expect(opened).toMatchObject({ iid, sha: head, state: "opened", detailed_merge_status: "mergeable" });
    const approved = await callAs(standIn, "bo")("POST", `merge_requests/${iid}/approve`, { sha: head });
    expect(approved).toMatchObject({ status: 201, body: { approved_by: [{ user: { username: "bo" } }] } });
    const merged = await bo.MergeRequests.merge(PROJECT, iid, { sha: head, shouldRemoveSourceBranch: true });
    expect(merged).toMatchObject({ state: "merged", merge_user: { username: "bo" } });
    expect(await standIn.state.repository.findTip("one")).toBeUndefined();
    expect(await standIn.state.repository.findTip("main")).toBe(merged.merge_commit_sha);
  });
});
