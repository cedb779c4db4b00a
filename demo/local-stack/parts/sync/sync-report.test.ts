import { describe, expect, it } from "vitest";
import type { Failure } from "#demo/local-stack/parts/sync/sync-plan";
import { reportAttempt, reportOutcome } from "#demo/local-stack/parts/sync/sync-report";
import { parseSyncReport } from "#lib/gitops/sync-report/sync-report";
import { parseObject } from "#lib/kubernetes/objects/object";

const NOW = new Date("2026-11-20T14:00:00Z");
const refused: Failure = { path: "a.yaml", message: "Unsupported value", waiting: false };
const early: Failure = { path: "b.yaml", message: "not served yet", waiting: true };

describe("sync report", () => {
  it("names the applied revision when all of it is applied", () => {
    expect(reportOutcome("c1", [], NOW, reportAttempt())).toMatchObject({
      phase: "succeeded",
      appliedRevision: "c1",
      appliedAt: "2026-11-20T14:00:00.000Z",
      attemptedRevision: "c1",
    });
  });

  it.each<[string, Failure[], "failed" | "running", string]>([
    ["refused by the API server", [refused], "failed", "a.yaml: Unsupported value"],
    ["too early", [early], "running", "b.yaml: not served yet"],
    ["both, with the refusal first", [early, refused], "failed", "a.yaml: Unsupported value"],
  ])("keeps the last applied revision when the next one is %s", (_reason, failures, phase, message) => {
    const good = reportOutcome("c1", [], NOW);
    const next = reportOutcome("c2", failures, new Date("2026-11-20T15:00:00Z"), reportAttempt(good));
    expect(next).toMatchObject({
      phase,
      message,
      appliedRevision: "c1",
      appliedAt: "2026-11-20T14:00:00.000Z",
      attemptedRevision: "c2",
    });
  });

  it("drops an old failure after a success", () => {
    const bad = reportOutcome("c1", [refused], NOW);
    expect(reportOutcome("c1", [], NOW, bad)).toMatchObject({ message: "", failures: "[]" });
  });

  it("keeps the failures of each file while it tries the next revision", () => {
    const bad = reportOutcome("51fec5d", [refused, early], NOW);
    expect(reportAttempt(bad)).toMatchObject({ phase: "running", message: "", attemptedRevision: "51fec5d" });
    const data = { metadata: { name: "sync", namespace: "demo" }, data: reportAttempt(bad) };
    const object = parseObject({ apiVersion: "v1", kind: "ConfigMap", ...data });
    expect(parseSyncReport(object, "demo").failures).toEqual([refused, early]);
  });
});
