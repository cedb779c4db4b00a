import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { mergeFile } from "#lib/request/file/merge-file";

const HEAD = "apiVersion: demo.example/v1\nkind: Thing\nmetadata:\n  name: a\nspec:\n";
const FORM = convertSchema(
  {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          ports: {
            type: "array",
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["name"],
            items: { type: "object", properties: { name: { type: "string" }, port: { type: "integer" } } },
          },
        },
      },
    },
  },
  { kind: "Thing" },
);

function merge(
  base: string,
  target: string,
  head: string,
  lines?: string,
  form: typeof FORM | undefined = FORM,
) {
  const [one, other, third] = [base, target, head].map((spec) => HEAD + spec);
  const sides = { path: "a.yaml", base: one ?? "", target: other ?? "", head: third ?? "" };
  return mergeFile({ ...sides, lines: lines === undefined ? undefined : HEAD + lines }, form);
}

describe("mergeFile merges two changes of one file", () => {
  it.each<
    [why: string, base: string, target: string, head: string, lines: string | undefined, merged: string]
  >([
    [
      "on neighbouring lines as an edit of the file in Git",
      "  size: 1 # small\n  plan: a\n",
      "  size: 2 # larger\n  plan: a\n",
      "  size: 1 # small\n  plan: b\n",
      undefined,
      "  size: 2 # larger\n  plan: b\n",
    ],
    [
      "with the comments of the side that added some",
      "  size: 1\n  plan: a\n",
      "  size: 2\n  plan: a\n",
      "  # Asked for by finance.\n  size: 1\n  plan: b\n",
      undefined,
      "  # Asked for by finance.\n  size: 2\n  plan: b\n",
    ],
    [
      "by lines with the comments of both sides when the result has the same values",
      "  a: 1\n  b: 1\n  c: 1\n",
      "  # One.\n  a: 2\n  b: 1\n  c: 1\n",
      "  a: 1\n  b: 1\n  # Two.\n  c: 2\n",
      "  # One.\n  a: 2\n  b: 1\n  # Two.\n  c: 2\n",
      "  # One.\n  a: 2\n  b: 1\n  # Two.\n  c: 2\n",
    ],
    [
      "in items of a keyed list",
      "  ports:\n    - name: web\n      port: 80\n",
      "  ports:\n    - name: web\n      port: 81\n",
      "  ports:\n    - name: web\n      port: 80\n    - name: dns\n      port: 53\n",
      undefined,
      "  ports:\n    - name: web\n      port: 81\n    - name: dns\n      port: 53\n",
    ],
    [
      "in a list without keys by lines",
      "  list:\n    - 1\n    - 2\n    - 3\n    - 4\n",
      "  list:\n    - 0\n    - 2\n    - 3\n    - 4\n",
      "  list:\n    - 1\n    - 2\n    - 3\n    - 5\n",
      "  list:\n    - 0\n    - 2\n    - 3\n    - 5\n",
      "  list:\n    - 0\n    - 2\n    - 3\n    - 5\n",
    ],
  ])("%s", (_why, base, target, head, lines, merged) => {
    expect(merge(base, target, head, lines)).toEqual({ state: "merged", text: HEAD + merged });
  });
});

describe("mergeFile reports a conflict", () => {
  it.each<[why: string, base: string, target: string, head: string, lines?: string]>([
    ["when both sides set one field to different values", "  size: 1\n", "  size: 2\n", "  size: 3\n"],
    [
      "when both sides add one field on distant lines",
      "  a: 1\n  b: 1\n  c: 1\n",
      "  new: 1\n  a: 1\n  b: 1\n  c: 1\n",
      "  a: 1\n  b: 1\n  c: 1\n  new: 2\n",
      "  new: 1\n  a: 1\n  b: 1\n  c: 1\n  new: 2\n",
    ],
    [
      "when both sides add comments and the lines do not merge",
      "  size: 1\n  plan: a\n",
      "  size: 2 # One.\n  plan: a\n",
      "  size: 1\n  plan: b # Two.\n",
    ],
  ])("%s", (_why, base, target, head, lines) => {
    expect(merge(base, target, head, lines)).toEqual({ state: "conflict" });
  });

  it("when one side changes the API version and the other sets a field", () => {
    const text = `${HEAD}  size: 1\n`;
    const sides = {
      path: "a.yaml",
      base: text,
      target: text.replace("/v1", "/v2"),
      head: `${HEAD}  size: 2\n`,
    };
    expect(mergeFile(sides, FORM)).toEqual({ state: "conflict" });
  });

  it("for lists, provisionally, when no schema is known", () => {
    const lists = ["  l: [1]\n", "  l: [1, 2]\n", "  l: [0, 1]\n"] as const;
    const [base, target, head] = lists.map((spec) => HEAD + spec);
    const sides = { path: "a.yaml", base: base ?? "", target: target ?? "", head: head ?? "" };
    expect(mergeFile(sides, undefined)).toEqual({ state: "conflict", isProvisional: true });
  });
});

it("leaves a file without a manifest to the line merge of Git", () => {
  const sides = { path: "a.md", base: "# One\n", target: "# Two\n", head: "# Three\n", lines: "# Two\n" };
  expect(mergeFile(sides, undefined)).toBeUndefined();
});
