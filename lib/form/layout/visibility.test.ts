import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { applyLayout } from "#lib/form/layout/layout-apply";
import { findOverrides, holds, settleValues } from "#lib/form/layout/visibility";
import type { FieldHints, LayoutDocument } from "#lib/form/layout-document";
import type { FormValues } from "#lib/form/types";
import { validateValues } from "#lib/form/values/validate";
import { completeValues } from "#lib/form/values/values";

const text = { type: "string" };
const item = { type: "object", properties: { kind: text, size: text } };
const form = convertSchema(
  {
    type: "object",
    properties: {
      spec: {
        type: "object",
        required: ["must"],
        properties: {
          must: text,
          mode: { type: "string", default: "single" },
          replicas: { type: "integer" },
          note: text,
          deep: { type: "object", properties: { a: text, b: text } },
          nodes: { type: "array", items: item },
          pools: { type: "object", additionalProperties: item },
        },
      },
    },
  },
  { kind: "Sample" },
);

function settle(fields: LayoutDocument["fields"], spec: FormValues): unknown {
  const laid = applyLayout(form, { version: 1, fields });
  expect(laid.warnings).toEqual([]);
  return settleValues(laid.form, { spec }).spec;
}

describe("settleValues", () => {
  it("returns the same object when the layout has no rules", () => {
    const values = { spec: { note: "x" } };
    expect(settleValues(form, values)).toBe(values);
  });

  it.each<
    [why: string, fields: Record<string, FieldHints>, before: FormValues, after: FormValues | undefined]
  >([
    [
      "drops a value whose condition does not hold",
      { "spec.replicas": { when: { field: "spec.mode", equals: "cluster" } } },
      { mode: "other", replicas: 3 },
      { mode: "other" },
    ],
    [
      "keeps a value whose condition holds by a default",
      { "spec.replicas": { when: { field: "spec.mode", in: ["single", "x"] } } },
      { replicas: 3 },
      { replicas: 3 },
    ],
    [
      "drops a value that depends on a dropped value",
      {
        "spec.replicas": { when: { field: "spec.note", set: true } },
        "spec.note": { when: { field: "spec.mode", equals: "cluster" } },
      },
      { note: "x", replicas: 3 },
      undefined,
    ],
    [
      "drops a whole object",
      { "spec.deep": { when: { field: "spec.note" } } },
      { deep: { a: "x" }, mode: "m" },
      { mode: "m" },
    ],
    [
      "evaluates the condition for each list item",
      { "spec.nodes[].size": { when: { field: "spec.nodes[].kind", equals: "big" } } },
      { nodes: [{ kind: "big", size: "9" }, { size: "9" }] },
      { nodes: [{ kind: "big", size: "9" }, {}] },
    ],
    [
      "evaluates the condition for each map value",
      { "spec.pools[*].size": { when: { field: "spec.pools[*].kind", set: false } } },
      { pools: { a: { kind: "k", size: "1" }, b: { size: "2" } } },
      { pools: { a: { kind: "k" }, b: { size: "2" } } },
    ],
    ["writes a locked value", { "spec.note": { locked: "x" } }, {}, { note: "x" }],
    [
      "replaces an entered value with the locked value",
      { "spec.note": { locked: "x" } },
      { note: "y" },
      { note: "x" },
    ],
    [
      "writes a locked false and a locked null",
      { "spec.note": { locked: false }, "spec.mode": { locked: null } },
      {},
      { note: false, mode: null },
    ],
    [
      "writes a locked value in each list item",
      { "spec.nodes[].kind": { locked: "k" } },
      { nodes: [{}, { size: "1" }] },
      { nodes: [{ kind: "k" }, { size: "1", kind: "k" }] },
    ],
    [
      "does not write a locked value in a hidden field",
      { "spec.note": { locked: "x", when: { field: "spec.mode", equals: "cluster" } } },
      { mode: "m" },
      { mode: "m" },
    ],
  ])("%s", (_why, fields, before, after) => {
    expect(settle(fields, before)).toEqual(after);
  });

  it("writes the locked value of a hidden required field", () => {
    const laid = applyLayout(form, { version: 1, fields: { "spec.must": { locked: "x", hidden: true } } });
    expect(validateValues(laid.form, completeValues(laid.form, {}))).toEqual([]);
  });
});

it("reports values in a file that differ from the locked values", () => {
  const fields = { "spec.note": { locked: "x" }, "spec.nodes[].kind": { locked: "k" } };
  const laid = applyLayout(form, { version: 1, fields });
  const spec = { note: "y", nodes: [{ kind: "k" }, { kind: "z" }, {}] };
  expect(findOverrides(laid.form, { spec })).toEqual([
    { path: "/spec/note", message: 'Note must be "x": the platform team sets this field.', source: "portal" },
    {
      path: "/spec/nodes/1/kind",
      message: 'Kind must be "k": the platform team sets this field.',
      source: "portal",
    },
  ]);
});

it("treats a condition on a list item as true for a field outside the list", () => {
  expect(holds(form, {}, { field: "spec.nodes[].kind", equals: "x" }, "/spec/note")).toBe(true);
});
