import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { layoutForm } from "#lib/form/layout/layout";
import { findFields } from "#lib/form/tree/lookup";
import { findUnknownFields } from "#lib/form/values/unknown-fields";
import { validateValues } from "#lib/form/values/validate";
import { completeValues } from "#lib/form/values/values";
import type { JsonRecord } from "#lib/schema/pointer";
import { createRandom, type Random } from "#lib/schema/testing/random";

// The API server refuses all of these as a CRD. An XRD or a Promise may contain them before a CRD exists.
const KEYWORDS = [
  ...[
    "type",
    "properties",
    "additionalProperties",
    "items",
    "required",
    "enum",
    "default",
    "pattern",
    "format",
  ],
  ...["minimum", "maximum", "exclusiveMinimum", "multipleOf", "minLength", "maxItems", "nullable", "title"],
  ...[
    "oneOf",
    "anyOf",
    "allOf",
    "not",
    "description",
    "$ref",
    "patternProperties",
    "dependencies",
    "examples",
  ],
  ...["x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"],
  ...["x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-validations"],
  ...["x-ui-order", "x-ui-group", "x-ui-options", "x-ui-widget", "x-ui-when", "x-ui-hidden"],
];
const SCALARS = ["object", "array", "string", "map", "set", "", "(", null, true, false, 0, -1, 1.5, 1e300];

function generateJunk(random: Random, depth: number): unknown {
  const kind = random.int(0, depth > 0 ? 5 : 1);
  if (kind <= 1) return random.pick(SCALARS);
  if (kind === 2) return Array.from({ length: random.int(0, 3) }, () => generateJunk(random, depth - 1));
  const names = random.some([...KEYWORDS, "a", "__proto__"], 0.15);
  return Object.fromEntries(names.map((name) => [name, generateJunk(random, depth - 1)]));
}

/** Calls every function that a page calls with a form. */
function use(spec: unknown, values: JsonRecord) {
  const form = convertSchema({ type: "object", properties: { spec } }, { kind: "Sample" });
  layoutForm(form);
  validateValues(form, completeValues(form, values));
  findUnknownFields(form, values);
  return form;
}

describe("schemas that the API server refuses", () => {
  it.each<[why: string, spec: unknown]>([
    ["a $ref", { $ref: "#/definitions/Spec" }],
    ["several types", { type: ["string", "null"] }],
    ["the type null", { type: "null" }],
    ["a type that is not text", { type: 7 }],
    ["properties that are a list", { type: "object", properties: [] }],
    ["a property that is null", { type: "object", properties: { a: null } }],
    ["a list of item schemas", { type: "array", items: [{ type: "string" }] }],
    ["an invalid pattern", { type: "string", pattern: "(((" }],
    ["a pattern that is a number", { type: "string", pattern: 5 }],
    ["limits that are text", { type: "integer", minimum: "1", multipleOf: "2" }],
    ["a multipleOf of zero", { type: "integer", multipleOf: 0 }],
    ["an empty enum", { type: "string", enum: [] }],
    ["an enum that is not a list", { type: "string", enum: "a" }],
    ["an enum of another type", { type: "string", enum: [1, {}, null] }],
    ["required fields that are not declared", { type: "object", required: ["a", 1, null] }],
    ["required as in draft 3", { type: "object", properties: { a: { type: "string", required: true } } }],
    ["invalid rules", { type: "object", oneOf: "a", anyOf: [null, 1], allOf: {}, not: [] }],
    ["alternatives between types", { oneOf: [{ type: "string" }, { type: "integer" }] }],
    [
      "invalid keys of a keyed list",
      { type: "array", items: {}, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": [1] },
    ],
    ["CEL rules that are not a list", { type: "object", "x-kubernetes-validations": "self.a" }],
    [
      "a default of another type",
      { type: "object", properties: { a: { type: "integer", default: "x" } }, default: [] },
    ],
  ])("still become a form: %s", (_why, node) => {
    const form = use(
      { type: "object", properties: { field: node } },
      { spec: { field: { a: [1, null, "x"] } } },
    );
    expect(findFields(form, "/spec/field")).toHaveLength(2);
    expect(findFields(use(node, { spec: [1] }), "/spec")).toHaveLength(1);
  });

  it("still become a form: five hundred random schemas", () => {
    for (let number = 0; number < 500; number += 1) {
      const random = createRandom(`junk/${number}`);
      const [node, value] = [generateJunk(random, 4), generateJunk(random, 3)];
      expect(() => use(node, { spec: value }), `junk/${number}: ${JSON.stringify(node)}`).not.toThrow();
    }
  });
});
