import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { describeAt, suggest, withIdentity } from "#lib/form/manifest/completion";

const text = { type: "string" };
const spec = {
  type: "object",
  required: ["size"],
  properties: {
    note: { type: "string", description: "Shown to all.\n\nAt length." },
    size: { type: "string", enum: ["small", "on"] },
    standby: { type: "boolean" },
    port: { type: "integer", default: 5432 },
    storage: { type: "object", properties: { amount: text, class: text } },
    hosts: { type: "array", items: { type: "string", enum: ["a", "b"] } },
    users: {
      type: "array",
      items: { type: "object", required: ["name"], properties: { admin: { type: "boolean" }, name: text } },
    },
    labels: { type: "object", additionalProperties: text },
    pools: { type: "object", additionalProperties: { type: "object", properties: { count: text } } },
    raw: { "x-kubernetes-preserve-unknown-fields": true },
  },
};
const type = { apiVersion: "demo.vitrine.dev/v1", kind: "Sample" };
const form = withIdentity(convertSchema({ type: "object", properties: { spec } }, { kind: "Sample" }), type);

/** The labels that are suggested at the `|` mark. */
function labels(marked: string): string[] {
  const offset = marked.indexOf("|");
  return suggest(form, marked.replace("|", ""), offset)?.options.map(({ label }) => label) ?? [];
}

/** The text after the suggestion `label` is accepted at the `|` mark. */
function take(marked: string, label: string): string | undefined {
  const plain = marked.replace("|", "");
  const found = suggest(form, plain, marked.indexOf("|"));
  const option = found?.options.find((one) => one.label === label);
  return found && option && plain.slice(0, found.from) + option.insert + plain.slice(found.to);
}

