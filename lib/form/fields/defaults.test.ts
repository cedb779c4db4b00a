import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { applyDefaults } from "#lib/form/fields/defaults";
import { treeOf } from "#lib/form/tree/rjsf";
import type { JsonRecord } from "#lib/schema/pointer";

const port = { type: "object", properties: { port: { type: "integer", default: 80 } } };

describe("applyDefaults fills in as the API server does", () => {
  it.each<[why: string, field: JsonRecord, value: unknown, filled: unknown]>([
    [
      "inside the items of a list",
      { type: "array", items: port },
      [{}, { port: 1 }],
      [{ port: 80 }, { port: 1 }],
    ],
    [
      "inside the values of a map",
      { type: "object", additionalProperties: port },
      { a: {} },
      { a: { port: 80 } },
    ],
    ["not inside what is missing", port, undefined, undefined],
    ["inside a default", { ...port, default: {} }, undefined, { port: 80 }],
    ["for null that is not allowed", { type: "string", default: "a" }, null, "a"],
    ["for an item that is null", { type: "array", items: { type: "string", default: "a" } }, [null], ["a"]],
    ["not for null that is allowed", { type: "string", nullable: true, default: "a" }, null, null],
    [
      "nothing for a default of null",
      { type: "string", nullable: true, default: null },
      undefined,
      undefined,
    ],
    ["not for null without a default: that is refused", { type: "string" }, null, null],
    ["not for what is empty", { type: "string", default: "a" }, "", ""],
    [
      "also where a field is edited as YAML",
      { type: "array", items: { ...port, "x-kubernetes-embedded-resource": true } },
      [{ kind: "A" }],
      [{ kind: "A", port: 80 }],
    ],
  ])("%s", (_why, field, value, filled) => {
    const spec = { type: "object", properties: { field } };
    const form = convertSchema({ type: "object", properties: { spec } }, { kind: "Sample" });
    const given = { spec: value === undefined ? {} : { field: value } };
    expect(applyDefaults(treeOf(form), given)).toEqual({
      spec: filled === undefined ? {} : { field: filled },
    });
  });
});
