import { expect, it } from "vitest";
import { createLocator } from "#lib/form/manifest/manifest-position";

const text =
  "kind: Sample\nspec:\n  size: small\n  users:\n    - name: a\n      admin: true\n    - name: b\n  hosts: [x, y]\n  note: |\n    long\n  empty:\n";

it.each([
  ["a scalar by its value", "/spec/size", "value", "small"],
  ["by its key where the field itself is wrong", "/spec/size", "key", "size"],
  ["an object by its key", "/spec", "value", "spec"],
  ["a list by its key", "/spec/users", "value", "users"],
  ["an item by its first key", "/spec/users/1", "value", "name"],
  ["a field of an item", "/spec/users/0/admin", "value", "true"],
  ["an item of a flow list", "/spec/hosts/1", "value", "y"],
  ["what is missing by what is around it", "/spec/users/1/admin", "value", "name"],
  ["what is missing at the top by the first line", "/data/x", "value", "kind: Sample"],
  ["an empty value by its key", "/spec/empty", "value", "empty"],
  ["the whole by the first line", "", "value", "kind: Sample"],
] as const)("finds %s", (_why, pointer, prefer, expected) => {
  const { from, to } = createLocator(text)(pointer, prefer);
  expect(text.slice(from, to)).toBe(expected);
});

it("finds a place in what cannot be read, as far as it can", () => {
  expect(createLocator("spec:\n  size: [\n")("/spec/size/0")).toEqual({ from: 8, to: 12 });
  expect(createLocator("")("/spec")).toEqual({ from: 0, to: 0 });
});
