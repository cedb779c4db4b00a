import { expect, it } from "vitest";
import { findExamplesProblem, listExamples } from "#lib/catalog/examples";

const type = { group: "demo.vitrine.dev", version: "v1", kind: "Sample" };
const head = "apiVersion: demo.vitrine.dev/v1\nkind: Sample\nmetadata:\n  name: example\n";

it.each([
  ["none", undefined, undefined, []],
  [
    "text, with its comments",
    "- title: Small\n  manifest: |\n    # why\n    kind: Sample\n",
    undefined,
    [{ title: "Small", manifest: "# why\nkind: Sample\n" }],
  ],
  [
    "an object",
    "- {title: Small, manifest: {spec: {size: s}}}",
    undefined,
    [{ title: "Small", manifest: "spec:\n  size: s\n" }],
  ],
  [
    "the schema's, of spec",
    undefined,
    { properties: { spec: { example: { size: "s" } } } },
    [{ title: "Example of the API", manifest: `${head}spec:\n  size: s\n` }],
  ],
  [
    "the schema's, of the whole",
    undefined,
    { example: { spec: { size: "m" } } },
    [{ title: "Example of the API", manifest: `${head}spec:\n  size: m\n` }],
  ],
  ["what cannot be read is no example", "- title: [", { example: "none" }, []],
])("finds %s", (_why, text, schema, expected) => expect(listExamples(type, text, schema)).toEqual(expected));

it.each([
  ["nothing", undefined, false],
  ["a list", "- {title: a, manifest: x}", false],
  ["no list", "title: a", true],
  ["an example without a manifest", "- {title: a}", true],
])("says what is wrong with %s", (_why, text, isWrong) =>
  expect(findExamplesProblem(text) !== undefined).toBe(isWrong),
);
