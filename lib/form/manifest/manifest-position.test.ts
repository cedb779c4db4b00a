import { expect, it } from "vitest";
import { createLocator } from "#lib/form/manifest/manifest-position";

const text =
  "kind: Sample\nspec:\n  size: small\n  users:\n    - name: a\n      admin: true\n    - name: b\n  hosts: [x, y]\n  note: |\n    long\n  empty:\n";

it.each([
  ["a scalar at its value", "/spec/size", "value", "small"],
  ["a scalar at its key when the key is preferred", "/spec/size", "key", "size"],
  ["an object at its key", "/spec", "value", "spec"],
  ["a list at its key", "/spec/users", "value", "users"],
  ["an item at its first key", "/spec/users/1", "value", "name"],
  ["a field of an item", "/spec/users/0/admin", "value", "true"],
  ["an item of a flow list", "/spec/hosts/1", "value", "y"],
  ["a missing field at the object around it", "/spec/users/1/admin", "value", "name"],
  ["a missing top-level field at the first line", "/data/x", "value", "kind: Sample"],
  ["an empty value at its key", "/spec/empty", "value", "empty"],
  ["the whole manifest at the first line", "", "value", "kind: Sample"],
] as const)("finds %s", (_why, pointer, prefer, expected) => {
  const { from, to } = createLocator(text)(pointer, prefer);
  expect(text.slice(from, to)).toBe(expected);
});

it("finds the nearest readable position in text that does not parse", () => {
  expect(createLocator("spec:\n  size: [\n")("/spec/size/0")).toEqual({ from: 8, to: 12 });
  expect(createLocator("")("/spec")).toEqual({ from: 0, to: 0 });
});
