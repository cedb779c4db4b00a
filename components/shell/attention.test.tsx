import { describe, expect, it } from "vitest";
import { findAttention } from "#components/shell/attention";
import type { State } from "#lib/kubernetes/types";
import type { PortalRequest } from "#lib/request/types";

function request(
  id: string,
  author: string,
  state: State,
  pull: "open" | "merged" | "closed",
  day = 1,
): PortalRequest {
  const at = `2026-11-${String(day).padStart(2, "0")}T10:00:00Z`;
  return {
    id,
    operation: "create",
    title: id,
    object: { cluster: "local", group: "g", version: "v1", kind: "K", name: id, plural: "ks" },
    author: { id: author, name: author },
    createdAt: at,
    updatedAt: at,
    path: "",
    branch: "",
    pullRequest: { provider: "local", number: 1, url: "", state: pull },
    health: { state },
    timeline: [],
  };
}

describe("findAttention", () => {
  const { stopped, approvals } = findAttention(
    [
      request("older failure", "ana", "Failed", "merged", 1),
      request("newer failure", "ana", "NeedsAttention", "merged", 5),
      request("given up", "ana", "Failed", "closed"),
      request("on its way", "ana", "Working", "merged"),
      request("own, held", "ana", "HeldForApproval", "open"),
      request("another's failure", "bo", "Failed", "merged"),
      request("waits since day 4", "bo", "HeldForApproval", "open", 4),
      request("waits since day 2", "bo", "HeldForApproval", "open", 2),
      request("merged meanwhile", "bo", "HeldForApproval", "merged"),
    ],
    { user: "ana" },
  );

  it("names what stopped of mine, newest first, unless I closed it", () => {
    expect(stopped.map(({ id }) => id)).toEqual(["newer failure", "older failure"]);
  });

  it("names what others wait for, the longest wait first; never my own", () => {
    expect(approvals.map(({ id }) => id)).toEqual(["waits since day 2", "waits since day 4"]);
  });
});
