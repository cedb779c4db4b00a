import { describe, expect, it } from "vitest";
import { collectChoices, findMissingParent, pluralizeKind } from "#lib/catalog/live-choices";
import type { LiveSource } from "#lib/form/options/live-choices";
import type { KubernetesObject } from "#lib/kubernetes/types";

function make(name: string, more: object = {}, deletionTimestamp?: string): KubernetesObject {
  const metadata = { name, uid: name, resourceVersion: "1", creationTimestamp: "", deletionTimestamp };
  return { apiVersion: "demo/v1", kind: "Zone", metadata, ...more };
}

const zones = [
  make("eu-10", { spec: { region: "eu-1", title: "Berlin", sizes: [4, 2], count: 3, open: true } }),
  make("eu-9", { spec: { region: "eu-1", title: "Paris", regions: ["eu-1", "eu-2"], count: "x" } }),
  make("us-1", { spec: { region: "us-1", title: "", sizes: [2] } }),
  make("gone", { spec: { region: "eu-1" } }, "2026-11-20T10:00:00Z"),
];
const from: LiveSource = { group: "demo", kind: "Zone" };
const text = ["string"];

describe("collectChoices", () => {
  const collect = (source: Partial<LiveSource>, types = text, values: Record<string, unknown> = {}) =>
    collectChoices(zones, { ...from, ...source }, "/spec/zone", types, (pointer) => values[pointer]).options;

  it.each<[why: string, source: Partial<LiveSource>, types: string[], values: unknown[]]>([
    ["names in natural order, without objects that are being removed", {}, text, ["eu-9", "eu-10", "us-1"]],
    ["each value of a field once", { value: "spec.region" }, text, ["eu-1", "us-1"]],
    ["each item of a list as a number", { value: "spec.sizes[]" }, ["integer"], [2, 4]],
    ["each item of a list as text for a text field", { value: "spec.sizes[]" }, text, ["2", "4"]],
    ["only integers for an integer field", { value: "spec.count" }, ["integer"], [3]],
    ["booleans for a boolean field", { value: "spec.open" }, ["boolean"], [true]],
    ["nothing for a path to an object", { value: "spec" }, text, []],
    [
      "only objects with a constant value",
      { where: [{ path: "spec.region", equals: "us-1" }] },
      text,
      ["us-1"],
    ],
    ["only objects with a number", { where: [{ path: "spec.count", equals: 3 }] }, text, ["eu-10"]],
    [
      "only objects with the value in a list",
      { where: [{ path: "spec.regions[]", equals: "eu-2" }] },
      text,
      ["eu-9"],
    ],
    [
      "only objects for which every condition holds",
      {
        where: [
          { path: "spec.region", equals: "eu-1" },
          { path: "spec.title", equals: "Paris" },
        ],
      },
      text,
      ["eu-9"],
    ],
  ])("offers %s", (_why, source, types, values) => {
    expect(collect(source, types).map(({ value }) => value)).toEqual(values);
  });

  it("filters by the value of another field", () => {
    const source = { where: [{ path: "spec.region", equalsField: "./region" }] };
    const at = (region: string) =>
      collect(source, text, { "/spec/region": region }).map(({ value }) => value);
    expect([at("eu-1"), at("us-1"), at("no-1")]).toEqual([["eu-9", "eu-10"], ["us-1"], []]);
  });

  it("shows labels, with the value as description", () => {
    expect(collect({ label: "spec.title" })).toEqual([
      { value: "eu-10", label: "Berlin", description: "eu-10" },
      { value: "eu-9", label: "Paris", description: "eu-9" },
      { value: "us-1", label: "us-1" },
    ]);
  });

  it("reports that there are more than 500 choices", () => {
    const many = Array.from({ length: 501 }, (_, index) => make(`zone-${index}`));
    const { options, truncated } = collectChoices(many, from, "/spec/zone", text, () => undefined);
    expect([options.length, options[1]?.value, truncated]).toEqual([500, "zone-1", true]);
  });

  it("returns the first field that a condition needs and that is not set", () => {
    const source = {
      ...from,
      where: [
        { path: "a", equalsField: "./region" },
        { path: "b", equalsField: "spec.plan" },
      ],
    };
    const missing = (values: Record<string, unknown>) =>
      findMissingParent(source, "/spec/zone", (pointer) => values[pointer]);
    expect(missing({})).toBe("/spec/region");
    expect(missing({ "/spec/region": "eu-1", "/spec/plan": "" })).toBe("/spec/plan");
    expect(missing({ "/spec/region": "eu-1", "/spec/plan": 0 })).toBeUndefined();
  });

  it.each([
    ["StorageClass", "storage classes"],
    ["IngressClass", "ingress classes"],
    ["Zone", "zones"],
    ["NetworkPolicy", "network policies"],
    ["Gateway", "gateways"],
    ["ConfigMap", "config maps"],
  ])("writes the plural of %s as %s", (kind, said) => {
    expect(pluralizeKind(kind)).toBe(said);
  });
});
