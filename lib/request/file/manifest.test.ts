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
    ["writes no spec and no defaults without values", {}, ""],
    [
      "leaves out unset values",
      { spec: { size: undefined, storage: { size: "1Gi" } } },
      "spec:\n  storage:\n    size: 1Gi\n",
    ],
    [
      "writes false, 0, empty values and null",
      { spec: { a: false, b: 0, c: "", d: [], e: {}, f: null } },
      'spec:\n  a: false\n  b: 0\n  c: ""\n  d: []\n  e: {}\n  f: null\n',
    ],
    [
      "writes fields in the order of the form and then unknown fields",
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
      "quotes text that Kubernetes would read as another type",
      { spec: { a: "yes", b: "off", c: "0644", d: "1.0", e: "null", f: "1_000", g: "~" } },
      'spec:\n  a: "yes"\n  b: "off"\n  c: "0644"\n  d: "1.0"\n  e: "null"\n  f: "1_000"\n  g: "~"\n',
    ],
    [
      "writes text of several lines as a block scalar",
      { spec: { note: "one\ntwo\n" } },
      "spec:\n  note: |\n    one\n    two\n",
    ],
    [
      "ignores values for the identity",
      { kind: "Secret", metadata: { name: "x" }, status: {}, spec: { a: 1 } },
      "spec:\n  a: 1\n",
    ],
  ];
  it.each(rows)("%s", (_, values, spec) => expect(build(values, form)).toBe(head + spec));

  it("sets no namespace for a cluster-scoped kind", () => {
    const { metadata } = buildManifest({ type, name: "x", values: {} });
    expect(metadata).toEqual({ name: "x" });
  });

  it("writes the same text for the same values in another order", () => {
    const one = build({ spec: { size: "s", storage: { class: "c", size: "1" } } }, form);
    expect(build({ spec: { storage: { size: "1", class: "c" }, size: "s" } }, form)).toBe(one);
  });
});

describe("parseManifest", () => {
  const rows: [reason: string, yaml: string, expected: { path: string; message: string }][] = [
    ["an empty text", "", { path: "", message: "Line 1: The manifest is empty." }],
    [
      "text that is not YAML",
      "a: 1\nb: [",
      { path: "", message: expect.stringMatching(/^Line 2: This is not YAML/) },
    ],
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
      "a manifest without a name",
      "apiVersion: v1\nkind: A\n\nmetadata:\n  labels: {}\n",
      { path: "/metadata/name", message: "Line 5: metadata.name must be text." },
    ],
    [
      "a manifest with a number as its name",
      "apiVersion: v1\nkind: A\nmetadata:\n  name: 12\n",
      { path: "/metadata/name", message: "Line 4: metadata.name must be text." },
    ],
    [
      "a duplicate key",
      "kind: A\nkind: B\n",
      { path: "", message: expect.stringMatching(/^Line 2: .*unique/) },
    ],
    ["aliases that expand exponentially", bomb(), { path: "", message: expect.stringMatching(/aliases/) }],
  ];
  it.each(rows)("refuses %s and reports the line", (_, yaml, expected) => {
    try {
      parseManifest(yaml);
      expect.unreachable();
    } catch (error) {
      const { code, errors } = error as PortalError;
      expect(code).toBe("invalid");
      expect(errors).toContainEqual({ ...expected, source: "portal" });
    }
  });

  it("reads values like Kubernetes", () => {
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
    ["keeps every byte without a change", base, [], []],
    [
      "keeps the quotes and the comment of changed text",
      change({ size: "large" }),
      ["  size: 'small'   # enough for now"],
      ["  size: 'large'   # enough for now"],
    ],
    ["changes a number", change({ replicas: 3 }), ["  replicas: 1"], ["  replicas: 3"]],
    ["quotes text that replaces a number", change({ replicas: "3" }), ["  replicas: 1"], ['  replicas: "3"']],
    [
      "replaces a boolean that is written as yes",
      change({ backup: false }),
      ["  backup: yes"],
      ["  backup: false"],
    ],
    ["removes a field", change({ replicas: undefined }), ["  replicas: 1"], []],
    ["adds a field", change({ zone: "b" }), [], ["  zone: b"]],
    ["adds a nested field", change({ storage: { size: "10Gi", class: "fast" } }), [], ["    class: fast"]],
    [
      "adds an item at the start of a list",
      change({ users: [{ name: "new" }, ...users] }),
      [],
      ["  - name: new"],
    ],
    [
      "removes the first item and its comment",
      change({ users: users.slice(1) }),
      ["  - name: app # the application"],
      [],
    ],
    [
      "changes an item in place",
      change({ users: [users[0], { name: "report", admin: true }] }),
      ["    admin: false"],
      ["    admin: true"],
    ],
    [
      "replaces a list with text",
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

  it("keeps the comments and the values of a file with another indentation", () => {
    const wide = original
      .replace(/^( +)/gm, "$1$1")
      .replace("    - name: report\n        admin", "    - name: report\n      admin");
    const text = updateManifest(wide, change({ users: [users[0], { name: "report", admin: true }] }));
    expect(parseManifest(text).manifest.spec).toMatchObject({ users: [{ name: "app" }, { admin: true }] });
    for (const comment of ["# Owned by team A.", "# the first", "# Asked for by Ana.", "# the application"]) {
      expect(text).toContain(comment);
    }
  });

  it("writes the correct values when anchors prevent a small change", () => {
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
