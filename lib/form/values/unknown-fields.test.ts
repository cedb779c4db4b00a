import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { findUnknownFields } from "#lib/form/values/unknown-fields";
import type { JsonRecord } from "#lib/schema/pointer";

const PRESERVED = "x-kubernetes-preserve-unknown-fields";
const known = { type: "object", properties: { a: { type: "string" } } };

// The expected results were observed on a real API server.
describe("findUnknownFields names what the API server drops", () => {
  it.each<[why: string, field: JsonRecord, value: unknown, dropped: string[]]>([
    ["a field that is not declared", known, { a: "x", b: 1 }, ["/b"]],
    ["any field of an object that declares none", { type: "object" }, { b: 1 }, ["/b"]],
    ["none of an object that keeps them", { ...known, [PRESERVED]: true }, { b: { c: 1 } }, []],
    [
      "those of an object inside one that keeps them",
      { ...known, [PRESERVED]: true, properties: { o: known } },
      { o: { b: 1 } },
      ["/o/b"],
    ],
    [
      "what is inside the values of a map of anything",
      { type: "object", additionalProperties: true },
      { a: 1, b: { c: 1 }, d: [{ e: 1 }] },
      ["/b/c", "/d/0/e"],
    ],
    [
      "those in an item of a list that is edited as YAML",
      { type: "array", items: { type: "object", properties: {} } },
      [{ b: 1 }],
      ["/0/b"],
    ],
    [
      "not the identity of an object inside",
      { ...known, "x-kubernetes-embedded-resource": true },
      { apiVersion: "v1", kind: "A", metadata: { name: "x" }, b: 1 },
      ["/b"],
    ],
    [
      "null where any value goes",
      { type: "object", properties: { any: { [PRESERVED]: true } } },
      { any: null },
      ["/any"],
    ],
    [
      "not null where it is allowed",
      { type: "object", properties: { any: { [PRESERVED]: true, nullable: true } } },
      { any: null },
      [],
    ],
    [
      "nothing of what is not understood here",
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
