import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { describe, expect, it } from "vitest";
import type { FormField } from "#lib/form/tree/field";
import { treeOf } from "#lib/form/tree/rjsf";
import { countChanged, describePreviousValue, findReset, isChanged } from "#lib/form/values/changed-values";
import { writePointer } from "#lib/schema/pointer";

function fieldOf(schema: RJSFSchema, ui: UiSchema): FormField {
  const properties = { field: { type: "string" as const, ...schema } };
  const field = treeOf({ schema: { properties }, uiSchema: { field: ui }, defaults: {} }).fields?.get(
    "field",
  );
  if (!field) throw new Error("The field was lost.");
  return field;
}

describe("isChanged", () => {
  const rows: [reason: string, before: object, now: object, pointer: string, expected: boolean][] = [
    ["true for another value", { a: 1 }, { a: 2 }, "/a", true],
    ["false for the same keys in another order", { a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }, "/a", false],
    ["true for a field that is set for the first time", {}, { a: 1 }, "/a", true],
    ["true for a field that is cleared", { a: 1 }, {}, "/a", true],
    [
      "true for a changed field of an item when the list keeps its length",
      { a: [{ x: 1 }] },
      { a: [{ x: 2 }] },
      "/a/0/x",
      true,
    ],
    [
      "false for a field of an item when the list grows",
      { a: [{ x: 1 }] },
      { a: [{ x: 2 }, {}] },
      "/a/0/x",
      false,
    ],
    ["true for a list with more items", { a: [1] }, { a: [1, 2] }, "/a", true],
    ["false for an item of a new list", {}, { a: [{ x: 1 }] }, "/a/0/x", false],
  ];
  it.each(rows)("%s", (_, before, now, pointer, expected) =>
    expect(isChanged({ ...now }, { ...before }, pointer)).toBe(expected),
  );
});

describe("findReset", () => {
  const rows: [reason: string, before: object, now: object, pointer: string, expected: object][] = [
    [
      "restores the previous value",
      { s: { a: 1, b: 2 } },
      { s: { a: 9, b: 2 } },
      "/s/a",
      { s: { a: 1, b: 2 } },
    ],
    ["clears the field and the object that was added for it", {}, { s: { o: { a: 1 } } }, "/s/o/a", {}],
    [
      "keeps an object that was empty before",
      { s: { o: {} } },
      { s: { o: { a: 1 } } },
      "/s/o/a",
      { s: { o: {} } },
    ],
    [
      "restores a cleared field and the objects around it",
      { s: { o: { a: 1 } } },
      {},
      "/s/o/a",
      { s: { o: { a: 1 } } },
    ],
    [
      "keeps the changes of other fields",
      { s: { a: 1, b: 2 } },
      { s: { a: 9, b: 9 } },
      "/s/a",
      { s: { a: 1, b: 9 } },
    ],
    [
      "restores a field of one item",
      { s: [{ x: 1 }, { x: 2 }] },
      { s: [{ x: 1 }, { x: 9 }] },
      "/s/1/x",
      { s: [{ x: 1 }, { x: 2 }] },
    ],
  ];
  it.each(rows)("%s", (_, before, now, pointer, expected) => {
    const back = findReset({ ...now }, { ...before }, pointer);
    expect(writePointer({ ...now }, back.pointer, back.value)).toEqual(expected);
  });
});

describe("countChanged", () => {
  const schema = {
    properties: { a: {}, o: { properties: { x: {}, y: {} } }, m: { additionalProperties: {} } },
  };
  const rows: [reason: string, before: unknown, now: unknown, expected: number][] = [
    ["counts no change for equal values", { a: 1 }, { a: 1 }, 0],
    ["counts set, cleared and changed fields", { a: 1, o: { x: 1 } }, { o: { x: 2, y: 3 } }, 3],
    ["counts a map as one field", { m: { k: 1, l: 2 } }, { m: { k: 3, n: 4 } }, 1],
    ["counts the fields of a new object", undefined, { o: { x: 1, y: 2 } }, 2],
    ["counts a value without a schema as one field", { z: { q: 1 } }, { z: { q: 2, r: 3 } }, 1],
  ];
  it.each(rows)("%s", (_, before, now, expected) =>
    expect(countChanged(fieldOf(schema, {}), before, now)).toBe(expected),
  );
});

describe("describePreviousValue", () => {
  const rows: [schema: RJSFSchema, ui: UiSchema, value: unknown, expected: string][] = [
    [{}, {}, undefined, "not set"],
    [{}, {}, null, "empty"],
    [{}, {}, "", "an empty text"],
    [{}, { "ui:field": "QuantityField" }, "10Gi", "10 Gi"],
    [{}, { "ui:options": { unit: "days" } }, 7, "7 days"],
    [{}, {}, 0, "0"],
    [{}, {}, false, "No"],
    [{ enum: ["s"] }, { "ui:options": { options: [{ value: "s", label: "Small" }] } }, "s", "Small"],
    [{}, {}, "a\tb ", "a\\tb·"],
    [{}, {}, ["a", "b"], "a, b"],
    [{}, {}, ["a", "b\u00a0"], "a, b⟨U+00A0⟩"],
    [{}, {}, [{ a: 1 }], "1 item"],
    [{}, {}, [1, 2, 3, 4], "4 items"],
    [{}, {}, [], "an empty list"],
    [{}, {}, { a: "1", b: "2" }, "2 entries"],
    [
      {},
      { "ui:field": "SecretField", "ui:options": { secretPlace: { kind: "reference", name: "name" } } },
      { name: "db", key: "password" },
      "db, password",
    ],
    [{}, { "ui:field": "YamlField" }, { a: 1 }, "other YAML"],
  ];
  it.each(rows)("schema %j, hints %j, value %j", (schema, ui, value, expected) =>
    expect(describePreviousValue(fieldOf(schema, ui), value)).toBe(expected),
  );
});
