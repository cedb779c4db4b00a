import { describe, expect, it } from "vitest";
import { formatFieldPath, locatePath, parseFieldPath } from "#lib/form/fields/field-path";

describe("parseFieldPath", () => {
  it.each<[path: string, tokens: string[] | undefined]>([
    ["spec.storage.size", ["spec", "storage", "size"]],
    ["spec.nodes[].name", ["spec", "nodes", "[]", "name"]],
    ["spec.pools[*].size", ["spec", "pools", "[*]", "size"]],
    ["spec.ports[0].name", ["spec", "ports", "0", "name"]],
    ['spec.labels["a.b/c"]', ["spec", "labels", "a.b/c"]],
    ['spec["say \\"x\\""]', ["spec", 'say "x"']],
    ["spec.x-y_z", ["spec", "x-y_z"]],
    ["", undefined],
    [".spec", undefined],
    ["spec.", undefined],
    ["spec..size", undefined],
    ["spec[size]", undefined],
  ])("parses or refuses the path '%s'", (path, tokens) => {
    expect(parseFieldPath(path)).toEqual(tokens);
    if (tokens) expect(parseFieldPath(formatFieldPath(tokens))).toEqual(tokens);
  });
});

describe("locatePath", () => {
  it.each<[why: string, path: string, place: string[], found: string[] | undefined]>([
    ["returns a plain path as it is", "spec.a", ["spec", "b"], ["spec", "a"]],
    ["resolves [] to the item of the field", "spec.n[].a", ["spec", "n", "2", "b"], ["spec", "n", "2", "a"]],
    [
      "resolves [*] to the map value of the field",
      "spec.p[*].a",
      ["spec", "p", "x", "b"],
      ["spec", "p", "x", "a"],
    ],
    ["finds no item for a field outside the list", "spec.n[].a", ["spec", "b"], undefined],
  ])("%s", (_why, path, place, found) => {
    expect(locatePath(parseFieldPath(path) ?? [], place)).toEqual(found);
  });
});
