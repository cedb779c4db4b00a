import { expect, it } from "vitest";
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

it("findAttention names what stopped of mine, newest first, unless I gave it up, and counts what I may approve", () => {
  const requests = [
    request("older failure", "ana", "Failed", "merged", 1),
    request("newer trouble", "ana", "NeedsAttention", "merged", 5),
    request("given up", "ana", "Failed", "closed"),
    request("on its way", "ana", "Working", "merged"),
    request("another's failure", "bo", "Failed", "merged"),
  ];
  const { stopped, approvals } = findAttention({ requests, approvals: ["a", "b"] }, { user: "ana" });
  expect(stopped.map(({ id }) => id)).toEqual(["newer trouble", "older failure"]);
  expect(approvals).toBe(2);
});
