import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { findUnknownFields } from "#lib/form/values/unknown-fields";
import type { JsonRecord } from "#lib/schema/pointer";

const PRESERVED = "x-kubernetes-preserve-unknown-fields";
const known = { type: "object", properties: { a: { type: "string" } } };

// The expected results were observed on a real API server.
describe("findUnknownFields", () => {
  it.each<[why: string, field: JsonRecord, value: unknown, dropped: string[]]>([
    ["lists a field that is not declared", known, { a: "x", b: 1 }, ["/b"]],
    ["lists any field of an object without declared fields", { type: "object" }, { b: 1 }, ["/b"]],
    [
      "lists no field of an object that preserves unknown fields",
      { ...known, [PRESERVED]: true },
      { b: { c: 1 } },
      [],
    ],
    [
      "lists unknown fields of an object inside one that preserves them",
      { ...known, [PRESERVED]: true, properties: { o: known } },
      { o: { b: 1 } },
      ["/o/b"],
    ],
    [
      "lists the fields inside the values of an untyped map",
      { type: "object", additionalProperties: true },
      { a: 1, b: { c: 1 }, d: [{ e: 1 }] },
      ["/b/c", "/d/0/e"],
    ],
    [
      "lists fields in an item of a list that is edited as YAML",
      { type: "array", items: { type: "object", properties: {} } },
      [{ b: 1 }],
      ["/0/b"],
    ],
    [
      "does not list the identity of an embedded object",
      { ...known, "x-kubernetes-embedded-resource": true },
      { apiVersion: "v1", kind: "A", metadata: { name: "x" }, b: 1 },
      ["/b"],
    ],
    [
      "lists null where any other value is allowed",
      { type: "object", properties: { any: { [PRESERVED]: true } } },
      { any: null },
      ["/any"],
    ],
    [
      "does not list null where null is allowed",
      { type: "object", properties: { any: { [PRESERVED]: true, nullable: true } } },
      { any: null },
      [],
    ],
    [
      "lists nothing inside a field of an unknown type",
      { properties: { odd: { type: "tuple" } } },
      { odd: { b: 1 } },
      [],
    ],
  ])("%s", (_why, field, value, dropped) => {
    const spec = { type: "object", properties: { field } };
    const form = convertSchema({ type: "object", properties: { spec } }, { kind: "Sample" });
    expect(findUnknownFields(form, { spec: { field: value } })).toEqual(
      dropped.map((path) => `/spec/field${path}`),
    );
  });
});
