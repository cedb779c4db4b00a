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

/** The labels that are suggested at the bar. */
function labels(marked: string): string[] {
  const offset = marked.indexOf("|");
  return suggest(form, marked.replace("|", ""), offset)?.options.map(({ label }) => label) ?? [];
}

/** The text after the suggestion `label` is accepted at the bar. */
function take(marked: string, label: string): string | undefined {
  const plain = marked.replace("|", "");
  const found = suggest(form, plain, marked.indexOf("|"));
  const option = found?.options.find((one) => one.label === label);
  return found && option && plain.slice(0, found.from) + option.insert + plain.slice(found.to);
}

describe("suggest", () => {
  const rows: [reason: string, marked: string, expected: string[]][] = [
    ["a manifest begins with what it is", "|", ["apiVersion", "kind", "metadata", "spec"]],
    [
      "what is set is left out, also below",
      "kind: Sample\n|\nspec:\n  size: small\n",
      ["apiVersion", "metadata"],
    ],
    ["metadata has what a request may say", "metadata:\n  |", ["name", "namespace", "labels", "annotations"]],
    [
      "required first, and what is set below left out",
      "spec:\n  |\n  note: x\n",
      ["size", "standby", "port", "storage", "hosts", "users", "labels", "pools", "raw"],
    ],
    [
      "in the middle of a word",
      "spec:\n  st|",
      ["size", "note", "standby", "port", "storage", "hosts", "users", "labels", "pools", "raw"],
    ],
    ["an object inside", "spec:\n  storage:\n    amount: x\n    |", ["class"]],
    [
      "back out by the column of the cursor",
      "spec:\n  storage:\n    amount: x\n  users: []\n  hosts: []\n  labels: {}\n  pools: {}\n  raw: 1\n  size: small\n  note: x\n  port: 1\n  |",
      ["standby"],
    ],
    ["an item of a list", "spec:\n  users:\n    - name: x\n      |", ["admin"]],
    ["behind the dash", "spec:\n  users:\n    - |", ["name", "admin"]],
    [
      "each item has keys of its own",
      "spec:\n  users:\n    - name: x\n      admin: true\n    - |",
      ["name", "admin"],
    ],
    ["a list whose dashes stand below its key", "spec:\n  users:\n  - name: x\n    |", ["admin"]],
    ["a list offers its items", "spec:\n  hosts:\n    |", ["-", "a", "b"]],
    ["an item of choices", "spec:\n  hosts:\n    - |", ["a", "b"]],
    ["an entry of a map", "spec:\n  pools:\n    any:\n      |", ["count"]],
    ["choices behind the colon", "spec:\n  size: |", ["small", "on"]],
    ["choices behind a word begun", "spec:\n  size: sm|", ["small", "on"]],
    ["true and false", "spec:\n  standby: |", ["true", "false"]],
    ["the default where there are no choices", "spec:\n  port: |", ["5432"]],
    ["a value behind a dash and a key", "spec:\n  users:\n    - admin: |", ["true", "false"]],
    ["the kind", "kind: |", ["Sample"]],
    ["nothing in a text of several lines", "spec:\n  note: >-\n    one\n    |", []],
    ["but behind it", "spec:\n  note: >-\n    one\n\n  size: |", ["small", "on"]],
    ["nothing in a comment", "spec: # |", []],
    ["nothing where the schema knows none", "spec:\n  raw:\n    |", []],
    ["nothing below a scalar", "spec:\n  note:\n    x: |", []],
    ["above what does not parse", "spec:\n  size: |\n  users: [{\n", ["small", "on"]],
    ["nothing in an open flow collection", "spec:\n  users: [{\n    |", []],
  ];
  it.each(rows)("%s", (_why, marked, expected) => expect(labels(marked)).toEqual(expected));

  const taken: [reason: string, marked: string, label: string, after: string][] = [
    ["a scalar waits for its value", "spec:\n  si|", "size", "spec:\n  size: "],
    ["an object opens", "spec:\n  |", "storage", "spec:\n  storage:\n    "],
    ["a list begins", "spec:\n  |", "users", "spec:\n  users:\n    - "],
    ["a key that has its value keeps it", "spec:\n  no|te: x\n", "size", "spec:\n  size: x\n"],
    [
      "a choice that Kubernetes would read as something else is quoted",
      "spec:\n  size: |",
      "on",
      'spec:\n  size: "on"',
    ],
    ["a choice takes the place of the word begun", "spec:\n  size: sm|", "small", "spec:\n  size: small"],
    ["an item is a dash and its choice", "spec:\n  hosts:\n    |", "b", "spec:\n  hosts:\n    - b"],
  ];
  it.each(taken)("%s", (_why, marked, label, after) => expect(take(marked, label)).toBe(after));

  it("says type, need and the first line of help", () => {
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
    ["a key", "size: small", { title: "Size", facts: "one of 2 · Required", from: 8, to: 12 }],
    ["its value", "small", { title: "Size" }],
    ["inside a list", "name: x", { title: "Name", facts: "text · Required" }],
    ["help as it was written", "note", { help: "Shown to all.\n\nAt length." }],
    ["not what looks like a key in a text", "size: no", undefined],
  ];
  it.each(rows)("%s", (_why, place, expected) => {
    const found = describeAt(form, manifest, manifest.indexOf(place));
    if (expected) expect(found).toMatchObject(expected);
    else expect(found).toBeUndefined();
  });
});
