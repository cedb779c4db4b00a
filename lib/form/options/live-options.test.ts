import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { findInvalidLiveHints } from "#lib/form/convert/special-fields";
import { listParents, readPath, resolveField } from "#lib/form/options/live-choices";
import { liveHint } from "#lib/form/options/live-options";
import { findFields } from "#lib/form/tree/lookup";

const from = { group: "storage.k8s.io", kind: "StorageClass" };

describe("a hint of live choices", () => {
  it.each<[why: string, hint: unknown, ok: boolean]>([
    ["the shortest", { from }, true],
    [
      "all of it",
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
    ["a label with a dot as path", { from: { ...from, value: 'metadata.labels["a.b/c"]' } }, true],
    ["no kind", { from: { group: "" } }, false],
    ["a word that is not known", { from: { ...from, names: "x" } }, false],
    ["a path that is none", { from: { ...from, value: "spec..x" } }, false],
    ["a condition without a side", { from: { ...from, where: [{ path: "spec.a" }] } }, false],
    [
      "a condition with two",
      { from: { ...from, where: [{ path: "spec.a", equals: 1, equalsField: "spec.b" }] } },
      false,
    ],
    ["Secrets", { from: { group: "", kind: "Secret" } }, false],
    ["another group's Secrets", { from: { group: "core.example.com", kind: "Secret" } }, false],
    ["tokens", { from: { group: "management.cattle.io", kind: "Token" } }, false],
    ["reviews of tokens", { from: { group: "authentication.k8s.io", kind: "TokenReview" } }, false],
    ["ServiceAccounts, which are names only", { from: { group: "", kind: "ServiceAccount" } }, true],
  ])("is right or wrong: %s", (_why, hint, ok) => {
    expect(liveHint.safeParse(hint).success).toBe(ok);
  });

  it.each<[why: string, field: string, pointer: string, found: string | undefined]>([
    ["from the top", "spec.region", "/spec/zone", "/spec/region"],
    ["beside it", "./region", "/spec/zone", "/spec/region"],
    ["beside it in an item", "./region", "/spec/pools/2/zone", "/spec/pools/2/region"],
    ["above its object", "../region", "/spec/network/zone", "/spec/region"],
    ["in the same item", "spec.pools[].region", "/spec/pools/2/zone", "/spec/pools/2/region"],
    ["in an item of a list that it is not in", "spec.pools[].region", "/spec/zone", undefined],
  ])("names another field %s", (_why, field, pointer, found) => {
    expect(resolveField(field, pointer)).toBe(found);
  });

  it("lists the fields it depends on", () => {
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
    ["a field", "metadata.name", ["a"]],
    ["each item", "spec.zones[]", ["x", "y"]],
    ["each value", "data[*]", ["1", "2"]],
    ["inside items", "spec.pools[].size", [3]],
    ["nothing", "spec.none", []],
    ["null", "spec.empty", []],
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

  it("gives a field its choices", () => {
    const field = mark({ type: "string", "x-ui-options": { from } });
    expect(field).toMatchObject({ kind: "live-choice", live: { from } });
  });

  it("gives the items of a list theirs", () => {
    const list = mark({ type: "array", items: { type: "string" }, "x-ui-options": { from } });
    expect(list).toMatchObject({ kind: "list", item: { kind: "live-choice", live: { from } } });
  });

  it("leaves a field with a wrong hint as its type has it, and says so", () => {
    const node = { type: "string", "x-ui-options": { from: { group: "", kind: "Secret" } } };
    const field = mark(node);
    expect(field).not.toHaveProperty("live");
    expect(field?.kind).toBe("text");
    expect(findInvalidLiveHints({ properties: { spec: { properties: { class: node } } } })).toEqual([
      "Field 'spec.class' can't list choices from the cluster, so its value is typed: options.from contains secrets, which are never listed.",
    ]);
  });
});
