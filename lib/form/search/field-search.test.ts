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
    ["a title, before the same in items", "size", ["Size /spec/storage/size", "Size /spec/databases"]],
    ["a word that is begun", "ingr", ["Ingress class name /spec/ingressClassName"]],
    ["the name as the API has it", "ingressclassname", ["Ingress class name /spec/ingressClassName"]],
    ["a description", "controller", ["Ingress class name /spec/ingressClassName"]],
    ["two letters that changed places", "verison", ["Version /spec/version"]],
    ["a letter too few, in the middle", "ingrss", ["Ingress class name /spec/ingressClassName"]],
    ["all of several words", "storage size", ["Size /spec/storage/size"]],
    ["what is far inside", "x", ["X /spec/storage/deep/deeper/x"]],
    ["the list of what is in its items", "owner", ["Owner /spec/databases"]],
    ["the map of what is in its values", "cpu", ["CPU limit /spec/pools"]],
    ["nothing that is hidden", "hidden", []],
    ["nothing for what is nowhere", "zebra", []],
  ])("finds %s", (_why, query, found) => {
    expect(find(query)).toEqual(found);
  });

  it("gives all for no words", () => {
    expect(find(" ")).toHaveLength(index.length);
  });
});
