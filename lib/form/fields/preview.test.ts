import { expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { previewField } from "#lib/form/fields/preview";
import { findFields } from "#lib/form/tree/lookup";
import type { StructuralSchema } from "#lib/schema/types";

const text = { type: "string" };

it.each<[why: string, schema: StructuralSchema, value: unknown, preview: string[]]>([
  ["a quantity with a space before its unit", { ...text, format: "quantity" }, "20Gi", ["20 Gi"]],
  [
    "the label of a choice",
    { ...text, enum: ["s"], "x-ui-options": [{ value: "s", label: "Small" }] },
    "s",
    ["Small"],
  ],
  ["a number with its unit", { type: "integer", "x-ui-unit": "GB" }, 5, ["5 GB"]],
  ["the title of a boolean that is true", { type: "boolean" }, true, ["Field"]],
  ["the title and no for a boolean that is false", { type: "boolean" }, false, ["Field: no"]],
  ["a few items", { type: "array", items: text }, ["a", "b"], ["a", "b"]],
  ["the number of many items", { type: "array", items: text }, ["a", "b", "c", "d"], ["Field: 4"]],
  [
    "the number of objects in a list",
    { type: "array", items: { type: "object", properties: { a: text } } },
    [{}],
    ["Field: 1"],
  ],
  [
    "the number of entries in a map",
    { type: "object", additionalProperties: text },
    { a: "b" },
    ["Field: 1"],
  ],
  [
    "the fields of an object",
    { type: "object", properties: { a: text, b: { type: "boolean" } } },
    { a: "x", b: true },
    ["x", "B"],
  ],
  ["only that a value is YAML", { "x-kubernetes-preserve-unknown-fields": true }, { a: 1 }, ["Field: YAML"]],
  ["the first line of a long text", text, "a\nb", ["a…"]],
  ["nothing for an unset field", text, undefined, []],
])("previewField shows %s", (_why, schema, value, preview) => {
  const form = convertSchema({ type: "object", properties: { field: schema } }, { kind: "Sample" });
  const [found] = findFields(form, "/field");
  expect(found && previewField(found, value)).toEqual(preview);
});
