import { describe, expect, it } from "vitest";
import { isManifestText, parsePastedManifest } from "#lib/form/manifest/manifest-paste";

const type = { apiVersion: "demo.vitrine.dev/v1", kind: "Sample" };
const head = "apiVersion: demo.vitrine.dev/v1\nkind: Sample\n";
const other = "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n";

describe("parsePastedManifest", () => {
  const rows: [reason: string, pasted: string, text: string, leftOut: string[], others: number][] = [
    [
      "as it was where nothing has to go",
      `# why\n${head}spec:   {a: 1}\n`,
      `# why\n${head}spec:   {a: 1}\n`,
      [],
      0,
    ],
    [
      "what the cluster writes goes, comments stay",
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
      "kubectl's copy of the last apply goes, other annotations stay",
      `${head}metadata:\n  name: a\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: "{}"\n    mine: x\n`,
      `${head}metadata:\n  name: a\n  annotations:\n    mine: x\n`,
      ['metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"]'],
      0,
    ],
    [
      "the one of several that fits",
      `${other}---\n# why\n${head}spec: {a: 1}\n---\n${other}`,
      `# why\n${head}spec: {a: 1}\n`,
      [],
      2,
    ],
    ["markers around a single one stay", `---\n${head}...\n`, `---\n${head}...\n`, [], 0],
    [
      "line breaks of another system",
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
      "another version, before another kind",
      `${other}---\napiVersion: demo.vitrine.dev/v2\nkind: Sample\n`,
      { apiVersion: "demo.vitrine.dev/v2", kind: "Sample" },
      "The form requests Sample (demo.vitrine.dev/v1).",
    ],
    ["no manifest", "a: 1\n", undefined, "This text is not a manifest"],
    ["not YAML", "a: [", undefined, "This text is not a manifest"],
  ];
  it.each(refused)("is refused: %s", (_why, pasted, found, message) => {
    const taken = parsePastedManifest(type, pasted);
    if (taken.ok) throw new Error("It was taken.");
    expect(taken.found).toEqual(found);
    expect(taken.message).toContain(message);
  });
});

describe("isManifestText", () => {
  it.each([
    ["a manifest", head, true],
    ["one of several", `a: 1\n---\n${other}`, true],
    ["JSON", '{"apiVersion": "v1", "kind": "A"}', true],
    ["a part of one", "kind: Sample\nsize: small\n", false],
    ["a word", "apiVersion", false],
    ["both words in a text", "note: |\n  apiVersion: v1\n  kind: A\n", false],
  ])("%s", (_why, text, expected) => expect(isManifestText(text)).toBe(expected));
});
