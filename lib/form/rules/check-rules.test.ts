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

/** The errors, and the rules that are left to the server, in short form. */
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
    ["a rule that holds is quiet", { properties: { a: number }, ...rule("self.a > 1") }, { a: 2 }, NOTHING],
    [
      "one that is false is said at its field",
      { properties: { a: number }, ...rule("self.a > 1", { message: "Too few.", fieldPath: ".a" }) },
      { a: 1 },
      { errors: ["/spec/a: Too few."], left: [] },
    ],
    [
      "a default counts as set",
      { properties: { a: { ...number, default: 5 } }, ...rule("self.a > 1") },
      {},
      NOTHING,
    ],
    [
      "a rule of a field that is not set does not run",
      { properties: { a: { ...number, ...rule("false") } } },
      {},
      NOTHING,
    ],
    [
      "a field that is missing leaves it to the server",
      { properties: { a: number }, ...rule("self.a > 1") },
      {},
      { errors: [], left: ["the rule reads a, which is not set"] },
    ],
    [
      "so does a function that is not known",
      { properties: { a: number }, ...rule("future(self.a)") },
      { a: 1 },
      { errors: [], left: ["the rule uses future"] },
    ],
    [
      "and what is no CEL",
      { properties: { a: number }, ...rule("self.a >") },
      { a: 1 },
      { errors: [], left: ["the portal can't parse the rule"] },
    ],
    [
      "and a value of the wrong type, which is said elsewhere",
      { properties: { a: { ...number, ...rule("self > 1") } } },
      { a: "one" },
      { errors: [], left: ["the rule orders opaque and int"] },
    ],
    [
      "and what is kept without a schema",
      {
        properties: { a: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
        ...rule("has(self.a) && self.a.b == 1"),
      },
      { a: { b: 2 } },
      { errors: [], left: ["the rule reads inside a value of unknown type"] },
    ],
    [
      "one side that decides is enough",
      { properties: { a: number }, ...rule("future(self.a) || self.a == 1") },
      { a: 1 },
      NOTHING,
    ],
    [
      "a rule that takes very long is left as well",
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
    ["a rule over a change does not run on what is new", "self.a == oldSelf.a", { a: 1 }, undefined, 0],
    ["it runs on a change", "self.a == oldSelf.a", { a: 1 }, { a: 2 }, 1],
    ["what was broken before and is not touched is let be", "self.a > 5", { a: 1 }, { a: 1 }, 0],
    ["what is touched is not", "self.a > 5", { a: 2 }, { a: 1 }, 1],
  ])("%s", (_why, text, values, before, errors) => {
    expect(judge({ properties: { a: number }, ...rule(text) }, values, before).errors).toHaveLength(errors);
  });

  it("says nothing of a name that it does not know", () => {
    const form = convertSchema(
      { type: "object", properties: {}, ...rule("self.metadata.name == 'a'") },
      { kind: "Thing" },
    );
    expect(checkRules(form, {}).errors).toEqual([]);
    expect(checkRules(form, { metadata: { name: "b" } }).errors).toHaveLength(1);
  });
});
