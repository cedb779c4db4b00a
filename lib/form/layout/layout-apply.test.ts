import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { layoutForm } from "#lib/form/layout/layout";
import { applyLayout } from "#lib/form/layout/layout-apply";
import { readLayout } from "#lib/form/layout/layout-text";
import type { LayoutDocument } from "#lib/form/layout-document";
import { findFields } from "#lib/form/tree/lookup";
import { writeForm } from "#lib/form/tree/rjsf";
import type { FormSchema } from "#lib/form/types";

const text = { type: "string" };
const node = { type: "object", required: ["name"], properties: { name: text, zone: text, size: text } };
const form = convertSchema(
  {
    type: "object",
    properties: {
      spec: {
        type: "object",
        required: ["size"],
        properties: {
          region: text,
          size: { type: "string", enum: ["s", "m", "l"] },
          note: text,
          storage: {
            type: "object",
            properties: { amount: { type: "string", format: "quantity", default: "20Gi" }, class: text },
          },
          nodes: { type: "array", items: node },
          pools: { type: "object", additionalProperties: node },
        },
      },
    },
  },
  { kind: "Sample" },
);

/** The field as the API writes it. */
function written(laid: FormSchema, pointer: string) {
  const found = findFields(laid, pointer).at(-1);
  if (!found) throw new Error("The field was lost.");
  return writeForm(found.field, {});
}

const lay = (layout: Omit<LayoutDocument, "version">) => applyLayout(form, { version: 1, ...layout });

describe("applyLayout", () => {
  it("does not change its input", () => {
    const before = JSON.stringify(form);
    lay({ fields: { "spec.size": { label: "Plan" } }, order: ["spec.note"], essentials: ["spec.note"] });
    expect(JSON.stringify(form)).toBe(before);
  });

  it.each([
    ["a field", "spec.note", "/spec/note"],
    ["a field of an object", "spec.storage.class", "/spec/storage/class"],
    ["a field of every item", "spec.nodes[].zone", "/spec/nodes/0/zone"],
    ["a field of every value", "spec.pools[*].zone", "/spec/pools/a/zone"],
  ])("applies label, help, unit and placeholder to %s", (_why, path, pointer) => {
    const hints = { label: "New", help: "Some *help*.", unit: "GB", placeholder: "type" };
    const { form: laid, warnings } = lay({ fields: { [path]: hints } });
    const { schema, uiSchema } = written(laid, pointer);
    expect(schema).toMatchObject({ title: "New", description: "Some *help*." });
    expect(uiSchema).toMatchObject({ "ui:placeholder": "type", "ui:options": { unit: "GB" } });
    expect(warnings).toEqual([]);
  });

  it("lists essentials and groups in their order, then the other fields by object", () => {
    const { form: laid } = lay({
      essentials: ["spec.storage.amount"],
      groups: [
        { title: "Place", fields: ["spec.storage.class", "spec.region"], open: true },
        { title: "Machines", help: "What runs.", fields: ["spec.nodes"] },
      ],
    });
    const { essentials, groups } = layoutForm(laid);
    expect(essentials.map(({ pointer }) => pointer)).toEqual(["/spec/storage/amount", "/spec/size"]);
    expect(
      groups.map(({ title, open, help, fields }) => [title, open, help, fields.map((f) => f.title)]),
    ).toEqual([
      ["Place", true, "", ["Class", "Region"]],
      ["Machines", false, "What runs.", ["Nodes"]],
      ["General", false, "", ["Note", "Pools"]],
    ]);
  });

  it("orders the fields of an object at any depth", () => {
    const { form: laid } = lay({
      order: ["spec.note", "spec.size", "spec.storage.class", "spec.nodes[].size"],
    });
    const names = (pointer: string) => Object.keys(written(laid, pointer).schema.properties ?? {});
    expect(names("/spec").slice(0, 3)).toEqual(["note", "size", "region"]);
    expect(names("/spec/nodes/0")).toEqual(["size", "name", "zone"]);
    expect(names("/spec/storage")[0]).toBe("class");
  });

  it.each<[why: string, layout: Omit<LayoutDocument, "version">, warnings: string[]]>([
    [
      "a field that does not exist",
      { fields: { "spec.tier": { label: "T" } } },
      ["Field 'spec.tier' is gone. Remap it."],
    ],
    [
      "several fields that do not exist in one warning",
      { essentials: ["spec.tier", "spec.zone"], order: ["spec.tier"] },
      ["Fields 'spec.tier' and 'spec.zone' are gone. Remap them."],
    ],
    [
      "a path without its object",
      { order: ["size"] },
      ["Field 'size' has no object in its path. Write spec.size."],
    ],
    ["an invalid path", { order: ["spec..size"] }, ["Field 'spec..size' is gone. Remap it."]],
    [
      "a position for a field of every item",
      { essentials: ["spec.nodes[].name"] },
      [
        "Field 'spec.nodes[].name' is inside every item of a list and can't be placed. Name the list instead.",
      ],
    ],
    [
      "a widget that cannot show the type of the field",
      { fields: { "spec.note": { widget: "radio" } } },
      ["Field 'spec.note' cannot be shown as radio. Remove its widget."],
    ],
    [
      "a condition on a required field",
      { fields: { "spec.size": { when: { field: "spec.note" } } } },
      ["Field 'spec.size' is required and always shown. Remove its condition."],
    ],
  ])("reports %s and applies the rest", (_why, layout, warnings) => {
    const laid = lay({ ...layout, fields: { ...layout.fields, "spec.region": { label: "Where" } } });
    expect(laid.warnings).toEqual(warnings);
    expect(findFields(laid.form, "/spec/region").at(-1)?.title).toBe("Where");
  });

  it.each([
    ["a locked field", { locked: "x" }, "LockedField"],
    ["text with suggestions", { options: ["a", "b"] }, "SuggestField"],
    [
      "text with options and a radio widget as a choice",
      { options: ["a"], widget: "radio" as const },
      "ChoiceField",
    ],
    ["a field with a YAML widget", { widget: "yaml" as const }, "YamlField"],
    [
      "refused live options with the field of the type",
      { options: { from: { group: "", kind: "Secret" } } },
      undefined,
    ],
  ])("shows %s", (_why, hints, field) => {
    const { form: laid } = lay({ fields: { "spec.note": hints } });
    expect(written(laid, "/spec/note").uiSchema["ui:field"]).toBe(field);
  });
});

