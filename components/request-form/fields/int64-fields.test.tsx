// @vitest-environment jsdom
/** 64-bit integers in the form, its YAML and its draft. */
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readDraft, writeDraft } from "#components/request-form/draft/draft-storage";
import { renderFields } from "#components/request-form/testing/field-fixture";
import { validateValues } from "#lib/form/values/validate";

const INT64 = { type: "integer", format: "int64" };
const FIELDS = {
  id: INT64,
  limit: { ...INT64, default: 9223372036854775807n },
  known: { ...INT64, enum: [9007199254740993n, 9007199254740995n] },
  port: { "x-kubernetes-int-or-string": true },
  ids: { type: "array", items: INT64 },
  ratio: { type: "number" },
};

vi.setConfig({ testTimeout: 60_000 });
afterEach(() => {
  cleanup();
  localStorage.clear();
});

const draw = (spec: object = {}) => renderFields(FIELDS, { spec }, () => undefined);
const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

describe("64-bit integers in a form", () => {
  it.each<[label: string, typed: string, written: object]>([
    ["ID", "9007199254740993", { id: 9007199254740993n }],
    ["ID", "-9223372036854775808", { id: -9223372036854775808n }],
    ["ID", "80", { id: 80 }],
    ["Port", "9007199254740993", { port: 9007199254740993n }],
    ["Ratio", "9007199254740993", { ratio: 9007199254740993n }],
    ["Ratio", "1.50", { ratio: 1.5 }],
    ["Ratio", "1e+30", { ratio: 1e30 }],
  ])("keep all digits: %s %s", (label, typed, written) => {
    const { store } = draw();
    type(label, typed);
    expect(store.get().values).toEqual({ spec: written });
    expect(screen.getByLabelText(label)).toHaveProperty("value", typed);
    expect(store.writeText().content).toContain(String(Object.values(written)[0]));
    expect(validateValues(store.get().form, store.get().values)).toEqual([]);
  });

  it("show the allowed range when they exceed 64 bits", () => {
    const { store } = draw();
    type("ID", "9223372036854775808");
    const [error] = validateValues(store.get().form, store.get().values);
    expect(error?.message).toBe(
      "ID must be a whole number between -9223372036854775808 and 9223372036854775807.",
    );
    expect(screen.getByLabelText("ID")).toHaveProperty("value", "9223372036854775808");
  });

  it.each(["9007199254740993.0", "9007199254740993e0", "9".repeat(20)])(
    "keep their text and are refused when a double would change them: %s",
    (typed) => {
      const { store } = draw();
      type("Ratio", typed);
      expect(store.get().values).toEqual({ spec: { ratio: typed } });
      expect(validateValues(store.get().form, store.get().values)).toHaveLength(1);
    },
  );

  it("appear as a default, and leave the form valid", () => {
    const { store } = draw();
    const limit = screen.getByLabelText("Limit");
    expect(limit.getAttribute("placeholder")).toBe("9223372036854775807 (default)");
    expect(validateValues(store.get().form, store.get().values)).toEqual([]);
  });

  it("can be chosen, and appear in a list", () => {
    const { store } = draw({ ids: [9007199254740993n] });
    fireEvent.click(screen.getByRole("radio", { name: /9007199254740995/ }));
    expect(store.get().values).toMatchObject({ spec: { known: 9007199254740995n } });
    expect(screen.getByDisplayValue("9007199254740993")).toBeTruthy();
  });

  it("keep all digits between the YAML and the fields", () => {
    const { store } = draw({ id: 1 });
    const text = store.writeText().content.replace("id: 1", "id: 9007199254740993");
    act(() => store.setText(text, "set"));
    expect(store.get().values).toEqual({ spec: { id: 9007199254740993n } });
    expect(screen.getByLabelText("ID")).toHaveProperty("value", "9007199254740993");
  });

  it("keep all digits in a draft", () => {
    const { store } = draw({ id: 9007199254740993n });
    const { name, namespace, values } = store.get();
    const input = { name, namespace, values, text: undefined, raw: new Map(), base: undefined };
    writeDraft("draft", { ...input, confirmed: new Map() });
    expect(localStorage.getItem("draft")).toContain('"id":9007199254740993');
    expect(readDraft("draft")?.values).toEqual({ spec: { id: 9007199254740993n } });
  });
});
