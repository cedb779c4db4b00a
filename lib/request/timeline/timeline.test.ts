import { describe, expect, it } from "vitest";
import type { PullRequest } from "#lib/git/types";
import type { Health } from "#lib/kubernetes/types";
import { buildTimeline, type ObjectState, type TimelineInput } from "#lib/request/timeline/timeline";

const OPENED = "2026-11-20T10:00:00.000Z";
const APPROVED = "2026-11-20T10:01:00.000Z";
const MERGED = "2026-11-20T10:02:00.000Z";
const SYNCED = "2026-11-20T10:03:00.000Z";
const NOW = "2026-11-20T10:03:10.000Z";
const PATH = "team-a/orders.yaml";
const LATER = "2026-11-20T10:11:00.000Z";

const person = (name: string) => ({ id: name.toLowerCase(), name });
const open: PullRequest = {
  number: 41,
  url: "/requests/requests-41",
  branch: "b",
  title: "t",
  body: "",
  state: "open",
  author: person("Ana"),
  createdAt: OPENED,
  updatedAt: OPENED,
  reviews: [],
  pushers: [],
  headCommit: "c",
};
const approval = { actor: person("Bo"), verdict: "approved", at: APPROVED, comment: "Fine." } as const;
const approved: PullRequest = { ...open, reviews: [approval] };
const merged: PullRequest = {
  ...approved,
  state: "merged",
  mergedAt: MERGED,
  mergedBy: person("Bo"),
  mergeCommit: "m",
};
const closed: PullRequest = { ...open, state: "closed", closedAt: APPROVED, closedBy: person("Bo") };
const synced = { state: "synced", at: SYNCED, agent: "Demo sync" } as const;
const pending = {
  state: "pending",
  agent: "Demo sync",
  message: "Demo sync has not applied the change yet.",
} as const;
const failed = { state: "failed", agent: "Demo sync", message: "quota exceeded" } as const;
const absent: ObjectState = { state: "absent" };
const present = (health: Health, more: object = {}): ObjectState => ({
  state: "present",
  createdAt: SYNCED,
  health,
  ...more,
});
const ready: Health = { state: "Ready", since: NOW };

type Row = [reason: string, input: Partial<TimelineInput>, steps: string, health: Partial<Health>];

// The status of each step as one letter, in order: done, current, pending, failed, skipped.
const rows: Row[] = [
  [
    "just opened",
    { pullRequest: open },
    "dcpppp",
    { state: "HeldForApproval", since: OPENED, message: "Waiting for someone with approval rights." },
  ],
  [
    "approved",
    { pullRequest: approved },
    "ddcppp",
    {
      state: "HeldForApproval",
      message: "Approved. Waiting for someone with approval rights to merge the request.",
    },
  ],
  [
    "closed",
    { pullRequest: closed },
    "dsssss",
    { state: "NotCreatedYet", message: "Closed by Bo without merging. Nothing was changed." },
  ],
  [
    "a change that was closed leaves the object as it is",
    { pullRequest: closed, operation: "update", object: present(ready) },
    "dsssss",
    { state: "Ready" },
  ],
  [
    "merged, not applied yet",
    { sync: pending },
    "dddcpp",
    { state: "Waiting", since: MERGED, message: pending.message },
  ],
  [
    "merged long ago, not applied",
    { sync: pending, now: LATER },
    "dddcpp",
    { state: "NeedsAttention", message: `Merged 9 min ago and not synced yet. ${pending.message}` },
  ],
  [
    "merged without an approval",
    { pullRequest: { ...merged, reviews: [] }, sync: pending },
    "dsdcpp",
    { state: "Waiting" },
  ],
  ["applying failed", { sync: failed }, "dddfpp", { state: "Failed", message: "quota exceeded" }],
  ["applied a moment ago, the watch is behind", { sync: synced }, "ddddcp", { state: "Working" }],
  [
    "applied long ago, and not there",
    { sync: synced, now: LATER },
    "ddddfp",
    { state: "Missing", since: SYNCED },
  ],
  [
    "there, being worked on",
    { sync: synced, object: present({ state: "Working", message: "Pipeline runs" }) },
    "dddddc",
    { state: "Working", message: "Pipeline runs" },
  ],
  [
    "there, waiting for someone",
    { sync: synced, object: present({ state: "NeedsAttention" }) },
    "dddddc",
    { state: "NeedsAttention" },
  ],
  [
    "there, failed",
    { sync: synced, object: present({ state: "Failed", message: "bad size" }) },
    "dddddf",
    { state: "Failed", message: "bad size" },
  ],
  ["ready", { sync: synced, object: present(ready) }, "dddddd", ready],
  ["there before the agent has reported", { sync: pending, object: present(ready) }, "dddcdd", ready],
  [
    "there and working before the agent has reported",
    { sync: pending, object: present({ state: "Working" }) },
    "dddcdp",
    { state: "Working" },
  ],
  [
    "a change is not there before it is applied, though the object is",
    { operation: "update", sync: pending, object: present(ready) },
    "dddcpp",
    { state: "Waiting" },
  ],
  ["a change, applied", { operation: "update", sync: synced, object: present(ready) }, "dddddd", ready],
  [
    "the cluster is away",
    { sync: synced, object: { state: "unknown", message: "demo is away." } },
    "ddddpp",
    { state: "Unknown", message: "demo is away." },
  ],
  ["the person may not look", { sync: synced, object: { state: "hidden" } }, "ddddpp", { state: "NoAccess" }],
  [
    "made, and removed again by a later request",
    { sync: synced, now: LATER, removedBy: { id: "requests-50", at: LATER } },
    "ddddss",
    { state: "Missing", message: "Request requests-50 removed the object again." },
  ],
  [
    "a removal waits for approval",
    { pullRequest: open, operation: "delete", object: present(ready) },
    "dcppp",
    { state: "HeldForApproval" },
  ],
  [
    "a removal, merged",
    { operation: "delete", sync: pending, object: present(ready, { createdAt: OPENED }) },
    "dddcp",
    { state: "Waiting" },
  ],
  [
    "a removal at work",
    { operation: "delete", sync: synced, object: present(ready, { createdAt: OPENED, deletedAt: SYNCED }) },
    "ddddc",
    { state: "Removing", since: SYNCED },
  ],
  [
    "a removal, applied a moment ago",
    { operation: "delete", sync: synced, object: present(ready, { createdAt: OPENED }) },
    "ddddc",
    { state: "Removing" },
  ],
  [
    "an agent that does not prune",
    { operation: "delete", sync: synced, object: present(ready, { createdAt: OPENED }), now: LATER },
    "ddddc",
    {
      state: "NeedsAttention",
      message: "Applied, but the object is still there. Demo sync may be set not to remove objects.",
    },
  ],
  [
    "an agent that keeps it and says why",
    {
      operation: "delete",
      sync: { ...synced, message: "The Application does not prune." },
      object: present(ready, { createdAt: OPENED }),
      now: LATER,
    },
    "ddddc",
    { state: "NeedsAttention", message: "The Application does not prune." },
  ],
  [
    "removed",
    { operation: "delete", sync: synced },
    "ddddd",
    { state: "Ready", message: "The object is gone." },
  ],
  [
    "removed, and made anew since",
    { operation: "delete", sync: synced, object: present({ state: "Failed" }) },
    "ddddd",
    { state: "Ready" },
  ],
  [
    "removed, and requested anew before the agent came",
    {
      operation: "delete",
      sync: synced,
      object: present(ready, { createdAt: OPENED }),
      recreatedBy: { id: "requests-3", at: LATER },
      now: LATER,
    },
    "ddddd",
    { state: "Ready", message: "Request requests-3 created the object again." },
  ],
  [
    "removed by hand before the agent came",
    { operation: "delete", sync: pending },
    "dddcd",
    { state: "Ready" },
  ],
  ["gone, but the agent fails", { operation: "delete", sync: failed }, "dddfd", { state: "Failed" }],
];

