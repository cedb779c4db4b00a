import { describe, expect, it } from "vitest";
import { readBase } from "#components/request-form/state/change-base";
import { finishDocument } from "#components/request-form/state/form-document";
import { createFormStore } from "#components/request-form/state/form-store";
import { convertSchema } from "#lib/form/convert/convert";

const SPEC = { type: "object", properties: { size: { type: "integer" } } };
const form = convertSchema({ type: "object", properties: { spec: SPEC } }, { kind: "Cabinet" });
const type = { apiVersion: "c15.example/v1", kind: "Cabinet" };
const place = { name: "bare", namespace: "team-a" };
/** A kustomization sets the namespace. */
const BARE = "apiVersion: c15.example/v1\nkind: Cabinet\nmetadata:\n  name: bare\nspec:\n  size: 1\n";

function change() {
  const base = readBase({ blob: "1", content: BARE }, place);
  const { values } = base;
  return createFormStore({ ...place, values, form, type, base, text: base.content, namespaced: true });
}

describe("change of a file without a namespace", () => {
  it("adds no namespace when a field changes", () => {
    const store = change();
    store.setValue("/spec/size", 2);
    const { document, base, errors } = { ...store.get(), document: store.writeText() };
    expect(finishDocument(document, base)).toBe(BARE.replace("size: 1", "size: 2"));
    expect(errors).toEqual([]);
  });

  it("requires no namespace in the YAML, and still changes the same resource", () => {
    const store = change();
    store.setText(BARE.replace("size: 1", "size: 3"), "set");
    expect(store.get()).toMatchObject({ namespace: "team-a", values: { spec: { size: 3 } }, errors: [] });
  });
});
