import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { applyDefaults } from "#lib/form/fields/defaults";
import { treeOf } from "#lib/form/tree/rjsf";
import type { JsonRecord } from "#lib/schema/pointer";

const port = { type: "object", properties: { port: { type: "integer", default: 80 } } };

describe("applyDefaults fills in like the API server", () => {
  it.each<[why: string, field: JsonRecord, value: unknown, filled: unknown]>([
    [
      "fills in the items of a list",
      { type: "array", items: port },
      [{}, { port: 1 }],
      [{ port: 80 }, { port: 1 }],
    ],
    [
      "fills in the values of a map",
      { type: "object", additionalProperties: port },
      { a: {} },
      { a: { port: 80 } },
    ],
    ["does not fill in a missing object", port, undefined, undefined],
    ["fills in a default object", { ...port, default: {} }, undefined, { port: 80 }],
    ["replaces null where null is not allowed", { type: "string", default: "a" }, null, "a"],
    ["replaces a null item", { type: "array", items: { type: "string", default: "a" } }, [null], ["a"]],
    ["keeps null where null is allowed", { type: "string", nullable: true, default: "a" }, null, null],
    [
      "fills in nothing for a default of null",
      { type: "string", nullable: true, default: null },
      undefined,
      undefined,
    ],
    ["keeps null in a field without a default", { type: "string" }, null, null],
    ["keeps an empty text", { type: "string", default: "a" }, "", ""],
    [
      "fills in fields that are edited as YAML",
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
