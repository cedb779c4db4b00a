import { describe, expect, it } from "vitest";
import type { PortalError } from "#lib/errors";
import type { FormSchema, FormValues } from "#lib/form/types";
import {
  buildManifest,
  formatManifest,
  type Manifest,
  parseManifest,
  updateManifest,
} from "#lib/request/file/manifest";

const type = { group: "demo.example", version: "v1", kind: "PostgreSQL" };
const form: FormSchema = {
  schema: {
    properties: {
      spec: {
        properties: {
          storage: { properties: { class: {}, size: {} } },
          size: {},
          users: { items: { properties: { name: {}, admin: {} } } },
        },
      },
    },
  },
  uiSchema: {},
  defaults: { spec: { size: "small" } },
};

function build(values: FormValues, withForm?: FormSchema): string {
  return formatManifest(buildManifest({ type, name: "orders-db", namespace: "team-a", values }, withForm));
}

describe("buildManifest", () => {
  const head =
    "apiVersion: demo.example/v1\nkind: PostgreSQL\nmetadata:\n  name: orders-db\n  namespace: team-a\n";
  const rows: [reason: string, values: FormValues, spec: string][] = [
    ["nothing chosen, nothing written, no defaults", {}, ""],
    [
      "what was not chosen is left out",
      { spec: { size: undefined, storage: { size: "1Gi" } } },
      "spec:\n  storage:\n    size: 1Gi\n",
    ],
    [
      "false, 0, empty text, list, map and null were chosen",
      { spec: { a: false, b: 0, c: "", d: [], e: {}, f: null } },
      'spec:\n  a: false\n  b: 0\n  c: ""\n  d: []\n  e: {}\n  f: null\n',
    ],
    [
      "the form's order, unknown fields last, as typed",
      {
        spec: {
          zone: "z",
          size: "s",
          another: 1,
          storage: { size: "1Gi", class: "fast" },
          users: [{ admin: true, name: "a" }],
        },
      },
      "spec:\n  storage:\n    class: fast\n    size: 1Gi\n  size: s\n  users:\n    - name: a\n      admin: true\n  zone: z\n  another: 1\n",
    ],
    [
      "text that Kubernetes would read as something else is quoted",
      { spec: { a: "yes", b: "off", c: "0644", d: "1.0", e: "null", f: "1_000", g: "~" } },
      'spec:\n  a: "yes"\n  b: "off"\n  c: "0644"\n  d: "1.0"\n  e: "null"\n  f: "1_000"\n  g: "~"\n',
    ],
    [
      "several lines of text read as such",
      { spec: { note: "one\ntwo\n" } },
      "spec:\n  note: |\n    one\n    two\n",
    ],
    [
      "values cannot change the identity",
      { kind: "Secret", metadata: { name: "x" }, status: {}, spec: { a: 1 } },
      "spec:\n  a: 1\n",
    ],
  ];
  it.each(rows)("%s", (_, values, spec) => expect(build(values, form)).toBe(head + spec));

  it("names no namespace for a cluster-scoped kind", () => {
    const { metadata } = buildManifest({ type, name: "x", values: {} });
    expect(metadata).toEqual({ name: "x" });
  });

  it("is the same file for the same choices, however they were typed", () => {
    const one = build({ spec: { size: "s", storage: { class: "c", size: "1" } } }, form);
    expect(build({ spec: { storage: { size: "1", class: "c" }, size: "s" } }, form)).toBe(one);
  });
});

describe("parseManifest", () => {
  const rows: [reason: string, yaml: string, expected: { path: string; message: string }][] = [
    ["empty", "", { path: "", message: "Line 1: The manifest is empty." }],
    ["not YAML", "a: 1\nb: [", { path: "", message: expect.stringMatching(/^Line 2: This is not YAML/) }],
    ["tabs", "a:\n\tb: 1", { path: "", message: expect.stringMatching(/^Line 2: /) }],
    [
      "a list",
      "- a",
      {
        path: "",
        message:
          "Line 1: The manifest must be an object with the fields apiVersion, kind, metadata and spec.",
      },
    ],
    ["two objects", "kind: A\n---\nkind: B\n", { path: "", message: expect.stringMatching(/one object/) }],
    [
      "no name",
      "apiVersion: v1\nkind: A\n\nmetadata:\n  labels: {}\n",
      { path: "/metadata/name", message: "Line 5: metadata.name must be text." },
    ],
    [
      "a number for a name",
      "apiVersion: v1\nkind: A\nmetadata:\n  name: 12\n",
      { path: "/metadata/name", message: "Line 4: metadata.name must be text." },
    ],
    [
      "the same key twice",
      "kind: A\nkind: B\n",
      { path: "", message: expect.stringMatching(/^Line 2: .*unique/) },
    ],
    ["aliases that explode", bomb(), { path: "", message: expect.stringMatching(/aliases/) }],
  ];
  it.each(rows)("refuses %s, naming the line", (_, yaml, expected) => {
    try {
      parseManifest(yaml);
      expect.unreachable();
    } catch (error) {
      const { code, errors } = error as PortalError;
      expect(code).toBe("invalid");
      expect(errors).toContainEqual({ ...expected, source: "portal" });
    }
  });

  it("reads what Kubernetes would read", () => {
    const { manifest } = parseManifest(
      "apiVersion: v1\nkind: A\nmetadata: {name: a}\nspec: {a: yes, b: 0644, c: 2001-01-01, d: 1:30}",
    );
    expect(manifest.spec).toEqual({ a: true, b: 420, c: "2001-01-01", d: "1:30" });
  });
});

