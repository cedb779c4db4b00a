import { describe, expect, it, vi } from "vitest";
import { findFormProblem, memoizeForms } from "#lib/catalog/form-check";
import { PortalError } from "#lib/errors";
import type { FormSchema } from "#lib/form/types";

const form: FormSchema = { schema: {}, uiSchema: {}, defaults: {} };
const preserve = { "x-kubernetes-preserve-unknown-fields": true };

describe("findFormProblem", () => {
  const rows: [reason: string, schema: Record<string, unknown> | undefined, problem: string | undefined][] = [
    ["fields", { properties: { spec: { type: "object" } } }, undefined],
    ["no spec, but fields of its own", { ...preserve, properties: { data: { type: "object" } } }, undefined],
    ["anything goes below spec: a YAML field", { properties: { spec: preserve } }, undefined],
    ["nothing to fill in but a name", { type: "object" }, undefined],
    ["no schema", undefined, "Form broken"],
    [
      "anything goes and nothing is described",
      { type: "object", ...preserve },
      "The portal can't show a form",
    ],
    [
      "what every object has is no description",
      { ...preserve, properties: { metadata: {}, status: {} } },
      "The portal can't show a form",
    ],
  ];
  it.each(rows)("%s", (_, schema, problem) => {
    const found = findFormProblem(schema, { kind: "Widget", owner: "" }, () => form);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });

  it("says whom to ask", () => {
    expect(findFormProblem(preserve, { kind: "Widget", owner: "data-team" }, () => form)).toContain(
      "Ask data-team",
    );
    expect(findFormProblem(preserve, { kind: "Widget", owner: "" }, () => form)).toContain(
      "Ask the platform team",
    );
  });

  const thrown: [reason: string, error: unknown, text: string][] = [
    [
      "an error in the requester's words",
      new PortalError("invalid", { detail: "Field size has no type" }),
      "Form broken: Field size has no type. Ask",
    ],
    ["any other error", new Error("boom."), "Form broken: boom. Ask"],
    ["something thrown that is no error", 7, "Form broken: the schema can't be read. Ask"],
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
