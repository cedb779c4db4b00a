import { describe, expect, it, vi } from "vitest";
import { buildEntryDetail } from "#lib/catalog/entry-detail";
import { memoizeForms } from "#lib/catalog/form-check";
import { buildOfferForm, findLayoutText } from "#lib/catalog/offer-form";
import { buildCrdRecord } from "#lib/catalog/sources/crd-source";
import { createRecordStore } from "#lib/catalog/sources/record-store";
import { stamp } from "#lib/catalog/testing/source-fixture";
import { convertSchema } from "#lib/form/convert/convert";
import { findFields } from "#lib/form/tree/lookup";

const spec = { type: "object", properties: { size: { type: "string" } } };
const schema = { type: "object", properties: { spec } };

function offered(layout?: string) {
  const object = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: "widgets.example.com",
      annotations: layout === undefined ? {} : { "vitrine.dev/layout": layout },
    },
    spec: {
      group: "example.com",
      names: { kind: "Widget", plural: "widgets" },
      scope: "Namespaced",
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
    status: { conditions: [{ type: "Established", status: "True" }] },
  };
  return stamp(object);
}

const buildForm = memoizeForms(convertSchema);
const record = (layout?: string) =>
  buildCrdRecord(offered(layout), "demo", { isServed: () => true, buildForm });

describe("layout of an offer", () => {
  it("is applied to the form", () => {
    const detail = buildEntryDetail(
      record('{"version":1,"fields":{"spec.size":{"label":"Plan"}}}'),
      buildForm,
    );
    const { form } = detail;
    expect(form && findFields(form, "/spec/size").at(-1)?.title).toBe("Plan");
    expect(detail.warnings).toEqual([]);
  });

  it.each<[why: string, layout: string, warning: RegExp]>([
    [
      "a field that does not exist",
      "version: 1\nessentials: [spec.tier]",
      /^For the platform team: Field 'spec.tier' is gone. Remap it.$/,
    ],
    ["invalid YAML", "{", /not valid YAML/],
    ["an unknown widget", 'version: 1\nfields: {"spec.size": {widget: dial}}', /dial|widget/],
  ])("reports %s and keeps the offer requestable", (_why, layout, warning) => {
    const { entry } = record(layout);
    expect(entry.requestable).toBe(true);
    expect(entry.warnings).toEqual([expect.stringMatching(warning)]);
    expect(buildEntryDetail(record(layout), buildForm).form).toBeDefined();
  });

  it("notifies subscribers when only the layout changes", () => {
    const store = createRecordStore();
    const told = vi.fn();
    store.set("widgets", record("version: 1"));
    store.subscribe(told);
    store.set("widgets", record("version: 1"));
    expect(told).not.toHaveBeenCalled();
    store.set("widgets", record("version: 1\nessentials: [spec.size]"));
    expect(told).toHaveBeenCalledOnce();
  });

  it("builds the form once for a schema and a layout", () => {
    const options = { kind: "Widget", layout: "version: 1" };
    const first = buildOfferForm(schema, options, buildForm).form;
    expect(buildOfferForm(schema, options, buildForm).form).toBe(first);
    expect(buildOfferForm(schema, { ...options, layout: "version: 1\norder: []" }, buildForm).form).not.toBe(
      first,
    );
  });
});

describe("findLayoutText", () => {
  const key = "vitrine.dev/layout";
  it.each<[why: string, layers: Record<string, string>[], text: string | undefined]>([
    ["the layout of a Promise before the layout of its CRD", [{ [key]: "a" }, { [key]: "b" }], "a"],
    ["the layout of a CRD when the Promise has none", [{}, { [key]: "b" }], "b"],
    ["no empty layout", [{ [key]: " " }, { [key]: "b" }], "b"],
    ["nothing without a layout", [{}], undefined],
  ])("returns %s", (_why, layers, text) => {
    expect(findLayoutText(layers)).toBe(text);
  });
});
