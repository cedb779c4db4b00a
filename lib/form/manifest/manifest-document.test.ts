import { describe, expect, it } from "vitest";
import { editManifest, mergeChanges } from "#lib/form/manifest/manifest-document";
import { readManifest } from "#lib/form/manifest/manifest-text";

const type = { apiVersion: "demo.vitrine.dev/v1", kind: "Sample" };

/** Manifests in the style that people write. */
const SAMPLES: [reason: string, text: string][] = [
  [
    "comments in many places, one with disabled fields",
    `# Owned by team A.
apiVersion: demo.vitrine.dev/v1   # the first
kind: Sample
metadata:
  name: orders
  namespace: team-a
  labels: {team: a,tier: "1"}
spec:
  members:   3
  version: "6.0.5"
  modes: ["SCRAM"]

  # Uncomment to configure:
  # storage:
  #   size: 1Gi
`,
  ],
  [
    "lists at the column of their key and no line break at the end",
    "apiVersion: demo.vitrine.dev/v1\nkind: Sample\nmetadata:\n  name: orders\nspec:\n  env:\n  - name: a\n    value: 'x'\n  - {name: b}",
  ],
  [
    "block scalars and anchors",
    "apiVersion: demo.vitrine.dev/v1\nkind: Sample\nmetadata: {name: orders}\nspec:\n  script: |-\n    #!/bin/sh\n\n    echo hi\n  folded: >\n    one\n    two\n  base: &base {a: 1}\n  more:\n    <<: *base\n    b: 2\n",
  ],
  [
    "another order of keys, quoted keys and inline JSON",
    `kind: "Sample"\nspec: {"a": [1, 2], 'b': null}\nmetadata:\n    name:  orders\n"apiVersion": demo.vitrine.dev/v1\n`,
  ],
  [
    "JSON",
    `{"apiVersion": "demo.vitrine.dev/v1", "kind": "Sample",\n "metadata": {"name": "orders"}, "spec": {"a": 1}}\n`,
  ],
  [
    "a document marker and Windows line breaks",
    "---\r\napiVersion: demo.vitrine.dev/v1\r\nkind: Sample\r\nmetadata:\r\n  name: orders # why\r\nspec: {}\r\n",
  ],
];

describe("editManifest", () => {
  it.each(SAMPLES)("keeps every byte when no value changes: %s", (_why, text) => {
    const parsed = readManifest(type, text);
    if (!parsed.ok) throw new Error(parsed.message);
    expect(editManifest(text, type, parsed.value)).toBe(text);
  });

  it.each(SAMPLES)("changes only the name: %s", (_why, text) => {
    const parsed = readManifest(type, text);
    if (!parsed.ok) throw new Error(parsed.message);
    expect(editManifest(text, type, { ...parsed.value, name: "bills" })).toBe(
      text.replace("orders", "bills"),
    );
  });

  it("keeps labels when the name, the namespace and the API version change", () => {
    const text =
      "apiVersion: demo.vitrine.dev/v1alpha1\nkind: Sample\nmetadata:\n  labels: {a: b} # why\nspec: {a: 1}\n";
    const parts = { name: "orders", namespace: "team-a", values: { spec: { a: 1 } } };
    expect(editManifest(text, type, parts)).toBe(
      "apiVersion: demo.vitrine.dev/v1\nkind: Sample\nmetadata:\n  name: orders\n  namespace: team-a\n  labels: {a: b} # why\nspec: {a: 1}\n",
    );
  });

  it("writes a new manifest when the text does not parse", () => {
    const parts = { name: "orders", namespace: "", values: {} };
    expect(editManifest("a: [", type, parts)).toContain("name: orders");
  });
});

describe("mergeChanges", () => {
  const base = { spec: { a: 1, b: 1, list: [1], gone: 1 } };
  const rows: [reason: string, ours: object, theirs: object, merged: object][] = [
    ["keeps their change when ours has none", base, { spec: { a: 2 } }, { spec: { a: 2 } }],
    [
      "keeps our change when theirs has none",
      { spec: { ...base.spec, a: 3 } },
      base,
      { spec: { ...base.spec, a: 3 } },
    ],
    [
      "keeps both changes when they set different fields",
      { spec: { ...base.spec, a: 3 } },
      { spec: { ...base.spec, b: 2 } },
      { spec: { ...base.spec, a: 3, b: 2 } },
    ],
    [
      "removes a field that we removed and they kept",
      { spec: { a: 1, b: 1, list: [1] } },
      { spec: { ...base.spec, b: 2 } },
      { spec: { a: 1, b: 2, list: [1] } },
    ],
    [
      "keeps their value when both changed one field",
      { spec: { ...base.spec, a: 3 } },
      { spec: { ...base.spec, a: 2 } },
      { spec: { ...base.spec, a: 2 } },
    ],
  ];
  it.each(rows)("%s", (_why, ours, theirs, merged) =>
    expect(mergeChanges(base, ours, theirs)).toEqual(merged),
  );
});
