// @vitest-environment jsdom
import { renderHook, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { shownErrors } from "#components/request-form/state/form-errors";
import { createFormStore } from "#components/request-form/state/form-store";
import { useRuleCheck } from "#components/request-form/state/rule-check";
import { convertSchema } from "#lib/form/convert/convert";

const number = { type: "integer" };

function startStore(rule: object | undefined) {
  const spec = {
    type: "object",
    properties: { low: number, high: number },
    ...(rule && { "x-kubernetes-validations": [rule] }),
  };
  const form = convertSchema({ type: "object", properties: { spec } }, { kind: "Thing" });
  const type = { apiVersion: "example.org/v1", kind: "Thing" };
  return createFormStore({ form, type, namespaced: false, name: "one", namespace: "", values: {} });
}

const ORDER = { rule: "self.low < self.high", message: "Low must be below high." };

describe("useRuleCheck", () => {
  it("checks a rule while the person types, and clears its error", async () => {
    const store = startStore({ ...ORDER, fieldPath: ".low" });
    renderHook(() => useRuleCheck(store, store.get().form));
    await waitFor(() => expect(store.get().judge).toBeDefined());
    store.setValue("/spec/low", 5);
    expect(store.get().errors).toEqual([]);
    store.setValue("/spec/high", 3);
    expect(store.get().errors).toEqual([{ path: "/spec/low", message: ORDER.message, source: "cel" }]);
    expect(shownErrors(store.get())).toEqual([]);
    store.touch("/spec/low");
    expect(shownErrors(store.get())).toHaveLength(1);
    store.setValue("/spec/high", 9);
    expect(store.get().errors).toEqual([]);
  });

  it("shows the error of several fields after the person leaves one of them", async () => {
    const store = startStore(ORDER);
    renderHook(() => useRuleCheck(store, store.get().form));
    await waitFor(() => expect(store.get().judge).toBeDefined());
    store.setValue("/spec/low", 5);
    store.setValue("/spec/high", 3);
    expect(shownErrors(store.get())).toEqual([]);
    store.touch("/spec/high");
    expect(shownErrors(store.get())).toEqual([{ path: "/spec", message: ORDER.message, source: "cel" }]);
  });

  it("loads nothing for a form without rules", () => {
    const store = startStore(undefined);
    renderHook(() => useRuleCheck(store, store.get().form));
    expect(store.get().judge).toBeUndefined();
  });
});
