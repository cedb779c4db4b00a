import { describe, expect, it } from "vitest";
import type { PullRequest } from "#lib/git/types";
import type { Health } from "#lib/kubernetes/types";
import {
  buildTimeline,
  type ObjectState,
  type TimelineInput,
  untilClockStep,
} from "#lib/request/timeline/timeline";

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
    "opened and not approved",
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
    "a closed update of a Ready object",
    { pullRequest: closed, operation: "update", object: present(ready) },
    "dsssss",
    { state: "Ready" },
  ],
  [
    "merged and not synced",
    { sync: pending },
    "dddcpp",
    { state: "Waiting", since: MERGED, message: pending.message },
  ],
  [
    "merged minutes ago and not synced",
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
  ["sync failed", { sync: failed }, "dddfpp", { state: "Failed", message: "quota exceeded" }],
  ["synced a moment ago and not observed yet", { sync: synced }, "ddddcp", { state: "Working" }],
  [
    "synced minutes ago and missing",
    { sync: synced, now: LATER },
    "ddddfp",
    { state: "Missing", since: SYNCED },
  ],
  [
    "created and Working",
    { sync: synced, object: present({ state: "Working", message: "Pipeline runs" }) },
    "dddddc",
    { state: "Working", message: "Pipeline runs" },
  ],
  [
    "created and in need of attention",
    { sync: synced, object: present({ state: "NeedsAttention" }) },
    "dddddc",
    { state: "NeedsAttention" },
  ],
  [
    "created and Failed",
    { sync: synced, object: present({ state: "Failed", message: "bad size" }) },
    "dddddf",
    { state: "Failed", message: "bad size" },
  ],
  ["created and Ready", { sync: synced, object: present(ready) }, "dddddd", ready],
  ["Ready before the agent reports a sync", { sync: pending, object: present(ready) }, "dddcdd", ready],
  [
    "Working before the agent reports a sync",
    { sync: pending, object: present({ state: "Working" }) },
    "dddcdp",
    { state: "Working" },
  ],
  [
    "an update of a Ready object that is not synced",
    { operation: "update", sync: pending, object: present(ready) },
    "dddcpp",
    { state: "Waiting" },
  ],
  [
    "an update that is synced",
    { operation: "update", sync: synced, object: present(ready) },
    "dddddd",
    ready,
  ],
  [
    "synced and the cluster is unreachable",
    { sync: synced, object: { state: "unknown", message: "demo is away." } },
    "ddddpp",
    { state: "Unknown", message: "demo is away." },
  ],
  [
    "synced and the person has no access",
    { sync: synced, object: { state: "hidden" } },
    "ddddpp",
    { state: "NoAccess" },
  ],
  [
    "created and removed by a later request",
    { sync: synced, now: LATER, removedBy: { id: "requests-50", at: LATER } },
    "ddddss",
    { state: "Missing", message: "Request requests-50 removed the object again." },
  ],
  [
    "a removal without approval",
    { pullRequest: open, operation: "delete", object: present(ready) },
    "dcppp",
    { state: "HeldForApproval" },
  ],
  [
    "a removal that is merged",
    { operation: "delete", sync: pending, object: present(ready, { createdAt: OPENED }) },
    "dddcp",
    { state: "Waiting" },
  ],
  [
    "a removal whose object is being deleted",
    { operation: "delete", sync: synced, object: present(ready, { createdAt: OPENED, deletedAt: SYNCED }) },
    "ddddc",
    { state: "Removing", since: SYNCED },
  ],
  [
    "a removal that is synced a moment ago",
    { operation: "delete", sync: synced, object: present(ready, { createdAt: OPENED }) },
    "ddddc",
    { state: "Removing" },
  ],
  [
    "a removal by an agent that does not prune",
    { operation: "delete", sync: synced, object: present(ready, { createdAt: OPENED }), now: LATER },
    "ddddc",
    {
      state: "NeedsAttention",
      message: "Applied, but the object is still there. Demo sync may be set not to remove objects.",
    },
  ],
  [
    "a removal by an agent that reports why it does not prune",
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
    "a removal that is complete",
    { operation: "delete", sync: synced },
    "ddddd",
    { state: "Ready", message: "The object is gone." },
  ],
  [
    "a complete removal with a new object of the same name",
    { operation: "delete", sync: synced, object: present({ state: "Failed" }) },
    "ddddd",
    { state: "Ready" },
  ],
  [
    "a removal before whose sync the object is requested again",
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
    "a removal before whose sync the object is deleted by hand",
    { operation: "delete", sync: pending },
    "dddcd",
    { state: "Ready" },
  ],
  [
    "a removal whose object is gone and whose sync failed",
    { operation: "delete", sync: failed },
    "dddfd",
    { state: "Failed" },
  ],
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

  it("shortens the sync error, keeps it in the details and shows the next step", () => {
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

  it("shows the actor and the time of each step", () => {
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

  it("has at most one current step", () => {
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

describe("cause of the state of a request", () => {
  const reference = { cluster: "demo", group: "", version: "v1", kind: "Pod", namespace: "a", name: "web-1" };
  const cause = { reference, plural: "pods", health: { state: "Failed", message: "no such image" } } as const;
  const troubled = present({ state: "NeedsAttention", message: "Pod web-1: no such image" }, { cause });

  const causes: [reason: string, input: Partial<TimelineInput>, expected: typeof cause | undefined][] = [
    ["is the cause of an object that needs attention", { object: troubled }, cause],
    ["is empty for a Ready object", { object: present(ready) }, undefined],
    [
      "is empty for an update that is not synced",
      { operation: "update", sync: pending, object: troubled },
      undefined,
    ],
    [
      "is empty for a closed update",
      { pullRequest: closed, operation: "update", object: troubled },
      undefined,
    ],
    ["is empty for a removal", { operation: "delete", object: troubled }, undefined],
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

describe("untilClockStep", () => {
  const at = (milliseconds: number) => new Date(Date.parse(MERGED) + milliseconds).toISOString();
  const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
  const waiting = { pullRequest: merged, sync: pending };
  const absent = {
    pullRequest: merged,
    sync: { ...synced, at: MERGED },
    object: { state: "absent" as const },
  };

  it.each<[what: string, input: Partial<TimelineInput>, age: number]>([
    ["a request that is merged just now", waiting, 0],
    ["a request that has waited for 9 minutes", waiting, 9 * MINUTE + 10 * SECOND],
    ["a request that has waited for hours", waiting, 3 * HOUR + 5 * MINUTE],
    ["a request that has waited for days", waiting, 50 * HOUR],
    ["an object that is not there right after the sync", absent, 12 * SECOND],
  ])("ends when the steps of %s change, and not before", (_what, input, age) => {
    const build = (after: number) =>
      buildTimeline({
        ...{ operation: "create", path: PATH, object: { state: "unknown" } },
        ...{ ...waiting, ...input, now: at(age + after) },
      });
    const left = untilClockStep({ ...waiting, ...input }, Date.parse(at(age))) ?? Number.NaN;
    expect(build(left - 1)).toEqual(build(0));
    expect(build(left)).not.toEqual(build(0));
  });

  it.each<[what: string, input: Pick<TimelineInput, "pullRequest" | "sync">]>([
    ["an open request", { pullRequest: open }],
    ["a closed request", { pullRequest: closed }],
    ["a request that failed", { pullRequest: merged, sync: { state: "failed", agent: "Argo CD" } }],
    ["a request that was synced long ago", { pullRequest: merged, sync: synced }],
  ])("is undefined for %s", (_what, input) => {
    expect(untilClockStep(input, Date.parse(at(HOUR)))).toBeUndefined();
  });
});
