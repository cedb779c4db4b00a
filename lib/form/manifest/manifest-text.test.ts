import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { readManifest, readYaml, writeManifest } from "#lib/form/manifest/manifest-text";
import { findUnknownFields } from "#lib/form/values/unknown-fields";

const type = { apiVersion: "demo.vitrine.dev/v1", kind: "Sample" };

describe("manifest text", () => {
  it("is written as apiVersion, kind, metadata and then spec", () => {
    const text = writeManifest(type, {
      name: "orders",
      namespace: "team-a",
      values: { spec: { size: "small" } },
    });
    expect(text).toBe(
      "apiVersion: demo.vitrine.dev/v1\nkind: Sample\nmetadata:\n  name: orders\n  namespace: team-a\nspec:\n  size: small\n",
    );
  });

  it.each([
    [
      "text that looks like another type",
      { spec: { version: "1.0", on: "yes", empty: "", nothing: null, port: "80" } },
    ],
    ["empty, false and zero values", { spec: { list: [], map: {}, off: false, zero: 0 } }],
    ["long text and text of several lines", { spec: { long: "a ".repeat(200), lines: "a\nb\n" } }],
  ])("reads back as the same values: %s", (_why, values) => {
    const parts = { name: "orders", namespace: "", values };
    expect(readManifest(type, writeManifest(type, parts))).toEqual({ ok: true, value: parts });
  });

  it.each([
    ["a word that Kubernetes reads as a boolean", "yes", '"yes"'],
    ["a boolean word in capitals", "OFF", '"OFF"'],
    ["a number that Kubernetes reads as octal", "0644", '"0644"'],
    ["a number with an underscore", "1_000", '"1_000"'],
    ["not a date, which Kubernetes reads as text", "2026-11-20", "2026-11-20"],
  ])("quotes text that Kubernetes would read as another type: %s", (_why, mode, written) => {
    const text = writeManifest(type, { name: "orders", namespace: "", values: { spec: { mode } } });
    expect(text).toContain(`  mode: ${written}\n`);
  });

  it.each([
    ["yes", true],
    ["0644", 420],
    ["2026-11-20", "2026-11-20"],
    ["1:30", "1:30"],
  ])("reads %s as Kubernetes does", (text, value) => {
    expect(readYaml(`a: ${text}`)).toEqual({ ok: true, value: { a: value } });
  });

  it.each([
    ["broken YAML", "a: [", "Not YAML yet"],
    ["a mapping with a duplicate key", "kind: Sample\nkind: Sample", "Not YAML yet"],
    ["of another kind", "apiVersion: demo.vitrine.dev/v1\nkind: Other", "kind must be Sample"],
    ["of another version", "apiVersion: v1\nkind: Sample", "apiVersion must be demo.vitrine.dev/v1"],
    ["a list", "- a", "A manifest must be an object"],
    [
      "a manifest with ownerReferences, which the cluster writes",
      "apiVersion: demo.vitrine.dev/v1\nkind: Sample\nmetadata: {ownerReferences: []}",
      "metadata.ownerReferences",
    ],
    [
      "a manifest with a label that Kubernetes does not read as text",
      "apiVersion: demo.vitrine.dev/v1\nkind: Sample\nmetadata: {labels: {a: yes}}",
      "metadata.labels.a must be text",
    ],
    [
      "a manifest with a number as its name",
      "apiVersion: demo.vitrine.dev/v1\nkind: Sample\nmetadata: {name: 12}",
      "metadata.name must be text",
    ],
    [
      "a manifest with a status",
      "apiVersion: demo.vitrine.dev/v1\nkind: Sample\nstatus: {}",
      "The cluster writes status",
    ],
  ])("is refused as a whole when it is %s", (_why, text, message) => {
    const parsed = readManifest(type, text);
    expect(parsed.ok ? "" : parsed.message).toContain(message);
  });

  it("keeps labels and annotations out of the form's values", () => {
    const text =
      "apiVersion: demo.vitrine.dev/v1\nkind: Sample\nmetadata: {name: a, labels: {b: c}, annotations: {d: e}}";
    expect(readManifest(type, text)).toEqual({ ok: true, value: { name: "a", namespace: "", values: {} } });
  });

  it("reports the position of an error and the kind that the text has", () => {
    const text = "apiVersion: other.dev/v2\nkind: Thing\n";
    const parsed = readManifest(type, text);
    expect(parsed).toMatchObject({
      ok: false,
      at: [25, 29],
      found: { apiVersion: "other.dev/v2", kind: "Thing" },
    });
    const broken = readYaml("a: 1\nb: [");
    expect(broken.ok ? undefined : broken.at?.[0]).toBeGreaterThan(4);
  });

  it("refuses aliases that expand exponentially", () => {
    const bomb = [
      "a: &a [x,x,x,x,x,x,x,x,x,x]",
      ..."bcdef"
        .split("")
        .map((key, index) => `${key}: &${key} [${Array(10).fill(`*${"abcde"[index]}`).join(",")}]`),
    ];
    expect(readYaml(bomb.join("\n")).ok).toBe(false);
  });
});

describe("findUnknownFields", () => {
  it("lists the outermost values without a field, except where unknown fields are preserved", () => {
    const form = convertSchema(
      {
        properties: {
          spec: {
            properties: {
              a: { type: "string" },
              any: { "x-kubernetes-preserve-unknown-fields": true },
              list: { type: "array", items: { type: "object", properties: { b: { type: "string" } } } },
              map: {
                type: "object",
                additionalProperties: { type: "object", properties: { c: { type: "string" } } },
              },
            },
          },
        },
      },
      { kind: "Sample" },
    );
    const values = {
      spec: {
        a: "x",
        gone: { deep: 1 },
        any: { x: 1 },
        list: [{ b: "x", z: 1 }],
        map: { k: { c: "x", y: 1 } },
      },
      data: 1,
    };
    expect(findUnknownFields(form, values)).toEqual([
      "/spec/gone",
      "/spec/list/0/z",
      "/spec/map/k/y",
      "/data",
    ]);
  });
});
