import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { QUANTITY } from "#lib/form/convert/field-kind";
import type { FormValues } from "#lib/form/types";
import { validateValues } from "#lib/form/values/validate";

const form = convertSchema(
  {
    type: "object",
    required: ["spec"],
    properties: {
      spec: {
        type: "object",
        required: ["engine"],
        properties: {
          engine: { type: "string", enum: ["postgres", "mysql"] },
          port: { type: "integer", minimum: 1, maximum: 65535 },
          replicas: { type: "integer", minimum: 1 },
          title: { type: "string", pattern: "^[a-z]+$", maxLength: 5 },
          since: { type: "string", format: "date-time" },
          wait: { type: "string", format: "duration" },
          tags: { type: "array", minItems: 1, "x-kubernetes-list-type": "set", items: { type: "string" } },
          "odd/na~me": { type: "integer" },
          "#%23": { type: "integer" },
          storage: {
            type: "object",
            required: ["size"],
            properties: { size: { type: "string" }, class: { type: "string" } },
          },
          ports: {
            type: "array",
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["name"],
            items: {
              type: "object",
              required: ["name"],
              properties: { name: { type: "string" }, port: { type: "integer", minimum: 1 } },
            },
          },
          labels: { type: "object", additionalProperties: { type: "string", maxLength: 3 } },
          mode: { type: "string", default: "fast", nullable: false },
          amount: { "x-kubernetes-int-or-string": true },
          memory: { "x-kubernetes-int-or-string": true, pattern: `${QUANTITY}(Mi|Gi)?$` },
          path: { type: "string", pattern: "^/" },
          host: { type: "string" },
          ip: { type: "string" },
          anyOf: { type: "object", properties: { a: { type: "integer" } } },
        },
        not: { required: ["host", "ip"] },
      },
    },
  },
  { kind: "Sample" },
);

describe("validateValues", () => {
  it.each<[why: string, spec: object, path: string, message: string]>([
    ["a range", { port: 70000 }, "/spec/port", "Port must be 1–65535."],
    ["a lower bound", { replicas: 0 }, "/spec/replicas", "Replicas must be at least 1."],
    ["a type", { port: "80" }, "/spec/port", "Port must be a whole number."],
    ["a choice", { engine: "oracle" }, "/spec/engine", "Engine must be one of postgres, mysql."],
    ["a length", { title: "abcdef" }, "/spec/title", "Title must have at most 5 characters."],
    ["a pattern", { title: "AB" }, "/spec/title", "Title must match ^[a-z]+$"],
    ["a pattern, shown as its author wrote it", { path: "a" }, "/spec/path", "Path must match ^/"],
    ["a quantity", { memory: "lots" }, "/spec/memory", "Memory must be an amount like 2, 500m or 10Gi."],
    [
      "a format",
      { since: "today" },
      "/spec/since",
      "Since must be a date and time like 2026-11-20T10:42:00Z.",
    ],
    ["too few items", { tags: [] }, "/spec/tags", "Tags must have at least 1 item."],
    ["a duplicate item", { tags: ["a", "a"] }, "/spec/tags", "Tags must not contain the same item twice."],
    ["an item of the wrong type", { tags: ["a", 1] }, "/spec/tags/1", "Tags 2 must be text."],
    [
      "a duplicate key in a keyed list",
      { ports: [{ name: "a" }, { name: "a" }] },
      "/spec/ports/1/name",
      "Name must be different in every item. Another item has the same value.",
    ],
    [
      "a field of an item",
      { ports: [{ name: "a", port: 0 }] },
      "/spec/ports/0/port",
      "Port must be at least 1.",
    ],
    [
      "a value of a map",
      { labels: { team: "platform" } },
      "/spec/labels/team",
      "team must have at most 3 characters.",
    ],
    [
      "a required field of an optional object that holds a value",
      { storage: { class: "ssd" } },
      "/spec/storage/size",
      "Size is required.",
    ],
    [
      "a field name that needs escaping",
      { "odd/na~me": "x" },
      "/spec/odd~1na~0me",
      "Odd na~me must be a whole number.",
    ],
    ["a field name that looks escaped", { "#%23": "x" }, "/spec/#%23", "#%23 must be a whole number."],
    ["int-or-string", { amount: true }, "/spec/amount", "Amount must be a whole number or text."],
    ["a rule over several fields", { host: "a", ip: "b" }, "/spec", "Spec cannot have Host with IP."],
    [
      "a field with the name of a schema keyword",
      { anyOf: { a: "x" } },
      "/spec/anyOf/a",
      "A must be a whole number.",
    ],
    ["null where it is not allowed", { port: null }, "/spec/port", "Port must be a whole number."],
    ["null in a list", { tags: [null] }, "/spec/tags/0", "Tags 1 must be text."],
  ])("names the field and the fix for %s", (_why, spec, path, message) => {
    const errors = validateValues(form, { spec: { engine: "postgres", ...spec } });
    expect(errors).toEqual([{ path, message, source: "schema" }]);
  });

  it.each<[why: string, values: FormValues]>([
    ["complete values", { spec: { engine: "mysql" } }],
    ["an unset optional object that has required fields", { spec: { engine: "mysql", storage: undefined } }],
    ["a whole number written as a float", { spec: { engine: "mysql", port: 80.0 } }],
    ["a format that only the server can validate", { spec: { engine: "mysql", wait: "1h30m" } }],
    ["null for a field with a default, which the server replaces", { spec: { engine: "mysql", mode: null } }],
    ["text for int-or-string", { spec: { engine: "mysql", amount: "50%" } }],
    ["unknown fields, which the server validates", { spec: { engine: "mysql", extra: 1 } }],
  ])("accepts %s", (_why, values) => {
    expect(validateValues(form, values)).toEqual([]);
  });

  it("reports the missing field and not the missing object around it", () => {
    expect(validateValues(form, {})).toEqual([
      { path: "/spec/engine", message: "Engine is required.", source: "schema" },
    ]);
  });

  it("reports one error for each invalid field", () => {
    const errors = validateValues(form, { spec: { port: 0, title: "ABCDEFG" } });
    expect(errors.map((error) => error.path).sort()).toEqual(["/spec/engine", "/spec/port", "/spec/title"]);
  });

  it.each([
    ["oneOf", "Spec needs exactly one of: Host, IP."],
    ["anyOf", "Spec needs at least one of: Host, IP."],
  ])("describes a broken %s rule and applies defaults first", (keyword, message) => {
    const rule = { [keyword]: [{ required: ["host"] }, { required: ["ip"] }] };
    const properties = { host: { type: "string" }, ip: { type: "string" } };
    const root = (spec: object) =>
      convertSchema({ type: "object", properties: { spec } }, { kind: "Sample" });
    const plain = root({ type: "object", properties, ...rule });
    expect(validateValues(plain, { spec: {} })).toEqual([{ path: "/spec", message, source: "schema" }]);
    const defaulted = root({
      type: "object",
      properties: { ...properties, ip: { type: "string", default: "::" } },
      ...rule,
    });
    expect(validateValues(defaulted, { spec: {} })).toEqual([]);
  });
});
