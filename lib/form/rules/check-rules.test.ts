import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { checkRules } from "#lib/form/rules/check-rules";
import type { FormValues } from "#lib/form/types";

const rule = (text: string, more = {}) => ({ "x-kubernetes-validations": [{ rule: text, ...more }] });

/** The form of a kind whose spec has this schema. */
function formOf(spec: Record<string, unknown>) {
  return convertSchema(
    { type: "object", properties: { spec: { type: "object", ...spec } } },
    { kind: "Thing" },
  );
}

const number = { type: "integer" };

/** The errors and the rules that are left to the server, as short texts. */
function judge(spec: Record<string, unknown>, values: unknown, before?: unknown) {
  const old: FormValues | undefined = before === undefined ? undefined : { spec: before };
  const { errors, unchecked } = checkRules(formOf(spec), { spec: values }, old);
  return {
    errors: errors.map(({ path, message }) => `${path}: ${message}`),
    left: unchecked.map(({ reason }) => reason),
  };
}

const NOTHING = { errors: [], left: [] };

describe("checkRules", () => {
  it.each<[why: string, spec: Record<string, unknown>, values: unknown, expected: object]>([
    [
      "reports nothing for a rule that holds",
      { properties: { a: number }, ...rule("self.a > 1") },
      { a: 2 },
      NOTHING,
    ],
    [
      "reports a rule that fails at its fieldPath",
      { properties: { a: number }, ...rule("self.a > 1", { message: "Too few.", fieldPath: ".a" }) },
      { a: 1 },
      { errors: ["/spec/a: Too few."], left: [] },
    ],
    [
      "counts a default as set",
      { properties: { a: { ...number, default: 5 } }, ...rule("self.a > 1") },
      {},
      NOTHING,
    ],
    [
      "does not run the rule of an unset field",
      { properties: { a: { ...number, ...rule("false") } } },
      {},
      NOTHING,
    ],
    [
      "leaves a rule to the server when it reads a missing field",
      { properties: { a: number }, ...rule("self.a > 1") },
      {},
      { errors: [], left: ["the rule reads a, which is not set"] },
    ],
    [
      "leaves a rule with an unknown function to the server",
      { properties: { a: number }, ...rule("future(self.a)") },
      { a: 1 },
      { errors: [], left: ["the rule uses future"] },
    ],
    [
      "leaves a rule that does not parse to the server",
      { properties: { a: number }, ...rule("self.a >") },
      { a: 1 },
      { errors: [], left: ["the portal can't parse the rule"] },
    ],
    [
      "leaves a rule to the server when the value has the wrong type",
      { properties: { a: { ...number, ...rule("self > 1") } } },
      { a: "one" },
      { errors: [], left: ["the rule orders opaque and int"] },
    ],
    [
      "leaves a rule to the server when it reads a value without a schema",
      {
        properties: { a: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
        ...rule("has(self.a) && self.a.b == 1"),
      },
      { a: { b: 2 } },
      { errors: [], left: ["the rule reads inside a value of unknown type"] },
    ],
    [
      "decides || by one side when the other is unknown",
      { properties: { a: number }, ...rule("future(self.a) || self.a == 1") },
      { a: 1 },
      NOTHING,
    ],
    [
      "leaves a rule that takes too long to the server",
      {
        properties: { a: { type: "array", items: number } },
        ...rule("self.a.all(x, self.a.all(y, self.a.all(z, x + y + z >= 0)))"),
      },
      { a: Array.from({ length: 200 }, () => 1) },
      { errors: [], left: ["the rule takes too long"] },
    ],
  ])("%s", (_why, spec, values, expected) => {
    expect(judge(spec, values)).toEqual(expected);
  });

  it.each<[why: string, rule: string, values: unknown, before: unknown, errors: number]>([
    ["does not run a rule with oldSelf on a new object", "self.a == oldSelf.a", { a: 1 }, undefined, 0],
    ["runs a rule with oldSelf on a change", "self.a == oldSelf.a", { a: 1 }, { a: 2 }, 1],
    [
      "does not report a value that was invalid before and did not change",
      "self.a > 5",
      { a: 1 },
      { a: 1 },
      0,
    ],
    ["reports an invalid value that changed", "self.a > 5", { a: 2 }, { a: 1 }, 1],
  ])("%s", (_why, text, values, before, errors) => {
    expect(judge({ properties: { a: number }, ...rule(text) }, values, before).errors).toHaveLength(errors);
  });

  it("does not run a rule on metadata.name when the name is unknown", () => {
    const form = convertSchema(
      { type: "object", properties: {}, ...rule("self.metadata.name == 'a'") },
      { kind: "Thing" },
    );
    expect(checkRules(form, {}).errors).toEqual([]);
    expect(checkRules(form, { metadata: { name: "b" } }).errors).toHaveLength(1);
  });
});
