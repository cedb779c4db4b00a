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
  it("survive names with slashes and tildes", () => {
    expect(parsePointer(formatPointer(["a/b", "c~1d", ""]))).toEqual(["a/b", "c~1d", ""]);
  });

  it.each<[why: string, before: Record<string, unknown>, pointer: string, next: unknown, after: unknown]>([
    ["makes the parents", {}, "/spec/storage/size", "1Gi", { spec: { storage: { size: "1Gi" } } }],
    ["keeps false, 0, empty text and null", { a: 1 }, "/a", false, { a: false }],
    ["keeps an empty list that was chosen", {}, "/a", [], { a: [] }],
    ["keeps an empty object that was chosen", {}, "/a/b", {}, { a: { b: {} } }],
    [
      "clears the parents that it leaves empty",
      { spec: { storage: { size: "1Gi" } } },
      "/spec/storage/size",
      undefined,
      {},
    ],
    ["leaves the parents that hold more", { spec: { a: 1, b: 2 } }, "/spec/a", undefined, { spec: { b: 2 } }],
    ["keeps the order of what is there", { b: 1, a: 2 }, "/b", 3, { b: 3, a: 2 }],
    ["removes an item", { a: [1, 2, 3] }, "/a/1", undefined, { a: [1, 3] }],
    [
      "keeps an item that lost its last field",
      { a: [{ x: 1 }, { y: 2 }] },
      "/a/0/x",
      undefined,
      { a: [{}, { y: 2 }] },
    ],
    ["treats __proto__ as a name", {}, "/__proto__/x", 1, JSON.parse('{"__proto__":{"x":1}}')],
  ])("writePointer %s", (_why, before, pointer, next, after) => {
    expect(JSON.stringify(writePointer(before, pointer, next))).toBe(JSON.stringify(after));
  });

  it("leaves what lies beside the change as it is", () => {
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
  it("starts the objects that are required, and no others", () => {
    expect(completeValues(form, {})).toEqual({ spec: { storage: { backup: {} } } });
    expect(completeValues(form, { spec: { ports: [{}] } })).toEqual({
      spec: { ports: [{ tls: {} }], storage: { backup: {} } },
    });
  });

  it("puts fields in the order of the schema, and leaves the entries of maps alone", () => {
    const values = {
      spec: { ports: [], storage: { labels: { z: "1", a: "2" }, backup: {}, size: "1Gi" }, size: "s" },
    };
    expect(JSON.stringify(completeValues(form, values))).toBe(
      '{"spec":{"size":"s","storage":{"size":"1Gi","backup":{},"labels":{"z":"1","a":"2"}},"ports":[]}}',
    );
  });

  it("changes nothing that was chosen", () => {
    const values = { spec: { storage: { size: "", backup: { keep: 0 } }, other: null } };
    expect(completeValues(form, values)).toEqual(values);
  });
});

describe("countSet", () => {
  it("counts fields, a list or a map as one", () => {
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
  ])("%s is %s", (pointer, label) => {
    expect(labelPointer(form, pointer)).toBe(label);
  });
});
