import { expect, it } from "vitest";
import { findAttention } from "#components/shell/attention";
import type { State } from "#lib/kubernetes/types";
import type { Operation, PortalRequest } from "#lib/request/types";

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

/** A merged request for the object `db`. */
function made(id: string, operation: Operation, state: State, day: number, author = "ana"): PortalRequest {
  const one = request(id, author, state, "merged", day);
  const merged = { key: "merged" as const, label: "Merged", status: "done" as const, at: one.createdAt };
  return { ...one, operation, object: { ...one.object, name: "db" }, timeline: [merged] };
}

const CREATED = made("created", "create", "Missing", 1);
const REMOVED = made("removed", "delete", "NeedsAttention", 2);

it.each<[reason: string, requests: PortalRequest[], stopped: string[]]>([
  [
    "the person removed the object and created it again",
    [CREATED, REMOVED, made("anew", "create", "Ready", 3)],
    [],
  ],
  ["the person removed the object", [CREATED, made("removed", "delete", "Ready", 2)], []],
  ["the second object failed", [CREATED, REMOVED, made("anew", "create", "Failed", 3)], ["anew"]],
  ["another person removed the object", [CREATED, made("theirs", "delete", "Ready", 2, "bo")], ["created"]],
  ["the removal is not complete", [made("created", "create", "Ready", 1), REMOVED], ["removed"]],
  [
    "an update failed before the next one",
    [made("change", "update", "Failed", 1), made("next", "update", "Ready", 2)],
    ["change"],
  ],
  [
    "the object was removed before it was created",
    [made("removed", "delete", "Ready", 1), made("anew", "create", "Missing", 2)],
    ["anew"],
  ],
])("findAttention returns only the requests that need attention: %s", (_reason, requests, stopped) => {
  const found = findAttention({ requests, approvals: [] }, { user: "ana" });
  expect(found.stopped.map(({ id }) => id)).toEqual(stopped);
});

it("findAttention returns the person's stopped requests except closed ones, newest first, and counts approvals", () => {
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
