// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { FormFooter } from "#components/request-form/form-footer";
import { registry } from "#components/request-form/registry";
import { RequestFormProvider } from "#components/request-form/state/form-context";
import { createFormStore } from "#components/request-form/state/form-store";
import { convertSchema } from "#lib/form/convert/convert";

afterEach(cleanup);

const TITLE = `Certificate of ${"a".repeat(80)}`;

it("FormFooter wraps a long field label and shows all of it", () => {
  const spec = { type: "object", required: ["a"], properties: { a: { type: "string", title: TITLE } } };
  const form = convertSchema({ type: "object", properties: { spec } }, { kind: "Sample" });
  const type = { apiVersion: "example.com/v1", kind: "Sample" };
  const store = createFormStore({ name: "a", namespace: "", namespaced: false, values: {}, form, type });
  store.update({ attempted: true });
  const offer = { id: "crd.local.samples", version: "v1" };
  render(
    <RequestFormProvider value={{ store, registry, offer }}>
      <FormFooter width="form" order={(errors) => [...errors]} onFix={() => undefined}>
        Review
      </FormFooter>
    </RequestFormProvider>,
  );
  const { classList } = screen.getByRole("button", { name: TITLE });
  const wraps = ["max-w-full", "shrink", "whitespace-normal", "[overflow-wrap:anywhere]"];
  expect(wraps.filter((name) => !classList.contains(name))).toEqual([]);
  expect(classList.contains("shrink-0")).toBe(false);
});
