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

describe("title of an essential field", () => {
  it.each([
    [
      "adds the parent to a title of one word",
      { parameters: object({ nodes: object({ count: text }) }) },
      ["Nodes: count"],
    ],
    [
      "does not name an object that only contains others",
      { parameters: object({ region: text }) },
      ["Region"],
    ],
    ["keeps a title of two words", { database: object({ storageClass: text }) }, ["Storage class"]],
    ["keeps the title of a field outside any object", { size: text }, ["Size"]],
    [
      "keeps a title from the schema",
      { nodes: object({ count: { ...text, title: "Workers" } }) },
      ["Workers"],
    ],
    ["keeps the capitals of an abbreviation", { limits: object({ cpu: text }) }, ["Limits: CPU"]],
    [
      "adds the parent when two fields have the same title",
      { source: object({ bucketName: text }), target: object({ bucketName: text }) },
      ["Source: bucket name", "Target: bucket name"],
    ],
  ])("%s", (_why, properties, expected) => {
    expect(titles(object(properties))).toEqual(expected);
  });

  it("does not name the parent when the essentials are grouped by object", () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`field${index}`, text]));
    expect(titles(object({ ...many, nodes: object({ count: text }) })).at(-1)).toBe("Count");
  });
});
