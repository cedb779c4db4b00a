import { expect, it } from "vitest";
import { editYaml } from "#lib/manifest/edit/yaml-edit";
import { readValue } from "#lib/manifest/yaml/reader";

it.each<[reason: string, text: string, next: object, wanted: string]>([
  [
    "a new item in the layout of the list",
    '{\n  "a": 1, "b": ["x", "y"]\n}\n',
    { a: 1, b: ["x", "y", "z,"] },
    '{\n  "a": 1, "b": ["x", "y", "z,"]\n}\n',
  ],
  [
    "a second item on its own line like the first",
    "{a: 1, b: [\n  x\n]}\n",
    { a: 1, b: ["x", "y, z"] },
    '{a: 1, b: [\n  x,\n  "y, z"\n]}\n',
  ],
  [
    "a new field in the layout of the map",
    '{"a": {\n  "b": 1,\n  "c": 2\n}, "d": 3}\n',
    { a: { b: 1, c: 2, e: "f" }, d: 3 },
    '{"a": {\n  "b": 1,\n  "c": 2,\n  "e": "f"\n}, "d": 3}\n',
  ],
  [
    "one collection with a field less and keeps the text around it",
    '{"a": 1,   "b": {"c": 1, "d": 2}}\n',
    { a: 1, b: { d: 2 } },
    '{"a": 1,   "b": {"d": 2}}\n',
  ],
  ["a collection inside a block", "a:   1\nb: [x,z]\n", { a: 1, b: ["x"] }, "a:   1\nb: [x]\n"],
  ["an item after a trailing comma", "{a: [u, v,]}\n", { a: ["u", "v", "w"] }, "{a: [u, v, w,]}\n"],
  ["an item in an empty list", '{"a":  1, "b": []}\n', { a: 1, b: ["x"] }, '{"a":  1, "b": ["x"]}\n'],
])("editYaml writes %s", (_reason, text, next, wanted) => {
  const edited = editYaml(text, { ...next });
  expect(edited).toBe(wanted);
  expect(readValue(edited)).toMatchObject({ ok: true, value: next });
});
