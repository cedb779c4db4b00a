import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { findInvalidLiveHints } from "#lib/form/convert/special-fields";
import { listParents, readPath, resolveField } from "#lib/form/options/live-choices";
import { liveHint } from "#lib/form/options/live-options";
import { findFields } from "#lib/form/tree/lookup";

const from = { group: "storage.k8s.io", kind: "StorageClass" };

describe("hint for live choices", () => {
  it.each<[why: string, hint: unknown, ok: boolean]>([
    ["accepts a group and a kind", { from }, true],
    [
      "accepts every keyword",
      {
        from: {
          ...from,
          version: "v1",
          namespace: "request",
          value: "metadata.name",
          label: "spec.title",
          labelSelector: { a: "b" },
          where: [{ path: "spec.region", equalsField: "./region" }],
        },
        allowOther: true,
      },
      true,
    ],
    ["accepts a path to a label with a dot", { from: { ...from, value: 'metadata.labels["a.b/c"]' } }, true],
    ["refuses a hint without a kind", { from: { group: "" } }, false],
    ["refuses an unknown keyword", { from: { ...from, names: "x" } }, false],
    ["refuses an invalid path", { from: { ...from, value: "spec..x" } }, false],
    [
      "refuses a condition without a value or a field",
      { from: { ...from, where: [{ path: "spec.a" }] } },
      false,
    ],
    [
      "refuses a condition with both a value and a field",
      { from: { ...from, where: [{ path: "spec.a", equals: 1, equalsField: "spec.b" }] } },
      false,
    ],
    ["refuses Secrets", { from: { group: "", kind: "Secret" } }, false],
    ["refuses Secrets of another group", { from: { group: "core.example.com", kind: "Secret" } }, false],
    ["refuses tokens", { from: { group: "management.cattle.io", kind: "Token" } }, false],
    ["refuses TokenReviews", { from: { group: "authentication.k8s.io", kind: "TokenReview" } }, false],
    [
      "accepts ServiceAccounts, which contain only names",
      { from: { group: "", kind: "ServiceAccount" } },
      true,
    ],
  ])("%s", (_why, hint, ok) => {
    expect(liveHint.safeParse(hint).success).toBe(ok);
  });

  it.each<[why: string, field: string, pointer: string, found: string | undefined]>([
    ["by a path from the root", "spec.region", "/spec/zone", "/spec/region"],
    ["in the same object", "./region", "/spec/zone", "/spec/region"],
    ["in the same object of a list item", "./region", "/spec/pools/2/zone", "/spec/pools/2/region"],
    ["in the parent object", "../region", "/spec/network/zone", "/spec/region"],
    [
      "in the same item by a path from the root",
      "spec.pools[].region",
      "/spec/pools/2/zone",
      "/spec/pools/2/region",
    ],
    ["only if it is inside the named list", "spec.pools[].region", "/spec/zone", undefined],
  ])("resolves another field %s", (_why, field, pointer, found) => {
    expect(resolveField(field, pointer)).toBe(found);
  });

  it("lists the fields that its conditions read", () => {
    const hint = liveHint.parse({
      from: {
        ...from,
        where: [
          { path: "a", equals: 1 },
          { path: "b", equalsField: "./c" },
        ],
      },
    });
    expect(listParents(hint, "/spec/d")).toEqual(["/spec/c"]);
  });

  it.each<[why: string, path: string, values: unknown[]]>([
    ["one field", "metadata.name", ["a"]],
    ["each item", "spec.zones[]", ["x", "y"]],
    ["each value", "data[*]", ["1", "2"]],
    ["a field of each item", "spec.pools[].size", [3]],
    ["no value at a missing path", "spec.none", []],
    ["no value at null", "spec.empty", []],
  ])("reads %s of an object", (_why, path, values) => {
    const object = {
      metadata: { name: "a" },
      data: { k: "1", l: "2" },
      spec: { zones: ["x", "y"], pools: [{ size: 3 }, {}], empty: null },
    };
    expect(readPath(object, path)).toEqual(values);
  });
});

describe("markFields", () => {
  const mark = (node: object) =>
    findFields(
      convertSchema(
        { type: "object", properties: { spec: { type: "object", properties: { class: node } } } },
        { kind: "Sample" },
      ),
      "/spec/class",
    ).at(-1)?.field;

  it("makes a field with the hint a live choice", () => {
    const field = mark({ type: "string", "x-ui-options": { from } });
    expect(field).toMatchObject({ kind: "live-choice", live: { from } });
  });

  it("makes the items of a list with the hint live choices", () => {
    const list = mark({ type: "array", items: { type: "string" }, "x-ui-options": { from } });
    expect(list).toMatchObject({ kind: "list", item: { kind: "live-choice", live: { from } } });
  });

  it("keeps the field of the type and reports the problem when the hint is invalid", () => {
    const node = { type: "string", "x-ui-options": { from: { group: "", kind: "Secret" } } };
    const field = mark(node);
    expect(field).not.toHaveProperty("live");
    expect(field?.kind).toBe("text");
    expect(findInvalidLiveHints({ properties: { spec: { properties: { class: node } } } })).toEqual([
      "Field 'spec.class' can't list choices from the cluster, so its value is typed: options.from contains secrets, which are never listed.",
    ]);
  });
});
