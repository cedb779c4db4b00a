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
describe("findViolations decides as the API server", () => {
  it.each<[why: string, node: JsonRecord, value: unknown, broken: string[]]>([
    ["a bound of 0.5 is one of 0 for a whole number", { type: "number", minimum: 0.5 }, 0, []],
    ["and 0.5 for any other", { type: "number", minimum: 0.5 }, 0.4, ["minimum"]],
    ["a step of 2.5 is one of 2 for a whole number", { type: "integer", multipleOf: 2.5 }, 4, []],
    ["so 5 is refused", { type: "integer", multipleOf: 2.5 }, 5, ["multipleOf"]],
    ["a step below 1 takes no whole number", { type: "number", multipleOf: 0.5 }, 1, ["multipleOf"]],
    ["steps of a tenth bear rounding", { type: "number", multipleOf: 0.1 }, 0.3, []],
    ["an int32 may be greater than that", { type: "integer", format: "int32" }, 3_000_000_000, []],
    ["no integer goes beyond 64 bits", { type: "integer" }, 1e19, ["type"]],
    ["a fraction is cut to fit a choice", { type: "number", enum: [1] }, 1.5, []],
    ["a number stands for its character", { "x-kubernetes-int-or-string": true, enum: ["A"] }, 65, []],
    [
      "null is never among the choices",
      { type: "string", nullable: true, enum: ["a", null] },
      null,
      ["enum"],
    ],
    ["no rule is asked of null", { type: "string", nullable: true, not: { maxLength: 9 } }, null, []],
    ["choices may be objects, in any order", { type: "object", enum: [{ a: 1, b: 2 }] }, { b: 2, a: 1 }, []],
    ["length counts characters, not their halves", { type: "string", maxLength: 1 }, "😀", []],
    ["a rule counts for its own type only", { type: "string", not: { minimum: 3 } }, "a", ["not"]],
    [
      "exactly one of two that both hold",
      { type: "integer", oneOf: [{ minimum: 1 }, { minimum: 2 }] },
      3,
      ["oneOf"],
    ],
    [
      "a rule on items",
      { type: "array", items: { type: "string" }, not: { items: { maxLength: 1 } } },
      ["ab"],
      [],
    ],
    [
      "an object inside names its type",
      EMBEDDED,
      { kind: "Pod" },
      ["/apiVersion x-kubernetes-embedded-resource"],
    ],
    [
      "and a kind that can be one",
      EMBEDDED,
      { apiVersion: "v1", kind: "a b" },
      ["/kind x-kubernetes-embedded-resource"],
    ],
    [
      "and metadata that holds fields",
      EMBEDDED,
      { apiVersion: "a/b", kind: "A", metadata: "x" },
      ["/metadata x-kubernetes-embedded-resource"],
    ],
    [
      "a key left out is a key as well",
      KEYED,
      [{ name: "a" }, { name: "a" }],
      ["/1 x-kubernetes-list-map-keys"],
    ],
    [
      "one of two keys may be the same",
      KEYED,
      [
        { name: "a", port: 1 },
        { name: "a", port: 2 },
      ],
      [],
    ],
    [
      "what is edited as YAML is checked inside",
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