describe("buildTimeline", () => {
  it.each(rows)("%s", (_, input, steps, health) => {
    const { timeline, health: found } = buildTimeline({
      pullRequest: merged,
      operation: "create",
      path: PATH,
      object: absent,
      now: NOW,
      ...input,
    });
    expect(timeline.map(({ status }) => status[0]).join("")).toBe(steps);
    expect(found).toMatchObject(health);
  });

  it("shortens what the agent says of a failure, keeps the whole, and says who acts next", () => {
    const cause = `ConfigMap "orders" is invalid: data: Invalid value: "x"`;
    const message = `one or more objects failed to apply, reason: error when patching "/dev/shm/1": ${cause}`;
    const { timeline, health } = buildTimeline({
      pullRequest: merged,
      operation: "create",
      path: PATH,
      sync: { state: "failed", agent: "Argo CD", message },
      object: absent,
      now: NOW,
    });
    expect(timeline.find(({ key }) => key === "synced")).toMatchObject({
      message: cause,
      details: message,
      next: `Correct the value in ${PATH} with another request.`,
    });
    expect(health).toMatchObject({ state: "Failed", message: cause });
  });

  it("says who did what and when", () => {
    const input: TimelineInput = {
      pullRequest: merged,
      operation: "create",
      path: PATH,
      sync: synced,
      object: present(ready),
      now: NOW,
    };
    expect(buildTimeline(input).timeline.map(({ label, at, actor }) => [label, at, actor])).toEqual([
      ["Pull request #41", OPENED, "Ana"],
      ["Approved", APPROVED, "Bo"],
      ["Merged", MERGED, "Bo"],
      ["Synced", SYNCED, "Demo sync"],
      ["Created", SYNCED, undefined],
      ["Ready", NOW, undefined],
    ]);
  });

  it("always has one place where it waits, unless it is over", () => {
    for (const [reason, input] of rows) {
      const { timeline } = buildTimeline({
        pullRequest: merged,
        operation: "create",
        path: PATH,
        object: absent,
        now: NOW,
        ...input,
      });
      expect(timeline.filter(({ status }) => status === "current").length, reason).toBeLessThanOrEqual(1);
    }
  });
});

describe("the part behind a request's state", () => {
  const reference = { cluster: "demo", group: "", version: "v1", kind: "Pod", namespace: "a", name: "web-1" };
  const cause = { reference, plural: "pods", health: { state: "Failed", message: "no such image" } } as const;
  const troubled = present({ state: "NeedsAttention", message: "Pod web-1: no such image" }, { cause });

  const causes: [reason: string, input: Partial<TimelineInput>, expected: typeof cause | undefined][] = [
    ["its object is not well because of it", { object: troubled }, cause],
    ["its object is well", { object: present(ready) }, undefined],
    [
      "a change that was not applied yet: the parts are of before",
      { operation: "update", sync: pending, object: troubled },
      undefined,
    ],
    ["a change that was declined", { pullRequest: closed, operation: "update", object: troubled }, undefined],
    ["a removal that waits", { operation: "delete", object: troubled }, undefined],
  ];
  it.each(causes)("%s", (_, input, expected) => {
    const progress = buildTimeline({
      pullRequest: merged,
      operation: "create",
      path: PATH,
      sync: synced,
      object: absent,
      now: NOW,
      ...input,
    });
    expect(progress.cause).toEqual(expected);
  });
});
