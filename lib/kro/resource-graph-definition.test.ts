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
      "the kind it defines",
      { schema },
      { state: "defined", rgd: { group: "web.dev", version: "v1alpha1", kind: "Site" } },
    ],
    [
      "kro's own group where none is named, as before there could be one",
      { schema: { ...schema, group: undefined } },
      { state: "defined", rgd: { group: "kro.run" } },
    ],
    [
      "a kind that is none is named",
      { schema: { ...schema, kind: 7 } },
      { state: "broken", reason: expect.stringContaining("spec.schema.kind: ") },
    ],
    ["no schema", { resources: [] }, { state: "broken", reason: expect.stringContaining("spec.schema: ") }],
    ["no spec", undefined, { state: "broken", reason: expect.stringMatching(/^spec: /) }],
  ];
  it.each(rows)("%s", (_, spec, expected) => {
    expect(parseRgd(rgd(spec))).toMatchObject(expected);
  });

  const refusals: [why: string, conditions: unknown[], refusal: string | undefined][] = [
    ["kro has not looked at it", [], undefined],
    ["all is well", [condition("Ready", "True"), condition("GraphAccepted", "True")], undefined],
    [
      "still being decided is no refusal",
      [condition("Ready", "Unknown", "awaiting"), condition("KindReady", "Unknown", "awaiting")],
      undefined,
    ],
    [
      "the condition that knows, not the sum of them",
      [condition("Ready", "False", "see others"), condition("GraphAccepted", "False", "no such field")],
      "no such field",
    ],
    ["the sum where nothing else is refused", [condition("Ready", "False", "stopped")], "stopped"],
    ["a refusal without words", [condition("KindReady", "False", "", "Failed")], "Failed"],
  ];
  it.each(refusals)("refused or not: %s", (_, conditions, refusal) => {
    const parsed = parseRgd(rgd({ schema }, conditions));
    expect(parsed.state === "defined" && parsed.rgd.refusal).toBe(refusal);
  });
});
