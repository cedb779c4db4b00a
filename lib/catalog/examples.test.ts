import { expect, it } from "vitest";
import { findExamplesProblem, listExamples } from "#lib/catalog/examples";

const type = { group: "demo.vitrine.dev", version: "v1", kind: "Sample" };
const head = "apiVersion: demo.vitrine.dev/v1\nkind: Sample\nmetadata:\n  name: example\n";

it.each([
  ["no example without an annotation and a schema example", undefined, undefined, []],
  [
    "an example as text with its comments",
    "- title: Small\n  manifest: |\n    # why\n    kind: Sample\n",
    undefined,
    [{ title: "Small", manifest: "# why\nkind: Sample\n" }],
  ],
  [
    "an example as an object",
    "- {title: Small, manifest: {spec: {size: s}}}",
    undefined,
    [{ title: "Small", manifest: "spec:\n  size: s\n" }],
  ],
  [
    "the example of spec in the schema",
    undefined,
    { properties: { spec: { example: { size: "s" } } } },
    [{ title: "Example of the API", manifest: `${head}spec:\n  size: s\n` }],
  ],
  [
    "the example of the whole object in the schema",
    undefined,
    { example: { spec: { size: "m" } } },
    [{ title: "Example of the API", manifest: `${head}spec:\n  size: m\n` }],
  ],
  ["no example in invalid YAML or an invalid schema example", "- title: [", { example: "none" }, []],
])("listExamples finds %s", (_why, text, schema, expected) =>
  expect(listExamples(type, text, schema)).toEqual(expected),
);

it.each([
  ["accepts a missing annotation", undefined, false],
  ["accepts a list of examples", "- {title: a, manifest: x}", false],
  ["reports a value that is not a list", "title: a", true],
  ["reports an example without a manifest", "- {title: a}", true],
])("findExamplesProblem %s", (_why, text, isWrong) =>
  expect(findExamplesProblem(text) !== undefined).toBe(isWrong),
);
