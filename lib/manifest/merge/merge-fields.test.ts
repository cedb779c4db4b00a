import { describe, expect, it } from "vitest";
import { mergeFields } from "#lib/manifest/merge/merge-fields";
import type { MergeSides } from "#lib/manifest/merge/types";

const PORTS = (pointer: string) => (pointer === "/spec/ports" ? ["port", "protocol"] : undefined);

function merge(base: unknown, target: unknown, head: unknown) {
  return mergeFields({ base, target, head }, PORTS);
}

describe("mergeFields keeps both changes", () => {
  it.each<[why: string, base: unknown, target: unknown, head: unknown, merged: unknown]>([
    [
      "of neighbouring fields",
      { spec: { size: 1, plan: "a" } },
      { spec: { size: 2, plan: "a" } },
      { spec: { size: 1, plan: "b" } },
      { spec: { size: 2, plan: "b" } },
    ],
    ["of one field to the same value", { a: 1 }, { a: 2 }, { a: 2 }, { a: 2 }],
    ["of a field that one side removed and one that the other added", { a: 1 }, {}, { a: 1, b: 2 }, { b: 2 }],
    [
      "of an object that both sides added",
      {},
      { backup: { days: 7 } },
      { backup: { hour: 3 } },
      { backup: { days: 7, hour: 3 } },
    ],
    [
      "of a list that one side changed",
      { list: [1] },
      { list: [1, 2] },
      { list: [1], a: 1 },
      { list: [1, 2], a: 1 },
    ],
    [
      "of items with different keys",
      { spec: { ports: [{ port: 80 }, { port: 90 }] } },
      { spec: { ports: [{ port: 80, name: "web" }, { port: 90 }] } },
      { spec: { ports: [{ port: 80 }, { port: 70 }] } },
      { spec: { ports: [{ port: 80, name: "web" }, { port: 70 }] } },
    ],
    [
      "of items that share one of two keys",
      { spec: { ports: [{ port: 53, protocol: "TCP" }] } },
      { spec: { ports: [{ port: 53, protocol: "TCP", name: "dns" }] } },
      {
        spec: {
          ports: [
            { port: 53, protocol: "TCP" },
            { port: 53, protocol: "UDP" },
          ],
        },
      },
      {
        spec: {
          ports: [
            { port: 53, protocol: "TCP", name: "dns" },
            { port: 53, protocol: "UDP" },
          ],
        },
      },
    ],
    [
      "of a field named __proto__",
      JSON.parse('{"__proto__":1,"a":1}'),
      JSON.parse('{"__proto__":2,"a":1}'),
      JSON.parse('{"__proto__":1,"a":2}'),
      JSON.parse('{"__proto__":2,"a":2}'),
    ],
  ])("%s", (_why, base, target, head, merged) => {
    expect(merge(base, target, head)).toEqual({ value: merged, conflicts: [] });
    expect(merge(base, head, target).conflicts).toEqual([]);
  });
});

describe("mergeFields reports the field of a conflict on each side", () => {
  it.each<[why: string, base: unknown, target: unknown, head: unknown, at: MergeSides<string | undefined>[]]>(
    [
      [
        "both set one field",
        { a: 1, b: 1 },
        { a: 2, b: 1 },
        { a: 3, b: 2 },
        [{ base: "/a", target: "/a", head: "/a" }],
      ],
      ["both added one field", {}, { a: 2 }, { a: 3 }, [{ base: undefined, target: "/a", head: "/a" }]],
      [
        "one removed an object in which the other set a field",
        { a: { b: 1, c: 1 } },
        { a: { b: 2, c: 1 } },
        {},
        [{ base: "/a/b", target: "/a/b", head: undefined }],
      ],
      [
        "one removed the whole manifest in which the other set a field",
        { a: { b: 1, c: 1 } },
        { a: { b: 2, c: 1 } },
        undefined,
        [{ base: "/a/b", target: "/a/b", head: undefined }],
      ],
      [
        "both changed a list without keys, which is one value",
        { l: [1, 2] },
        { l: [1, 2, 3] },
        { l: [0, 1, 2] },
        [{ base: "/l", target: "/l", head: "/l" }],
      ],
      [
        "both changed an item with the same key at different positions",
        { spec: { ports: [{ port: 80, name: "a" }] } },
        { spec: { ports: [{ port: 70 }, { port: 80, name: "b" }] } },
        { spec: { ports: [{ port: 80, name: "c" }] } },
        [{ base: "/spec/ports/0/name", target: "/spec/ports/1/name", head: "/spec/ports/0/name" }],
      ],
      [
        "a list with a duplicate key, which is one value",
        { spec: { ports: [{ port: 80 }] } },
        { spec: { ports: [{ port: 80 }, { port: 80 }] } },
        { spec: { ports: [{ port: 81 }] } },
        [{ base: "/spec/ports", target: "/spec/ports", head: "/spec/ports" }],
      ],
    ],
  )("%s", (_why, base, target, head, at) => {
    expect(merge(base, target, head).conflicts.map((conflict) => conflict.at)).toEqual(at);
  });
});
