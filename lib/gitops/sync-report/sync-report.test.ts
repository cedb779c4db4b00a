import { describe, expect, it } from "vitest";
import { systemClock } from "#lib/async/clock";
import { parseSyncReport } from "#lib/gitops/sync-report/sync-report";
import { createSyncReportSource } from "#lib/gitops/sync-report/sync-report-source";
import type { SyncReport } from "#lib/gitops/types";
import { parseObject } from "#lib/kubernetes/objects/object";
import type { Informer } from "#lib/kubernetes/types";
import { createInformerCache } from "#lib/kubernetes/watch/informer";

const commit = "51fec5d0c1f2a4a6f7b0b4c3ad4e0f2b6a1d9e77";

function configMap(data: unknown, name = "sync-report", resourceVersion = "1") {
  const metadata = { name, namespace: "vitrine", resourceVersion };
  return parseObject({ apiVersion: "v1", kind: "ConfigMap", metadata, data });
}

describe("parseSyncReport", () => {
  const whole = {
    agent: "Demo sync",
    appliedRevision: commit,
    appliedAt: "2026-11-20T10:21:07Z",
    phase: "succeeded",
  };
  const rows: [reason: string, data: unknown, expected: Partial<SyncReport>][] = [
    ["reads a complete report", whole, { ...whole, phase: "succeeded", cluster: "demo" }],
    [
      "ignores empty values",
      { ...whole, message: "", attemptedRevision: " " },
      { message: undefined, attemptedRevision: undefined },
    ],
    ["reads a report without data as unknown", undefined, { agent: "Sync", phase: "unknown" }],
    [
      "reports a time in another format",
      { ...whole, appliedAt: "yesterday" },
      { phase: "unknown", message: "ConfigMap vitrine/sync-report: appliedAt is not an RFC 3339 time." },
    ],
    [
      "reads the failed files",
      {
        ...whole,
        failures: '[{"path":"a.yaml","message":"no"},{"path":"b.yaml","message":"early","waiting":true}]',
      },
      {
        failures: [
          { path: "a.yaml", message: "no", waiting: false },
          { path: "b.yaml", message: "early", waiting: true },
        ],
      },
    ],
    ["reads empty failures as none", { ...whole, failures: "" }, { phase: "succeeded", failures: undefined }],
    [
      "reports failures that are not JSON",
      { ...whole, failures: "a.yaml" },
      {
        phase: "unknown",
        message: expect.stringContaining("failures is not a JSON list of {path, message}"),
      },
    ],
    [
      "reports failures in another format",
      { ...whole, failures: '[{"file":"a.yaml"}]' },
      { phase: "unknown", message: expect.stringContaining("failures") },
    ],
    [
      "reports a branch instead of a commit",
      { ...whole, appliedRevision: "main" },
      {
        phase: "unknown",
        message: expect.stringContaining("appliedRevision is not a Git commit"),
      },
    ],
    [
      "reports an unknown phase",
      { ...whole, phase: "ok" },
      { phase: "unknown", message: expect.stringContaining("phase") },
    ],
    [
      "accepts a time with an offset",
      { ...whole, appliedAt: "2026-11-20T11:21:07+01:00" },
      { appliedAt: "2026-11-20T11:21:07+01:00" },
    ],
  ];
  it.each(rows)("%s", (_, data, expected) => {
    expect(parseSyncReport(configMap(data), "demo")).toMatchObject(expected);
  });
});

describe("createSyncReportSource", () => {
  function start() {
    const cache = createInformerCache({
      resource: {
        cluster: "demo",
        group: "",
        version: "v1",
        kind: "ConfigMap",
        plural: "configmaps",
        namespaced: true,
      },
      clock: systemClock,
      onListenerError: (error) => {
        throw error;
      },
    });
    const configMaps: Informer = Object.assign(cache, { close() {} });
    const source = createSyncReportSource({ configMaps, namespace: "vitrine", name: "sync-report" });
    let told = 0;
    source.subscribe(() => {
      told += 1;
    });
    return { source, sink: cache.sink, countTold: () => told };
  }

  it("follows only its ConfigMap and notifies only of changes", () => {
    const { source, sink, countTold } = start();
    sink.upsert(configMap({ phase: "failed" }, "other"));
    expect(source.list()).toEqual([]);
    sink.upsert(configMap({ phase: "running" }));
    sink.upsert(configMap({ phase: "running" }, "sync-report", "2"));
    expect(source.list()).toMatchObject([{ phase: "running", cluster: "demo" }]);
    expect(countTold()).toBe(1);
    sink.remove(configMap({}));
    expect(source.list()).toEqual([]);
    expect(countTold()).toBe(2);
  });

  it("sends no events after it is closed", () => {
    const { source, sink, countTold } = start();
    source.close();
    sink.upsert(configMap({ phase: "running" }));
    expect(countTold()).toBe(0);
  });
});
