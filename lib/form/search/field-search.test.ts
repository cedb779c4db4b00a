import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { layoutForm } from "#lib/form/layout/layout";
import { indexFields, searchFields } from "#lib/form/search/field-search";

const text = { type: "string" };
const index = indexFields(
  layoutForm(
    convertSchema(
      {
        type: "object",
        properties: {
          spec: {
            type: "object",
            required: ["version"],
            properties: {
              version: text,
              ingressClassName: { ...text, description: "Which controller serves it." },
              hidden: { ...text, "x-ui-hidden": true },
              storage: {
                type: "object",
                properties: {
                  size: text,
                  deep: {
                    type: "object",
                    properties: { deeper: { type: "object", properties: { x: text } } },
                  },
                },
              },
              databases: {
                type: "array",
                items: { type: "object", properties: { owner: text, size: text } },
              },
              pools: {
                type: "object",
                additionalProperties: { type: "object", properties: { cpuLimit: text } },
              },
            },
          },
        },
      },
      { kind: "Sample" },
    ),
  ),
);

const find = (query: string) =>
  searchFields(index, query).map(({ field, pointer }) => `${field.title} ${pointer}`);

describe("searchFields", () => {
  it.each<[why: string, query: string, found: string[]]>([
    ["a title, before the same title in items", "size", ["Size /spec/storage/size", "Size /spec/databases"]],
    ["the start of a word", "ingr", ["Ingress class name /spec/ingressClassName"]],
    ["the name of the field in the API", "ingressclassname", ["Ingress class name /spec/ingressClassName"]],
    ["a description", "controller", ["Ingress class name /spec/ingressClassName"]],
    ["a title with two swapped letters", "verison", ["Version /spec/version"]],
    ["a title with a missing letter", "ingrss", ["Ingress class name /spec/ingressClassName"]],
    ["a field that matches every word", "storage size", ["Size /spec/storage/size"]],
    ["a deeply nested field", "x", ["X /spec/storage/deep/deeper/x"]],
    ["the list for a field of its items", "owner", ["Owner /spec/databases"]],
    ["the map for a field of its values", "cpu", ["CPU limit /spec/pools"]],
    ["no hidden field", "hidden", []],
    ["nothing for a word without a match", "zebra", []],
  ])("finds %s", (_why, query, found) => {
    expect(find(query)).toEqual(found);
  });

  it("returns all fields for an empty query", () => {
    expect(find(" ")).toHaveLength(index.length);
  });
});
