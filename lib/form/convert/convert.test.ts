import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { describe, expect, it } from "vitest";
import { isPortalError } from "#lib/errors";
import { convertSchema } from "#lib/form/convert/convert";
import { findFields } from "#lib/form/tree/lookup";
import { writeForm } from "#lib/form/tree/rjsf";
import type { FormSchema } from "#lib/form/types";
import type { StructuralSchema } from "#lib/schema/types";

function convert(spec: unknown, more: StructuralSchema = {}) {
  return convertSchema({ type: "object", properties: { spec, ...more } }, { kind: "Sample" });
}

function convertField(node: unknown) {
  const form = convert({ type: "object", properties: { field: node } });
  return written(form, "/spec/field");
}

/** The field as the API writes it. */
function written(form: FormSchema, pointer: string): { schema: RJSFSchema; ui: UiSchema } {
  const found = findFields(form, pointer).at(-1);
  if (!found) throw new Error("The field was lost.");
  const { schema, uiSchema } = writeForm(found.field, {});
  return { schema, ui: uiSchema };
}

describe("convertSchema", () => {
  it.each<[why: string, node: unknown, field: string | undefined, schema: object]>([
    ["text", { type: "string", minLength: 2 }, undefined, { type: "string", minLength: 2 }],
    ["nullable", { type: "string", nullable: true }, undefined, { type: ["string", "null"] }],
    [
      "int-or-string without type",
      { "x-kubernetes-int-or-string": true },
      "IntOrStringField",
      { type: ["integer", "string"] },
    ],
    [
      "int-or-string by anyOf, without a selector",
      { anyOf: [{ type: "integer" }, { type: "string" }], "x-kubernetes-int-or-string": true },
      "IntOrStringField",
      { type: ["integer", "string"] },
    ],
    [
      "a quantity, as controller-gen writes it",
      {
        "x-kubernetes-int-or-string": true,
        pattern: "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE])?$",
      },
      "QuantityField",
      {},
    ],
    [
      "preserved unknown fields without a type",
      { "x-kubernetes-preserve-unknown-fields": true },
      "YamlField",
      {},
    ],
    [
      "an object that preserves unknown fields",
      { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      "YamlField",
      { type: "object" },
    ],
    [
      "embedded resource",
      { type: "object", "x-kubernetes-embedded-resource": true },
      "YamlField",
      { type: "object" },
    ],
    [
      "map of text",
      { type: "object", additionalProperties: { type: "string" } },
      "MapField",
      { type: "object" },
    ],
    ["map of anything", { type: "object", additionalProperties: true }, "YamlField", { type: "object" }],
    ["object without fields", { type: "object" }, "YamlField", { type: "object" }],
    ["list", { type: "array", items: { type: "string" } }, "ListField", { type: "array" }],
    [
      "list of anything",
      { type: "array", items: { "x-kubernetes-preserve-unknown-fields": true } },
      "YamlField",
      {},
    ],
    [
      "map of maps",
      { type: "object", additionalProperties: { type: "object", additionalProperties: { type: "integer" } } },
      "MapField",
      { additionalProperties: { additionalProperties: { type: "integer" } } },
    ],
    [
      "map of lists that may be null",
      {
        type: "object",
        additionalProperties: { type: "array", nullable: true, items: { type: "string" } },
      },
      "MapField",
      { additionalProperties: { type: ["array", "null"] } },
    ],
    [
      "list of lists",
      { type: "array", items: { type: "array", items: { type: "string" } } },
      "ListField",
      { items: { items: { type: "string" } } },
    ],
    [
      "list of maps of anything",
      { type: "array", items: { type: "object", additionalProperties: true } },
      "YamlField",
      { items: { additionalProperties: true } },
    ],
    [
      "an embedded resource with fields, which are validated as well",
      {
        type: "object",
        "x-kubernetes-embedded-resource": true,
        properties: { spec: { type: "object", required: ["a"] } },
      },
      "YamlField",
      { properties: { spec: { required: ["a"] } } },
    ],
    [
      "preserved unknown fields with declared fields and no type",
      { "x-kubernetes-preserve-unknown-fields": true, properties: { a: { type: "string" } } },
      "YamlField",
      { properties: { a: { type: "string" } } },
    ],
    [
      "int-or-string by allOf with another rule",
      {
        "x-kubernetes-int-or-string": true,
        allOf: [{ anyOf: [{ type: "integer" }, { type: "string" }] }, { pattern: "^[0-9]+%?$" }],
      },
      "IntOrStringField",
      { type: ["integer", "string"] },
    ],
    ["a single choice", { type: "string", enum: ["only"] }, undefined, { enum: ["only"] }],
    ["quantity by format", { type: "string", format: "quantity" }, "QuantityField", { type: "string" }],
    ["list without items", { type: "array" }, "YamlField", { type: "array" }],
    [
      "set",
      { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } },
      "ListField",
      { uniqueItems: true },
    ],
    [
      "keyed list",
      {
        type: "array",
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["name"],
        items: { type: "object", properties: { name: { type: "string" } } },
      },
      "ListField",
      { "x-kubernetes-list-map-keys": ["name"] },
    ],
    [
      "an exclusive bound in OpenAPI 3.0 form",
      { type: "integer", minimum: 0, exclusiveMinimum: true },
      undefined,
      { exclusiveMinimum: 0 },
    ],
    ["RE2 with flags", { type: "string", pattern: "(?i)^ab$" }, undefined, { pattern: "(?i)^ab$" }],
    ["fields without a type", { properties: { a: { type: "string" } } }, undefined, { type: "object" }],
    ["an unknown type", { type: "tuple" }, "YamlField", {}],
    ["a schema that is not an object", "broken", "YamlField", {}],
    ["null", null, "YamlField", {}],
    ["an empty schema", {}, "YamlField", {}],
  ])("keeps a field for %s", (_why, node, field, schema) => {
    const found = convertField(node);
    expect(found.ui["ui:field"]).toBe(field);
    expect(found.schema).toMatchObject(schema);
  });

  it("gives the reason why a field is edited as YAML", () => {
    expect(convertField({ type: "tuple" }).ui["ui:options"]).toEqual({
      reason: 'The form has no field for the type "tuple".',
    });
  });

  it("drops a pattern that only the server can run", () => {
    expect(convertField({ type: "string", pattern: "^\\p{L}+$" }).schema).not.toHaveProperty("pattern");
  });

  it("keeps rules over several fields without showing a selector", () => {
    const form = convert({
      type: "object",
      properties: { a: { type: "string" }, b: { type: "string" } },
      oneOf: [{ required: ["a"] }, { required: ["b"] }],
    });
    const spec = written(form, "/spec").schema;
    expect(spec).not.toHaveProperty("oneOf");
    expect(spec["x-vitrine-rules"]).toEqual([{ oneOf: [{ required: ["a"] }, { required: ["b"] }] }]);
  });

  it("drops a rule that the browser can check only in part", () => {
    const form = convert({
      type: "object",
      properties: { a: { type: "string" } },
      not: { properties: { a: { pattern: "\\p{L}+" } } },
    });
    expect(written(form, "/spec").schema).not.toHaveProperty("x-vitrine-rules");
  });

  it("keeps defaults out of the schema and does not require a field that has one", () => {
    const form = convert({
      type: "object",
      required: ["size", "name"],
      properties: { size: { type: "string", default: "20Gi" }, name: { type: "string" } },
    });
    expect(JSON.stringify(form.schema)).not.toContain("20Gi");
    expect(written(form, "/spec").schema.required).toEqual(["name"]);
    expect(form.defaults).toEqual({ spec: { size: "20Gi" } });
    expect(written(form, "/spec/size").ui["ui:placeholder"]).toBe("20Gi (default)");
  });

  it("prefers the default of an object to the defaults of its fields", () => {
    const form = convert({
      type: "object",
      properties: {
        backup: {
          type: "object",
          default: { keep: 3 },
          properties: { keep: { type: "integer", default: 7 }, on: { type: "boolean", default: false } },
        },
      },
    });
    expect(form.defaults).toEqual({ spec: { backup: { keep: 3, on: false } } });
  });

  it("converts fields beside spec, except the fields of every manifest", () => {
    const form = convert(
      { type: "object", properties: { a: { type: "string" } } },
      {
        apiVersion: { type: "string" },
        kind: { type: "string" },
        metadata: { type: "object", properties: { name: { type: "string", maxLength: 63 } } },
        status: { type: "object" },
        data: { type: "object", additionalProperties: { type: "string" } },
      },
    );
    expect(Object.keys(form.schema.properties ?? {})).toEqual(["spec", "data"]);
    expect(form.schema["x-vitrine-name"]).toEqual({ maxLength: 63 });
  });

  it.each<[why: string, schema: StructuralSchema, fields: string[]]>([
    ["no spec", { type: "object" }, []],
    ["an empty spec", { type: "object", properties: { spec: { type: "object" } } }, ["spec"]],
    [
      "a spec without type",
      { type: "object", properties: { spec: { properties: { a: { type: "string" } } } } },
      ["spec"],
    ],
    ["no type at the root", { properties: { spec: {} } }, ["spec"]],
    ["a field called __proto__", JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'), ["__proto__"]],
  ])("converts a schema with %s", (_why, schema, fields) => {
    expect(Object.keys(convertSchema(schema, { kind: "Sample" }).schema.properties ?? {})).toEqual(fields);
  });

  it("offers a choice when rules only require one of several fields", () => {
    const form = convert({
      type: "object",
      properties: { a: { type: "string" }, b: { type: "string" } },
      oneOf: [{ required: ["a"] }, { required: ["b"] }],
    });
    expect(form.uiSchema.spec?.["ui:options"]).toMatchObject({
      alternatives: [{ keyword: "oneOf", choices: [{ fields: ["a"] }, { fields: ["b"] }] }],
    });
  });

  it("converts fields with long names and names of JavaScript and JSON Schema", () => {
    const names = ["x".repeat(63), "constructor", "properties", "anyOf", "__proto__"];
    const properties = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
    const form = convert({ type: "object", properties });
    expect(Object.keys(written(form, "/spec").schema.properties ?? {})).toEqual(names);
  });

  it("drops root rules on the identity, which the values do not contain", () => {
    const root = {
      type: "object",
      minProperties: 4,
      oneOf: [{ required: ["metadata"] }],
      not: { required: ["a"] },
    };
    const { schema } = convertSchema({ ...root, properties: { a: { type: "string" } } }, { kind: "Sample" });
    expect(schema.minProperties).toBeUndefined();
    expect(schema["x-vitrine-rules"]).toEqual([{ not: { required: ["a"] } }]);
  });

  it("keeps CEL rules unchanged", () => {
    const rules = [{ rule: "self.a > 1", message: "More." }];
    expect(convertField({ type: "object", "x-kubernetes-validations": rules }).schema).toMatchObject({
      "x-kubernetes-validations": rules,
    });
  });

  it("keeps undeclared keys editable beside declared fields", () => {
    const form = convert({
      type: "object",
      "x-kubernetes-preserve-unknown-fields": true,
      properties: { a: { type: "string" } },
    });
    expect(form.uiSchema.spec?.["ui:options"]).toEqual({ rest: true });
  });

  it("ends a recursive schema with a YAML field", () => {
    const node: Record<string, unknown> = { type: "object" };
    node.properties = { again: node };
    expect(JSON.stringify(convertField(node))).toContain("nested too deeply");
  });

  it("follows the order in x-ui-order", () => {
    const form = convert({
      type: "object",
      "x-ui-order": ["c", "a"],
      properties: {
        a: { type: "string" },
        b: { type: "string", "x-ui-order": 1 },
        c: { type: "string" },
        d: { type: "string" },
      },
    });
    expect(Object.keys(written(form, "/spec").schema.properties ?? {})).toEqual(["c", "a", "b", "d"]);
  });

  it.each<[why: string, schema: StructuralSchema | undefined]>([
    ["absent", undefined],
    ["a list", { type: "array" }],
    ["with broken properties", { type: "object", properties: "none" }],
  ])("refuses a root schema that is %s and reports why", (_why, schema) => {
    let thrown: unknown;
    try {
      convertSchema(schema, { kind: "Sample" });
    } catch (error) {
      thrown = error;
    }
    expect(isPortalError(thrown) && thrown.code).toBe("invalid");
    expect(isPortalError(thrown) && thrown.detail).toContain("Sample can't be shown as a form");
  });
});
