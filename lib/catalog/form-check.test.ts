import { describe, expect, it, vi } from "vitest";
import { findFormProblem, memoizeForms } from "#lib/catalog/form-check";
import { PortalError } from "#lib/errors";
import type { FormSchema } from "#lib/form/types";

const form: FormSchema = { schema: {}, uiSchema: {}, defaults: {} };
const preserve = { "x-kubernetes-preserve-unknown-fields": true };

describe("findFormProblem", () => {
  const rows: [reason: string, schema: Record<string, unknown> | undefined, problem: string | undefined][] = [
    ["finds no problem in a schema with fields", { properties: { spec: { type: "object" } } }, undefined],
    [
      "finds no problem in fields without a spec",
      { ...preserve, properties: { data: { type: "object" } } },
      undefined,
    ],
    [
      "finds no problem in a spec that preserves unknown fields",
      { properties: { spec: preserve } },
      undefined,
    ],
    ["finds no problem in a schema without fields", { type: "object" }, undefined],
    ["reports a missing schema", undefined, "Form broken"],
    [
      "reports a root that preserves unknown fields and declares none",
      { type: "object", ...preserve },
      "The portal can't show a form",
    ],
    [
      "does not count metadata and status as declared fields",
      { ...preserve, properties: { metadata: {}, status: {} } },
      "The portal can't show a form",
    ],
  ];
  it.each(rows)("%s", (_, schema, problem) => {
    const found = findFormProblem(schema, { kind: "Widget", owner: "" }, () => form);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });

  it("names the owner, or else the platform team", () => {
    expect(findFormProblem(preserve, { kind: "Widget", owner: "data-team" }, () => form)).toContain(
      "Ask data-team",
    );
    expect(findFormProblem(preserve, { kind: "Widget", owner: "" }, () => form)).toContain(
      "Ask the platform team",
    );
  });

  const thrown: [reason: string, error: unknown, text: string][] = [
    [
      "shows the detail of a portal error",
      new PortalError("invalid", { detail: "Field size has no type" }),
      "Form broken: Field size has no type. Ask",
    ],
    ["shows the message of any other error", new Error("boom."), "Form broken: boom. Ask"],
    [
      "shows a general message for a thrown value that is not an error",
      7,
      "Form broken: the schema can't be read. Ask",
    ],
  ];
  it.each(thrown)("%s", (_, error, text) => {
    const problem = findFormProblem({}, { kind: "Widget", owner: "" }, () => {
      throw error;
    });
    expect(problem).toContain(text);
  });
});

it("memoizeForms builds once for each schema object", () => {
  const build = vi.fn(() => form);
  const memoized = memoizeForms(build);
  const schema = {};
  const options = { kind: "Widget" };
  expect([memoized(schema, options), memoized(schema, options), memoized({}, options)]).toEqual([
    form,
    form,
    form,
  ]);
  expect(build).toHaveBeenCalledTimes(2);
});
