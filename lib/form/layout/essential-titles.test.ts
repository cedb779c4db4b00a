import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { layoutForm } from "#lib/form/layout/layout";

const object = (properties: object, required: string[] = Object.keys(properties)) => ({
  type: "object",
  properties,
  required,
});
const text = { type: "string" };
const titles = (spec: object) =>
  layoutForm(convertSchema({ type: "object", properties: { spec } }, { kind: "Sample" })).essentials.map(
    ({ title, field }) => {
      expect(field.title).toBe(title);
      return title;
    },
  );

describe("the title of an essential", () => {
  it.each([
    [
      "one word says too little",
      { parameters: object({ nodes: object({ count: text }) }) },
      ["Nodes: count"],
    ],
    ["an object that only holds others is not named", { parameters: object({ region: text }) }, ["Region"]],
    ["two words say enough", { database: object({ storageClass: text }) }, ["Storage class"]],
    ["a field without an object around it", { size: text }, ["Size"]],
    ["the author's own title", { nodes: object({ count: { ...text, title: "Workers" } }) }, ["Workers"]],
    ["an abbreviation keeps its capitals", { limits: object({ cpu: text }) }, ["Limits: CPU"]],
    [
      "two fields with one title",
      { source: object({ bucketName: text }), target: object({ bucketName: text }) },
      ["Source: bucket name", "Target: bucket name"],
    ],
  ])("names the parent where it is needed: %s", (_why, properties, expected) => {
    expect(titles(object(properties))).toEqual(expected);
  });

  it("stays where the essentials stand below the names of their objects", () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`field${index}`, text]));
    expect(titles(object({ ...many, nodes: object({ count: text }) })).at(-1)).toBe("Count");
  });
});
