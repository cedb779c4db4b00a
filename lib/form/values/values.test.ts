import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { findFields, labelPointer } from "#lib/form/tree/lookup";
import { completeValues, countSet } from "#lib/form/values/values";
import { formatPointer, parsePointer, readPointer, writePointer } from "#lib/schema/pointer";

const form = convertSchema(
  {
    type: "object",
    properties: {
      spec: {
        type: "object",
        required: ["storage"],
        properties: {
          size: { type: "string" },
          storage: {
            type: "object",
            required: ["size", "backup"],
            properties: {
              size: { type: "string" },
              backup: { type: "object", properties: { keep: { type: "integer" } } },
              labels: { type: "object", additionalProperties: { type: "string" } },
            },
          },
          ports: {
            type: "array",
            items: {
              type: "object",
              required: ["tls"],
              properties: { tls: { type: "object", properties: { on: { type: "boolean" } } } },
            },
          },
        },
      },
    },
  },
  { kind: "Sample" },
);

describe("pointers", () => {
  it("escape slashes and tildes in names", () => {
    expect(parsePointer(formatPointer(["a/b", "c~1d", ""]))).toEqual(["a/b", "c~1d", ""]);
  });

  it.each<[why: string, before: Record<string, unknown>, pointer: string, next: unknown, after: unknown]>([
    ["creates missing parents", {}, "/spec/storage/size", "1Gi", { spec: { storage: { size: "1Gi" } } }],
    ["writes false", { a: 1 }, "/a", false, { a: false }],
    ["writes an empty list", {}, "/a", [], { a: [] }],
    ["writes an empty object", {}, "/a/b", {}, { a: { b: {} } }],
    [
      "removes parents that become empty",
      { spec: { storage: { size: "1Gi" } } },
      "/spec/storage/size",
      undefined,
      {},
    ],
    [
      "keeps parents that have other fields",
      { spec: { a: 1, b: 2 } },
      "/spec/a",
      undefined,
      { spec: { b: 2 } },
    ],
    ["keeps the order of existing keys", { b: 1, a: 2 }, "/b", 3, { b: 3, a: 2 }],
    ["removes an item", { a: [1, 2, 3] }, "/a/1", undefined, { a: [1, 3] }],
    [
      "keeps an item whose last field is removed",
      { a: [{ x: 1 }, { y: 2 }] },
      "/a/0/x",
      undefined,
      { a: [{}, { y: 2 }] },
    ],
    ["treats __proto__ as a name", {}, "/__proto__/x", 1, JSON.parse('{"__proto__":{"x":1}}')],
  ])("writePointer %s", (_why, before, pointer, next, after) => {
    expect(JSON.stringify(writePointer(before, pointer, next))).toBe(JSON.stringify(after));
  });

  it("does not copy values beside the change", () => {
    const before = { a: { x: 1 }, b: { y: 2 } };
    const after = writePointer(before, "/a/x", 2);
    expect(after.b).toBe(before.b);
    expect(before.a.x).toBe(1);
  });

  it("reads own fields only", () => {
    expect(readPointer({ a: {} }, "/a/constructor")).toBeUndefined();
    expect(readPointer({ a: [{ b: 1 }] }, "/a/0/b")).toBe(1);
  });
});

describe("completeValues", () => {
  it("adds only the objects that are required", () => {
    expect(completeValues(form, {})).toEqual({ spec: { storage: { backup: {} } } });
    expect(completeValues(form, { spec: { ports: [{}] } })).toEqual({
      spec: { ports: [{ tls: {} }], storage: { backup: {} } },
    });
  });

  it("sorts fields by the schema and keeps the order of map entries", () => {
    const values = {
      spec: { ports: [], storage: { labels: { z: "1", a: "2" }, backup: {}, size: "1Gi" }, size: "s" },
    };
    expect(JSON.stringify(completeValues(form, values))).toBe(
      '{"spec":{"size":"s","storage":{"size":"1Gi","backup":{},"labels":{"z":"1","a":"2"}},"ports":[]}}',
    );
  });

  it("keeps all set values", () => {
    const values = { spec: { storage: { size: "", backup: { keep: 0 } }, other: null } };
    expect(completeValues(form, values)).toEqual(values);
  });
});

describe("countSet", () => {
  it("counts set fields, with a list or a map as one", () => {
    const field = findFields(form, "/spec").at(-1)?.field;
    const spec = {
      size: "s",
      storage: { size: "1Gi", labels: { a: "1", b: "2" }, backup: {} },
      ports: [{}, {}],
    };
    expect(countSet(field, spec)).toBe(4);
    expect(countSet(field, undefined)).toBe(0);
  });
});

describe("labelPointer", () => {
  it.each([
    ["/spec/storage/size", "Storage › Size"],
    ["/spec/ports/1/tls", "Ports › Ports 2 › TLS"],
    ["/spec/storage/labels/team", "Storage › Labels › team"],
    ["/metadata/name", "Name"],
    ["/spec/gone/deepField", "Gone › Deep field"],
    ["/spec", "Spec"],
  ])("labels %s as %s", (pointer, label) => {
    expect(labelPointer(form, pointer)).toBe(label);
  });
});