describe("updateManifest", () => {
  const original = `# Owned by team A.
---
apiVersion: demo.example/v1 # the first
kind: PostgreSQL
metadata:
  name:   orders-db
  labels: {team: a,tier: "1"}

spec:
  # Asked for by Ana.
  size: 'small'   # enough for now
  replicas: 1
  backup: yes
  storage:
    size: 10Gi


  users:
  - name: app # the application
  - name: report
    admin: false
`;
  const base = parseManifest(original).manifest;
  const spec = base.spec as Record<string, unknown>;
  const change = (changed: object): Manifest => ({ ...base, spec: { ...spec, ...changed } });
  const users = spec.users as { name: string }[];

  const rows: [reason: string, next: Manifest, removed: string[], added: string[]][] = [
    ["nothing changes, not a byte does", base, [], []],
    [
      "text keeps its quotes and comment",
      change({ size: "large" }),
      ["  size: 'small'   # enough for now"],
      ["  size: 'large'   # enough for now"],
    ],
    ["a number", change({ replicas: 3 }), ["  replicas: 1"], ["  replicas: 3"]],
    [
      "text in place of a number is quoted where it must be",
      change({ replicas: "3" }),
      ["  replicas: 1"],
      ['  replicas: "3"'],
    ],
    [
      "a truth in the author's spelling stays or goes",
      change({ backup: false }),
      ["  backup: yes"],
      ["  backup: false"],
    ],
    ["a field is removed", change({ replicas: undefined }), ["  replicas: 1"], []],
    ["a field is added", change({ zone: "b" }), [], ["  zone: b"]],
    [
      "a nested field is added",
      change({ storage: { size: "10Gi", class: "fast" } }),
      [],
      ["    class: fast"],
    ],
    ["an item is added in front", change({ users: [{ name: "new" }, ...users] }), [], ["  - name: new"]],
    [
      "an item is removed in front, with its comment",
      change({ users: users.slice(1) }),
      ["  - name: app # the application"],
      [],
    ],
    [
      "an item is changed in place",
      change({ users: [users[0], { name: "report", admin: true }] }),
      ["    admin: false"],
      ["    admin: true"],
    ],
    [
      "a list becomes text",
      change({ users: "none" }),
      ["  users:", "  - name: app # the application", "  - name: report", "    admin: false"],
      ["  users: none"],
    ],
  ];
  it.each(rows)("%s", (_, next, removed, added) => {
    const text = updateManifest(original, next);
    expect(parseManifest(text).manifest).toEqual(JSON.parse(JSON.stringify(next)));
    const [before, after] = [original.split("\n"), text.split("\n")];
    expect(before.filter((line) => !after.includes(line))).toEqual(removed);
    expect(after.filter((line) => !before.includes(line))).toEqual(added);
  });

  it("keeps comments and meaning of a file with another indentation", () => {
    const wide = original
      .replace(/^( +)/gm, "$1$1")
      .replace("    - name: report\n        admin", "    - name: report\n      admin");
    const text = updateManifest(wide, change({ users: [users[0], { name: "report", admin: true }] }));
    expect(parseManifest(text).manifest.spec).toMatchObject({ users: [{ name: "app" }, { admin: true }] });
    for (const comment of ["# Owned by team A.", "# the first", "# Asked for by Ana.", "# the application"]) {
      expect(text).toContain(comment);
    }
  });

  it("puts the meaning first where anchors make a small change impossible", () => {
    const anchored = "apiVersion: v1\nkind: A\nmetadata: {name: a}\nspec:\n  one: &x {p: 1}\n  two: *x\n";
    const next = { ...parseManifest(anchored).manifest, spec: { one: { p: 2 }, two: { p: 1 } } };
    expect(parseManifest(updateManifest(anchored, next)).manifest.spec).toEqual(next.spec);
  });
});

function bomb(): string {
  const lines = ["a: &a [x, x, x, x, x, x, x, x, x]"];
  for (const [index, name] of ["b", "c", "d", "e"].entries()) {
    const previous = "abcd"[index];
    lines.push(`${name}: &${name} [${Array(9).fill(`*${previous}`).join(", ")}]`);
  }
  return lines.join("\n");
}