describe("readLayout", () => {
  it.each<[why: string, text: string, layout: unknown, warnings: RegExp[]]>([
    ["a layout in YAML", "version: 1\nessentials: [spec.a]", { version: 1, essentials: ["spec.a"] }, []],
    ["a layout in JSON", '{"version":1,"order":["spec.a"]}', { version: 1, order: ["spec.a"] }, []],
    ["no layout from invalid YAML", "a: [", undefined, [/not valid YAML/]],
    ["no layout from a list", "- 1", undefined, [/must be an object/]],
    ["no layout without a version", "essentials: []", undefined, [/has no version/]],
    ["no layout of another version", "version: 2", undefined, [/has version 2/]],
    [
      "a layout without an unknown widget",
      'version: 1\nfields: {"spec.a": {widget: slider, label: A}}',
      { version: 1, fields: { "spec.a": { label: "A" } } },
      [/fields › "spec.a" › widget: .*"textarea"/],
    ],
    [
      "a layout without unknown keywords",
      'version: 1\nfields: {"spec.a": {lable: A, unit: GB}}\ngrops: []',
      { version: 1, fields: { "spec.a": { unit: "GB" } } },
      [/grops/, /lable/],
    ],
    [
      "a layout without a section of the wrong type",
      "version: 1\nessentials: spec.a\norder: [spec.b]",
      { version: 1, order: ["spec.b"] },
      [/essentials/],
    ],
    [
      "a layout without an invalid condition",
      'version: 1\nfields: {"spec.a": {when: {fild: spec.b}, label: A}}',
      { version: 1, fields: { "spec.a": { label: "A" } } },
      [/when › field/, /fild/],
    ],
  ])("reads %s", (_why, source, layout, warnings) => {
    const read = readLayout(source);
    expect(read.layout).toEqual(layout);
    expect(read.warnings).toHaveLength(warnings.length);
    for (const warning of warnings) expect(read.warnings.join("\n")).toMatch(warning);
  });
});
