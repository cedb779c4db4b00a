import { describe, expect, it } from "vitest";
import { convertNode } from "#lib/form/convert/convert-node";
import { drawField } from "#lib/form/tree/rjsf";
import type { JsonRecord } from "#lib/schema/pointer";
import { findViolations } from "#lib/schema/structural/check";

const EMBEDDED = {
  type: "object",
  "x-kubernetes-embedded-resource": true,
  "x-kubernetes-preserve-unknown-fields": true,
};
const KEYED = {
  type: "array",
  "x-kubernetes-list-type": "map",
  "x-kubernetes-list-map-keys": ["name", "port"],
  items: { type: "object", properties: { name: { type: "string" }, port: { type: "integer" } } },
};

function keywords(node: JsonRecord, value: unknown): string[] {
  const { schema } = drawField(convertNode(node, { name: "field", depth: 1 }));
  return findViolations(schema, value).map(({ pointer, keyword }) => `${pointer} ${keyword}`.trim());
}

// Each row was observed on a real API server. The property test looks for more cases.
describe("findViolations decides like the API server", () => {
  it.each<[why: string, node: JsonRecord, value: unknown, broken: string[]]>([
    ["truncates a minimum of 0.5 to 0 for an integer", { type: "number", minimum: 0.5 }, 0, []],
    ["applies a minimum of 0.5 to a fraction", { type: "number", minimum: 0.5 }, 0.4, ["minimum"]],
    ["truncates a multipleOf of 2.5 to 2 for an integer", { type: "integer", multipleOf: 2.5 }, 4, []],
    ["refuses 5 for a multipleOf of 2.5", { type: "integer", multipleOf: 2.5 }, 5, ["multipleOf"]],
    ["refuses an integer for a multipleOf below 1", { type: "number", multipleOf: 0.5 }, 1, ["multipleOf"]],
    ["tolerates rounding for a multipleOf of 0.1", { type: "number", multipleOf: 0.1 }, 0.3, []],
    ["accepts an int32 beyond 32 bits", { type: "integer", format: "int32" }, 3_000_000_000, []],
    ["refuses an integer beyond 64 bits", { type: "integer" }, 1e19, ["type"]],
    ["truncates a fraction before it compares it with an enum", { type: "number", enum: [1] }, 1.5, []],
    [
      "compares an integer with an enum as a character",
      { "x-kubernetes-int-or-string": true, enum: ["A"] },
      65,
      [],
    ],
    [
      "refuses null for an enum that contains null",
      { type: "string", nullable: true, enum: ["a", null] },
      null,
      ["enum"],
    ],
    ["applies no rule to null", { type: "string", nullable: true, not: { maxLength: 9 } }, null, []],
    [
      "compares objects of an enum regardless of key order",
      { type: "object", enum: [{ a: 1, b: 2 }] },
      { b: 2, a: 1 },
      [],
    ],
    ["counts characters and not UTF-16 code units", { type: "string", maxLength: 1 }, "😀", []],
    ["treats a rule for another type as satisfied", { type: "string", not: { minimum: 3 } }, "a", ["not"]],
    [
      "refuses a value for which both branches of oneOf hold",
      { type: "integer", oneOf: [{ minimum: 1 }, { minimum: 2 }] },
      3,
      ["oneOf"],
    ],
    [
      "applies a rule on items inside not",
      { type: "array", items: { type: "string" }, not: { items: { maxLength: 1 } } },
      ["ab"],
      [],
    ],
    [
      "requires an apiVersion in an embedded object",
      EMBEDDED,
      { kind: "Pod" },
      ["/apiVersion x-kubernetes-embedded-resource"],
    ],
    [
      "requires a valid kind in an embedded object",
      EMBEDDED,
      { apiVersion: "v1", kind: "a b" },
      ["/kind x-kubernetes-embedded-resource"],
    ],
    [
      "requires metadata of an embedded object to be an object",
      EMBEDDED,
      { apiVersion: "a/b", kind: "A", metadata: "x" },
      ["/metadata x-kubernetes-embedded-resource"],
    ],
    [
      "treats a missing key of a keyed list as a value",
      KEYED,
      [{ name: "a" }, { name: "a" }],
      ["/1 x-kubernetes-list-map-keys"],
    ],
    [
      "accepts items that share one of two keys",
      KEYED,
      [
        { name: "a", port: 1 },
        { name: "a", port: 2 },
      ],
      [],
    ],
    [
      "validates the fields of an embedded object",
      {
        ...EMBEDDED,
        properties: { spec: { type: "object", required: ["a"], properties: { a: { type: "string" } } } },
      },
      { apiVersion: "v1", kind: "Pod", spec: {} },
      ["/spec required"],
    ],
  ])("%s", (_why, node, value, broken) => {
    expect(keywords(node, value)).toEqual(broken);
  });
});
