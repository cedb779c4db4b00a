import { expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { previewField } from "#lib/form/fields/preview";
import { findFields } from "#lib/form/tree/lookup";
import type { StructuralSchema } from "#lib/schema/types";

const text = { type: "string" };

it.each<[why: string, schema: StructuralSchema, value: unknown, preview: string[]]>([
  ["a quantity with its unit apart", { ...text, format: "quantity" }, "20Gi", ["20 Gi"]],
  [
    "a choice by its label",
    { ...text, enum: ["s"], "x-ui-options": [{ value: "s", label: "Small" }] },
    "s",
    ["Small"],
  ],
  ["a number with its unit", { type: "integer", "x-ui-unit": "GB" }, 5, ["5 GB"]],
  ["what is on by its title", { type: "boolean" }, true, ["Field"]],
  ["what is off as well", { type: "boolean" }, false, ["Field: no"]],
  ["a few items", { type: "array", items: text }, ["a", "b"], ["a", "b"]],
  ["how many of many items", { type: "array", items: text }, ["a", "b", "c", "d"], ["Field: 4"]],
  [
    "how many objects",
    { type: "array", items: { type: "object", properties: { a: text } } },
    [{}],
    ["Field: 1"],
  ],
  ["how many entries", { type: "object", additionalProperties: text }, { a: "b" }, ["Field: 1"]],
  [
    "what is inside an object",
    { type: "object", properties: { a: text, b: { type: "boolean" } } },
    { a: "x", b: true },
    ["x", "B"],
  ],
  ["that there is YAML", { "x-kubernetes-preserve-unknown-fields": true }, { a: 1 }, ["Field: YAML"]],
  ["the first line of a long text", text, "a\nb", ["a…"]],
  ["nothing where nothing is set", text, undefined, []],
])("says %s", (_why, schema, value, preview) => {
  const form = convertSchema({ type: "object", properties: { field: schema } }, { kind: "Sample" });
  const [found] = findFields(form, "/field");
  expect(found && previewField(found, value)).toEqual(preview);
});
