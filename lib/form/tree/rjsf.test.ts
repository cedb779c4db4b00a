import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { type FormField, fold, isGroup, walk } from "#lib/form/tree/field";
import { drawField, drawInline, fieldOf, isInline, treeOf, writeForm } from "#lib/form/tree/rjsf";
import { createRandom } from "#lib/schema/testing/random";
import { generateSchema } from "#lib/schema/testing/schema-generator";

const text = { type: "string" };

function convert(spec: object): FormField {
  return treeOf(convertSchema({ type: "object", properties: { spec } }, { kind: "Sample" }));
}

/** The tree as a browser reads it from the response of the API. */
function readAgain(root: FormField): FormField {
  return treeOf(structuredClone(writeForm(root, {})));
}

describe("form in the format of react-jsonschema-form", () => {
  it("reads back as the same tree for 300 random schemas", () => {
    for (let seed = 0; seed < 300; seed++) {
      const root = convert({
        type: "object",
        properties: { field: generateSchema(createRandom(`${seed}`), 3) },
      });
      expect(readAgain(root), `seed ${seed}`).toEqual(root);
    }
  });

  it.each<[kind: FormField["kind"], node: object]>([
    ["text", text],
    ["number", { type: "integer", nullable: true }],
    ["boolean", { type: "boolean" }],
    ["quantity", { ...text, format: "quantity" }],
    ["int-or-string", { "x-kubernetes-int-or-string": true }],
    ["choice", { ...text, enum: ["a", "b"] }],
    ["choice", { ...text, "x-ui-widget": "select", "x-ui-options": ["a"] }],
    ["suggest", { ...text, "x-ui-options": ["a"] }],
    ["locked", { ...text, "x-ui-locked": "a" }],
    ["object", { type: "object", properties: { a: text } }],
    ["list", { type: "array", items: text }],
    ["map", { type: "object", additionalProperties: text }],
    ["yaml", { type: "object", "x-kubernetes-preserve-unknown-fields": true }],
    ["secret", { type: "object", properties: { name: text, key: text }, "x-ui-secret": true }],
    ["live-choice", { ...text, "x-ui-options": { from: { group: "apps", kind: "Deployment" } } }],
  ])("keeps the kind %s", (kind, node) => {
    const root = convert({ type: "object", properties: { field: node } });
    const field = root.fields?.get("spec")?.fields?.get("field");
    expect(field?.kind).toBe(kind);
    expect(readAgain(root)).toEqual(root);
  });

  it("returns the field of a component at every depth", () => {
    const item = { type: "object", properties: { a: text } };
    const root = convert({ type: "object", properties: { list: { type: "array", items: item } } });
    const list = root.fields?.get("spec")?.fields?.get("list");
    const { uiSchema } = drawField(root);
    expect(fieldOf(uiSchema.spec?.list)).toBe(list);
    expect(fieldOf(uiSchema.spec?.list?.items?.a)).toBe(list?.item?.fields?.get("a"));
    expect(
      list?.item && [drawInline(list.item), drawField(list.item)].map((one) => isInline(one.uiSchema)),
    ).toEqual([true, false]);
  });

  it("refuses a uiSchema that it did not write", () => {
    expect(() => fieldOf({ "ui:field": "MapField" })).toThrow("Only fields from drawField have a component.");
  });

  it("uses ui: keywords in one file only", () => {
    const files = ["lib", "components", "app"].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
    );
    const product = files.filter((file) => /\.tsx?$/.test(file) && !/\.test\.|testing/.test(file));
    const naming = product.filter((file) => readFileSync(file, "utf8").includes('"ui:'));
    expect(naming).toEqual(["lib/form/tree/rjsf.ts"]);
  });
});

describe("walk and fold", () => {
  const root = convert({
    type: "object",
    properties: { a: text, list: { type: "array", items: { type: "object", properties: { b: text } } } },
  });

  it("walks from the outermost field, with the tokens of each", () => {
    const places: string[] = [];
    walk(root, (_, tokens) => places.push(tokens.join("/")));
    expect(places).toEqual(["", "spec", "spec/a", "spec/list", "spec/list/[]", "spec/list/[]/b"]);
  });

  it("folds from the innermost field outwards", () => {
    const groups = fold<string[]>(root, (field, inside) => [
      ...inside.flatMap(([, titles]) => titles),
      ...(isGroup(field) ? [field.title] : []),
    ]);
    expect(groups).toEqual(["Item", "Spec", "Sample"]);
  });
});
