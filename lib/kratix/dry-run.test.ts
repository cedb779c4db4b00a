import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  computeDryRunHealth,
  isDryRun,
  isDryRunOf,
  leaveOutDryRuns,
  parseDryRun,
  readSummary,
} from "#lib/kratix/dry-run";
import type { Health, KubernetesObject, ObjectMeta } from "#lib/kubernetes/types";

const AT = "2026-11-20T10:00:00Z";

function object(fields: Partial<KubernetesObject>, metadata: Partial<ObjectMeta> = {}): KubernetesObject {
  const own = { name: "try", namespace: "team-a", uid: "u", resourceVersion: "1", creationTimestamp: AT };
  return {
    apiVersion: "platform.kratix.io/v1alpha1",
    kind: "DryRun",
    ...fields,
    metadata: { ...own, ...metadata },
  };
}

const spec = { promiseRef: { name: "widgets" }, resourceRequestRef: { name: "orders" }, resource: {} };
const condition = (type: string, status: string, reason: string, message = "") => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: AT,
});
const completed = condition("Completed", "True", "SummaryWritten", "Dry run completed");

it("leaves dry runs out of a list", () => {
  const real = object({}, { name: "orders" });
  const trial = object({}, { labels: { "kratix.io/dry-run": "true" } });
  expect(leaveOutDryRuns([trial, real])).toEqual([real]);
});

describe("isDryRun", () => {
  it.each([
    ["true", true],
    ["false", false],
  ])("kratix.io/dry-run=%s: %s", (value, expected) => {
    expect(isDryRun(object({}, { labels: { "kratix.io/dry-run": value } }))).toBe(expected);
  });
});

describe("parseDryRun", () => {
  it("uses its own namespace when the reference has none", () => {
    expect(parseDryRun(object({ spec }))?.request).toEqual({ name: "orders", namespace: "team-a" });
  });

  it("refuses a spec without a request", () => {
    expect(parseDryRun(object({ spec: { promiseRef: { name: "widgets" } } }))).toBeUndefined();
  });

  it.each([
    ["belongs to its request", { promise: "widgets", name: "orders", namespace: "team-a" }, true],
    [
      "does not belong to a request of another Promise with that name",
      { promise: "apps", name: "orders", namespace: "team-a" },
      false,
    ],
    [
      "does not belong to a request in another namespace",
      { promise: "widgets", name: "orders", namespace: "b" },
      false,
    ],
  ])("%s", (_what, of, expected) => {
    const dryRun = parseDryRun(object({ spec }));
    expect(dryRun && isDryRunOf(dryRun, of)).toBe(expected);
  });
});

describe("computeDryRunHealth", () => {
  const components = [
    { promise: "db", request: "a", dryRun: "x", phase: "Succeeded" },
    { promise: "db", request: "b", dryRun: "y", phase: "Pending" },
  ];
  const rows: [why: string, status: unknown, expected: Partial<Health>][] = [
    ["Ready when the summary is written", { conditions: [completed] }, { state: "Ready" }],
    [
      "Failed when the pipeline failed",
      { conditions: [condition("Completed", "False", "PipelineFailed", "no quota")] },
      { state: "Failed", message: "no quota" },
    ],
    [
      "needs attention when the summary lacks a component",
      {
        conditions: [
          completed,
          condition("ComponentsSucceeded", "False", "ComponentDryRunFailed", "Preview is incomplete: db/a"),
        ],
      },
      { state: "NeedsAttention", message: "Preview is incomplete: db/a" },
    ],
    [
      "Working while components are previewed",
      { components },
      { state: "Working", message: "Kratix has previewed 1 of 2 components." },
    ],
    ["Waiting without a status", undefined, { state: "Waiting" }],
  ];
  it.each(rows)("%s", (_why, status, expected) => {
    expect(computeDryRunHealth(object({ spec, status }))).toMatchObject(expected);
  });
});

describe("readSummary", () => {
  const work = (text: string, filepath = "kratix-dry-run-summary.md") =>
    object({
      kind: "Work",
      spec: {
        workloadGroups: [{ id: "1", workloads: [{ filepath, content: gzipSync(text).toString("base64") }] }],
      },
    });
  const diff = [
    "# Kratix Dry Run Summary",
    "",
    "## Pipeline: `instance`",
    "",
    "**1 added · 1 modified · 0 removed**",
    "",
    "## ➕ Added: `config.yaml`",
    "",
    "```yaml\nkind: ConfigMap\ndata: {size: large}\n```",
    "",
    "## ✏️ Modified: `secret.yaml`",
    "",
    "```diff\n kind: Secret\n-data: {note: b2xk}\n+data: {note: bmV3}\n```",
    "",
    "## Pipeline: `network`",
    "",
    "No changes.",
  ].join("\n");

  it("returns the Markdown of Kratix without the content of Secrets", () => {
    const summary = readSummary(work(diff));
    expect(summary).toContain("data: {size: large}");
    expect(summary).toContain("## ✏️ Modified: `secret.yaml`\n\nThis part describes a Secret.");
    expect(summary).toContain("## Pipeline: `network`");
    expect(summary).not.toContain("bmV3");
    expect(summary).not.toContain("b2xk");
  });

  it("leaves out a Secret in JSON", () => {
    const json = '## ➕ Added: `a.json`\n\n```yaml\n{"kind": "Secret", "data": {"note": "bmV3"}}\n```';
    expect(readSummary(work(json))).not.toContain("bmV3");
  });

  it("shortens a very long summary", () => {
    expect(readSummary(work("x".repeat(300_000)))?.length).toBeLessThan(101_000);
  });

  it("returns nothing for a Work of manifests and for a damaged Work", () => {
    expect(readSummary(work("kind: ConfigMap", "a.yaml"))).toBeUndefined();
    const damaged = { filepath: "a.md", content: "H4sIAAAA" };
    const spoilt = object({ kind: "Work", spec: { workloadGroups: [{ id: "1", workloads: [damaged] }] } });
    expect(readSummary(spoilt)).toBeUndefined();
  });
});
