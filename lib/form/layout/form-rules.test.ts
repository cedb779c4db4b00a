import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { applyRules, type FormRules, hasLockedValues } from "#lib/form/layout/form-rules";
import { findOverrides, settleValues } from "#lib/form/layout/visibility";
import { findField } from "#lib/form/tree/lookup";
import type { FormValues } from "#lib/form/types";
import { validateValues } from "#lib/form/values/validate";

const FORM = convertSchema(
  {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          size: { type: "string", enum: ["s", "m", "l"], default: "l" },
          region: { type: "string", maxLength: 4 },
          replicas: { type: "integer", maximum: 5 },
          storage: { type: "object", properties: { class: { type: "string" } } },
          nodes: { type: "array", items: { type: "object", properties: { name: { type: "string" } } } },
        },
      },
    },
  },
  { kind: "Thing" },
);
const rule = (given: Partial<FormRules>) =>
  applyRules(FORM, { defaults: [], locked: [], choices: [], ...given });
const findErrors = (given: Partial<FormRules>, values: FormValues) => {
  const { form } = rule(given);
  return [...validateValues(form, values), ...findOverrides(form, values)].map(({ path }) => path);
};

describe("locked value", () => {
  const locked = [{ field: "spec.storage.class", value: "fast" }];

  it("is written into values, and refused where it is missing or another one", () => {
    const { form, problems } = rule({ locked });
    expect(problems).toEqual([]);
    expect(settleValues(form, {})).toEqual({ spec: { storage: { class: "fast" } } });
    expect(findErrors({ locked }, { spec: { storage: { class: "fast" } } })).toEqual([]);
    expect(findErrors({ locked }, { spec: { storage: { class: "slow" } } })).toEqual(["/spec/storage/class"]);
    expect(findErrors({ locked }, { spec: {} })).toEqual(["/spec/storage/class"]);
  });

  it("decides which resources belong to the offer", () => {
    expect(hasLockedValues({ spec: { storage: { class: "fast" } } }, locked)).toBe(true);
    expect(hasLockedValues({ spec: { storage: { class: "slow" } } }, locked)).toBe(false);
    expect(hasLockedValues({ spec: {} }, locked)).toBe(false);
    expect(hasLockedValues({ spec: {} }, [])).toBe(false);
  });
});

describe("choices", () => {
  it.each<[reason: string, field: string, values: unknown[], given: object, errors: string[]]>([
    ["of an enum, allowed", "spec.size", ["s", "m"], { size: "m" }, []],
    ["of an enum, not allowed", "spec.size", ["s", "m"], { size: "l" }, ["/spec/size"]],
    ["without the default of the API, which counts", "spec.size", ["s", "m"], {}, ["/spec/size"]],
    ["of text", "spec.region", ["eu", "us"], { region: "cn", size: "s" }, ["/spec/region"]],
    ["of a number", "spec.replicas", [1, 3], { replicas: 2 }, ["/spec/replicas"]],
    ["of a number, allowed", "spec.replicas", [1, 3], { replicas: 3 }, []],
  ])("restrict values: %s", (_, field, values, spec, errors) => {
    expect(findErrors({ choices: [{ field, values }] }, { spec })).toEqual(errors);
  });

  it("are a list in the form, and stay one for other readers of the form", () => {
    const { form } = rule({ choices: [{ field: "spec.region", values: ["eu", "us"] }] });
    expect(findField(form, "/spec/region")?.field).toMatchObject({
      kind: "choice",
      rules: { enum: ["eu", "us"] },
    });
    const sent = structuredClone(form);
    expect(findField(sent, "/spec/region")?.field.kind).toBe("choice");
    expect(validateValues(sent, { spec: { region: "cn" } })).toHaveLength(1);
  });
});

it("a default is a start value and not a default of the API", () => {
  const { form } = rule({ defaults: [{ field: "spec.replicas", value: 2 }] });
  expect(form.start).toEqual({ spec: { replicas: 2 } });
  expect(form.defaults).toEqual(FORM.defaults);
  expect(findErrors({ defaults: [{ field: "spec.replicas", value: 2 }] }, { spec: { replicas: 4 } })).toEqual(
    [],
  );
});

it.each<[reason: string, rules: Partial<FormRules>, problem: string]>([
  ["a field that is gone", { locked: [{ field: "spec.gone", value: 1 }] }, "'spec.gone' is gone"],
  [
    "a value of another type",
    { defaults: [{ field: "spec.replicas", value: "two" }] },
    "'spec.replicas' is not",
  ],
  ["a value beyond a limit", { locked: [{ field: "spec.replicas", value: 9 }] }, "'spec.replicas' is not"],
  ["a choice that the API refuses", { choices: [{ field: "spec.size", values: ["xl"] }] }, '"xl"'],
  ["choices of an object", { choices: [{ field: "spec.storage", values: [{}] }] }, "{}"],
  ["a field of each item", { locked: [{ field: "spec.nodes[].name", value: "a" }] }, "every item"],
  ["a wrong part of the layout", { layout: { fields: { "spec.size": { label: 3 } } } }, "label"],
  ["a field of the layout that is gone", { layout: { essentials: ["spec.gone"] } }, "'spec.gone' is gone"],
])("a part that does not fit has no effect, and is named: %s", (_, rules, problem) => {
  const { form, problems } = rule(rules);
  expect(problems).toEqual([expect.stringContaining(problem)]);
  expect(validateValues(form, { spec: { size: "m" } })).toEqual([]);
  expect(settleValues(form, {})).toEqual({});
});
