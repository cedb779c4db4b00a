import { expect, it } from "vitest";
import type { State } from "#lib/kubernetes/types";
import { hasStopped, isSuperseded, type OwnRequest } from "#lib/request/stopped";
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

/** A merged request for one object. */
function made(id: string, operation: Operation, state: State, day: number, author = "ana"): OwnRequest {
  const one = request(id, author, state, "merged", day);
  return { operation, author, mergedAt: one.createdAt, request: { ...one, operation } };
}

const CREATED = made("created", "create", "Missing", 1);
const REMOVED = made("removed", "delete", "NeedsAttention", 2);

it.each<[reason: string, requests: OwnRequest[], stopped: string[]]>([
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
])("only a request that needs attention is left: %s", (_reason, requests, stopped) => {
  const own = requests.filter(({ author }) => author === "ana");
  const found = own.filter((one) => hasStopped(one.request) && !isSuperseded(one, requests));
  expect(found.map(({ request: { id } }) => id)).toEqual(stopped);
});

it.each<[state: State, pull: "open" | "merged" | "closed", stopped: boolean]>([
  ["Failed", "merged", true],
  ["NeedsAttention", "open", true],
  ["Missing", "merged", true],
  ["Failed", "closed", false],
  ["Working", "merged", false],
  ["Ready", "merged", false],
])("hasStopped of a request that is %s and %s: %s", (state, pull, stopped) => {
  expect(hasStopped(request("one", "ana", state, pull))).toBe(stopped);
});
