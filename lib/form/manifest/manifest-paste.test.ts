import { describe, expect, it } from "vitest";
import { isManifestText, parsePastedManifest } from "#lib/form/manifest/manifest-paste";

const type = { apiVersion: "demo.vitrine.dev/v1", kind: "Sample" };
const head = "apiVersion: demo.vitrine.dev/v1\nkind: Sample\n";
const other = "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n";

describe("parsePastedManifest", () => {
  const rows: [reason: string, pasted: string, text: string, leftOut: string[], others: number][] = [
    [
      "keeps a manifest that needs no removal as it is",
      `# why\n${head}spec:   {a: 1}\n`,
      `# why\n${head}spec:   {a: 1}\n`,
      [],
      0,
    ],
    [
      "removes fields that the cluster writes and keeps comments",
      `${head}metadata:\n  name: a # mine\n  uid: x\n  resourceVersion: "1"\n  generation: 2\n  managedFields: [{manager: me}]\n  creationTimestamp: 2026-01-01T00:00:00Z\n  labels: {a: b}\nspec: {a: 1}\nstatus:\n  ready: true\n`,
      `${head}metadata:\n  name: a # mine\n  labels: {a: b}\nspec: {a: 1}\n`,
      [
        "metadata.uid",
        "metadata.resourceVersion",
        "metadata.generation",
        "metadata.managedFields",
        "metadata.creationTimestamp",
        "status",
      ],
      0,
    ],
    [
      "removes kubectl's last-applied annotation and keeps other annotations",
      `${head}metadata:\n  name: a\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: "{}"\n    mine: x\n`,
      `${head}metadata:\n  name: a\n  annotations:\n    mine: x\n`,
      ['metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"]'],
      0,
    ],
    [
      "keeps the document of the form's kind among several",
      `${other}---\n# why\n${head}spec: {a: 1}\n---\n${other}`,
      `# why\n${head}spec: {a: 1}\n`,
      [],
      2,
    ],
    ["keeps the markers around a single document", `---\n${head}...\n`, `---\n${head}...\n`, [], 0],
    [
      "converts Windows line breaks",
      `${head}spec: {a: 1}\n`.replaceAll("\n", "\r\n"),
      `${head}spec: {a: 1}\n`,
      [],
      0,
    ],
  ];
  it.each(rows)("%s", (_why, pasted, text, leftOut, others) => {
    expect(parsePastedManifest(type, pasted)).toEqual({ ok: true, value: { text, leftOut, others } });
  });

  const refused: [reason: string, pasted: string, found: object | undefined, message: string][] = [
    ["another kind", other, { apiVersion: "v1", kind: "Namespace" }, "This manifest is Namespace (v1)"],
    [
      "another version rather than another kind",
      `${other}---\napiVersion: demo.vitrine.dev/v2\nkind: Sample\n`,
      { apiVersion: "demo.vitrine.dev/v2", kind: "Sample" },
      "The form requests Sample (demo.vitrine.dev/v1).",
    ],
    ["text without apiVersion and kind", "a: 1\n", undefined, "This text is not a manifest"],
    ["text that is not valid YAML", "a: [", undefined, "This text is not a manifest"],
  ];
  it.each(refused)("refuses %s", (_why, pasted, found, message) => {
    const taken = parsePastedManifest(type, pasted);
    if (taken.ok) throw new Error("It was taken.");
    expect(taken.found).toEqual(found);
    expect(taken.message).toContain(message);
  });
});

describe("isManifestText", () => {
  it.each([
    ["accepts a manifest", head, true],
    ["accepts several documents with one manifest", `a: 1\n---\n${other}`, true],
    ["accepts JSON", '{"apiVersion": "v1", "kind": "A"}', true],
    ["refuses a part of a manifest", "kind: Sample\nsize: small\n", false],
    ["refuses a single word", "apiVersion", false],
    ["refuses apiVersion and kind inside a block scalar", "note: |\n  apiVersion: v1\n  kind: A\n", false],
  ])("%s", (_why, text, expected) => expect(isManifestText(text)).toBe(expected));
});
