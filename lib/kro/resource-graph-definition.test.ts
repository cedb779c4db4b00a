import { describe, expect, it } from "vitest";
import { parseRgd } from "#lib/kro/resource-graph-definition";
import type { KubernetesObject } from "#lib/kubernetes/types";

function rgd(spec: unknown, conditions: unknown[] = []): KubernetesObject {
  return {
    apiVersion: "kro.run/v1alpha1",
    kind: "ResourceGraphDefinition",
    metadata: { name: "site", uid: "u", resourceVersion: "1", creationTimestamp: "2026-11-20T10:00:00Z" },
    spec,
    status: { conditions },
  };
}

const schema = { apiVersion: "v1alpha1", kind: "Site", group: "web.dev", spec: { name: "string" } };
const condition = (type: string, status: string, message?: string, reason?: string) => ({
  type,
  status,
  message,
  reason,
});

describe("parseRgd", () => {
  const rows: [why: string, spec: unknown, expected: object][] = [
    [
      "reads the kind that it defines",
      { schema },
      { state: "defined", rgd: { group: "web.dev", version: "v1alpha1", kind: "Site" } },
    ],
    [
      "uses the group of kro when none is set",
      { schema: { ...schema, group: undefined } },
      { state: "defined", rgd: { group: "kro.run" } },
    ],
    [
      "reports an invalid kind",
      { schema: { ...schema, kind: 7 } },
      { state: "broken", reason: expect.stringContaining("spec.schema.kind: ") },
    ],
    [
      "reports a missing schema",
      { resources: [] },
      { state: "broken", reason: expect.stringContaining("spec.schema: ") },
    ],
    ["reports a missing spec", undefined, { state: "broken", reason: expect.stringMatching(/^spec: /) }],
  ];
  it.each(rows)("%s", (_, spec, expected) => {
    expect(parseRgd(rgd(spec))).toMatchObject(expected);
  });

  const refusals: [why: string, conditions: unknown[], refusal: string | undefined][] = [
    ["none without conditions", [], undefined],
    [
      "none when all conditions are true",
      [condition("Ready", "True"), condition("GraphAccepted", "True")],
      undefined,
    ],
    [
      "none while conditions are unknown",
      [condition("Ready", "Unknown", "awaiting"), condition("KindReady", "Unknown", "awaiting")],
      undefined,
    ],
    [
      "the message of the specific condition instead of Ready",
      [condition("Ready", "False", "see others"), condition("GraphAccepted", "False", "no such field")],
      "no such field",
    ],
    [
      "the message of Ready when no other condition is false",
      [condition("Ready", "False", "stopped")],
      "stopped",
    ],
    [
      "the reason of a condition without a message",
      [condition("KindReady", "False", "", "Failed")],
      "Failed",
    ],
  ];
  it.each(refusals)("refusal: %s", (_, conditions, refusal) => {
    const parsed = parseRgd(rgd({ schema }, conditions));
    expect(parsed.state === "defined" && parsed.rgd.refusal).toBe(refusal);
  });
});