describe("suggest", () => {
  const rows: [reason: string, marked: string, expected: string[]][] = [
    ["suggests the top-level keys in an empty manifest", "|", ["apiVersion", "kind", "metadata", "spec"]],
    [
      "leaves out keys that are set above or below the cursor",
      "kind: Sample\n|\nspec:\n  size: small\n",
      ["apiVersion", "metadata"],
    ],
    [
      "suggests the metadata fields that a request can set",
      "metadata:\n  |",
      ["name", "namespace", "labels", "annotations"],
    ],
    [
      "lists required fields first and leaves out a field set below the cursor",
      "spec:\n  |\n  note: x\n",
      ["size", "standby", "port", "storage", "hosts", "users", "labels", "pools", "raw"],
    ],
    [
      "suggests fields in the middle of a word",
      "spec:\n  st|",
      ["size", "note", "standby", "port", "storage", "hosts", "users", "labels", "pools", "raw"],
    ],
    ["suggests the fields of a nested object", "spec:\n  storage:\n    amount: x\n    |", ["class"]],
    [
      "suggests the fields of the object at the cursor's column",
      "spec:\n  storage:\n    amount: x\n  users: []\n  hosts: []\n  labels: {}\n  pools: {}\n  raw: 1\n  size: small\n  note: x\n  port: 1\n  |",
      ["standby"],
    ],
    ["suggests the fields of a list item", "spec:\n  users:\n    - name: x\n      |", ["admin"]],
    ["suggests the fields of an item after its dash", "spec:\n  users:\n    - |", ["name", "admin"]],
    [
      "suggests every field again for the next item",
      "spec:\n  users:\n    - name: x\n      admin: true\n    - |",
      ["name", "admin"],
    ],
    [
      "suggests fields in a list whose dashes are at the column of its key",
      "spec:\n  users:\n  - name: x\n    |",
      ["admin"],
    ],
    ["suggests a dash and the choices below the key of a list", "spec:\n  hosts:\n    |", ["-", "a", "b"]],
    ["suggests the choices of a list item", "spec:\n  hosts:\n    - |", ["a", "b"]],
    ["suggests the fields of a map entry", "spec:\n  pools:\n    any:\n      |", ["count"]],
    ["suggests choices after the colon", "spec:\n  size: |", ["small", "on"]],
    ["suggests choices after a partly typed value", "spec:\n  size: sm|", ["small", "on"]],
    ["suggests true and false for a boolean", "spec:\n  standby: |", ["true", "false"]],
    ["suggests the default of a field without choices", "spec:\n  port: |", ["5432"]],
    ["suggests a value after a dash and a key", "spec:\n  users:\n    - admin: |", ["true", "false"]],
    ["suggests the kind of the form", "kind: |", ["Sample"]],
    ["suggests nothing in a block scalar", "spec:\n  note: >-\n    one\n    |", []],
    ["suggests choices after a block scalar", "spec:\n  note: >-\n    one\n\n  size: |", ["small", "on"]],
    ["suggests nothing in a comment", "spec: # |", []],
    ["suggests nothing in a field without declared fields", "spec:\n  raw:\n    |", []],
    ["suggests nothing below a scalar field", "spec:\n  note:\n    x: |", []],
    ["suggests choices above YAML that does not parse", "spec:\n  size: |\n  users: [{\n", ["small", "on"]],
    ["suggests nothing in an unclosed flow collection", "spec:\n  users: [{\n    |", []],
  ];
  it.each(rows)("%s", (_why, marked, expected) => expect(labels(marked)).toEqual(expected));

  const taken: [reason: string, marked: string, label: string, after: string][] = [
    ["inserts a colon and a space after a scalar key", "spec:\n  si|", "size", "spec:\n  size: "],
    ["starts an indented line after an object key", "spec:\n  |", "storage", "spec:\n  storage:\n    "],
    ["starts the first item after a list key", "spec:\n  |", "users", "spec:\n  users:\n    - "],
    ["keeps the existing value of a key", "spec:\n  no|te: x\n", "size", "spec:\n  size: x\n"],
    [
      "quotes a choice that Kubernetes would read as a boolean",
      "spec:\n  size: |",
      "on",
      'spec:\n  size: "on"',
    ],
    ["replaces a partly typed value with the choice", "spec:\n  size: sm|", "small", "spec:\n  size: small"],
    [
      "inserts a dash and the choice as a list item",
      "spec:\n  hosts:\n    |",
      "b",
      "spec:\n  hosts:\n    - b",
    ],
  ];
  it.each(taken)("%s", (_why, marked, label, after) => expect(take(marked, label)).toBe(after));

  it("shows the type, whether a field is required, and the first line of its help", () => {
    const options = suggest(form, "spec:\n  ", 8)?.options ?? [];
    expect(options.slice(0, 2)).toMatchObject([
      { label: "size", detail: "one of 2 · Required", help: "" },
      { label: "note", detail: "text", help: "Shown to all." },
    ]);
    expect(options.find(({ label }) => label === "hosts")?.detail).toBe("list, each one of 2");
    expect(options.find(({ label }) => label === "users")?.detail).toBe("list of fields");
    expect(options.find(({ label }) => label === "labels")?.detail).toBe("map of text");
  });
});

describe("describeAt", () => {
  const manifest = "spec:\n  size: small\n  users:\n    - name: x\n  note: |\n    size: no\n";
  const rows: [reason: string, place: string, expected: object | undefined][] = [
    [
      "describes a field at its key",
      "size: small",
      { title: "Size", facts: "one of 2 · Required", from: 8, to: 12 },
    ],
    ["describes a field at its value", "small", { title: "Size" }],
    ["describes a field of a list item", "name: x", { title: "Name", facts: "text · Required" }],
    ["keeps all lines of the help", "note", { help: "Shown to all.\n\nAt length." }],
    ["ignores text that looks like a key in a block scalar", "size: no", undefined],
  ];
  it.each(rows)("%s", (_why, place, expected) => {
    const found = describeAt(form, manifest, manifest.indexOf(place));
    if (expected) expect(found).toMatchObject(expected);
    else expect(found).toBeUndefined();
  });
});
