import { describe, expect, it } from "vitest";
import { findNewlyReady } from "#components/shell/ready-toasts";
import type { RequestsResponse } from "#lib/api/types";
import type { State } from "#lib/kubernetes/types";
import type { PortalRequest } from "#lib/request/types";

function requestsOf(...states: [id: string, state: State][]): RequestsResponse {
  const requests = states.map(
    ([id, state]): PortalRequest => ({
      id,
      operation: "create",
      title: id,
      object: {
        cluster: "local",
        group: "g",
        version: "v1",
        kind: "Thing",
        plural: "things",
        namespace: "team-a",
        name: id,
      },
      author: { id: "ana", name: "Ana" },
      createdAt: "2026-01-01T00:00:00Z",
      updatedAt: "2026-01-01T00:00:00Z",
      path: "p",
      branch: "b",
      pullRequest: { provider: "local", number: 1, url: "/", state: "merged" },
      health: { state },
      timeline: [],
    }),
  );
  return { requests, total: requests.length };
}

describe("findNewlyReady", () => {
  it.each<[string, RequestsResponse | undefined, RequestsResponse, string[]]>([
    [
      "returns a request that was Working and is Ready",
      requestsOf(["a", "Working"]),
      requestsOf(["a", "Ready"]),
      ["a"],
    ],
    ["ignores a request that was Ready when the page was opened", undefined, requestsOf(["a", "Ready"]), []],
    ["ignores a request that was already Ready", requestsOf(["a", "Ready"]), requestsOf(["a", "Ready"]), []],
    [
      "ignores a request that is new on the page",
      requestsOf(["b", "Working"]),
      requestsOf(["a", "Ready"]),
      [],
    ],
    ["ignores a failed request", requestsOf(["a", "Working"]), requestsOf(["a", "Failed"]), []],
  ])("%s", (_reason, before, now, expected) => {
    expect(findNewlyReady(before, now).map(({ id }) => id)).toEqual(expected);
  });
});
