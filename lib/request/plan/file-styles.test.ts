/**
 * Files in the layout of people and other programs: edits change as few bytes as possible, and are never
 * refused.
 */
import { describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { identifyFile } from "#lib/request/file/identified-file";
import { buildFilePlan } from "#lib/request/plan/file-plan";
import type { PlanQuestion } from "#lib/request/plan/types";
import type { RequestInput } from "#lib/request/types";

const FORM = convertSchema(
  {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: {
          size: { type: "integer" },
          tags: { type: "array", items: { type: "string" } },
          note: { type: "string" },
        },
      },
    },
  },
  { kind: "Cabinet" },
);

function ask(input: Partial<RequestInput>, file: string) {
  const name = "main";
  const namespace = "team-a";
  const question: PlanQuestion = {
    input: { operation: "update", name, namespace, ...input },
    object: {
      cluster: "demo",
      group: "c15.example",
      version: "v1",
      kind: "Cabinet",
      plural: "cabinets",
      namespace,
      name,
    },
    path: "main.yaml",
    file,
  };
  return buildFilePlan(question, FORM);
}

const LINES = [
  "apiVersion: c15.example/v1",
  "kind: Cabinet",
  "metadata:",
  "  name: main",
  "  namespace: team-a",
  "spec:",
  "  size: 1",
  "  tags:",
  "    - a",
  "",
];
const PLAIN = LINES.join("\n");

const FILES: [reason: string, file: string, from: string, to: string][] = [
  ["a separator and a comment at the end", `---\n${PLAIN}---\n# end of file\n`, "size: 1", "size: 2"],
  ["an empty document at the start", `# c\n---\n---\n${PLAIN}`, "size: 1", "size: 2"],
  ["empty documents on both sides", `---\n---\n${PLAIN}---\n---\n`, "size: 1", "size: 2"],
  ["a document end marker", `${PLAIN}...\n`, "size: 1", "size: 2"],
  ["a byte order mark", `\ufeff${PLAIN}`, "size: 1", "size: 2"],
  ["Windows line breaks", LINES.join("\r\n"), "size: 1", "size: 2"],
  ["no line break at the end", PLAIN.trimEnd(), "size: 1", "size: 2"],
  [
    "one line",
    "{apiVersion: c15.example/v1, kind: Cabinet, metadata: {name: main, namespace: team-a}, spec: {size: 1, tags: [a]}}\n",
    "size: 1",
    "size: 2",
  ],
  [
    "JSON",
    `${JSON.stringify({ apiVersion: "c15.example/v1", kind: "Cabinet", metadata: { name: "main", namespace: "team-a" }, spec: { size: 1, tags: ["a"] } }, null, 2)}\n`,
    '"size": 1',
    '"size": 2',
  ],
  [
    "JSON with tabs",
    `${JSON.stringify({ apiVersion: "c15.example/v1", kind: "Cabinet", metadata: { name: "main", namespace: "team-a" }, spec: { size: 1, tags: ["a"] } }, null, "\t")}\n`,
    '"size": 1',
    '"size": 2',
  ],
  [
    "JSON in a manual layout",
    '{\n  "apiVersion": "c15.example/v1", "kind": "Cabinet",\n  "metadata": {"name": "main", "namespace": "team-a"},\n  "spec": {\n    "size": 1,\n    "tags": ["a"]\n  }\n}\n',
    '"size": 1',
    '"size": 2',
  ],
  [
    "flow collections on several lines",
    "{\n  apiVersion: c15.example/v1, kind: Cabinet,\n  metadata: {name: main, namespace: team-a},   # a comment\n  spec: {size: 1, tags: [\n    a,\n  ]},\n}\n",
    "size: 1",
    "size: 2",
  ],
  ["lists at the column of their keys", PLAIN.replace("    - a", "  - a"), "size: 1", "size: 2"],
  [
    "quoted keys and texts",
    PLAIN.replaceAll(/^( *)(\w+):/gm, '$1"$2":').replace("main", "'main'"),
    '"size": 1',
    '"size": 2',
  ],
  ["no namespace", PLAIN.replace("  namespace: team-a\n", ""), "size: 1", "size: 2"],
  ["text that looks like an octal number", `${PLAIN}  note: "0o14"\n`, "size: 1", "size: 2"],
  [
    "text with tabs, carriage returns and long lines",
    `${PLAIN}  note: "\\ta\\r\\nb \\n${"long words ".repeat(20)}"\n`,
    "size: 1",
    "size: 2",
  ],
];

describe.each(FILES)("file with %s", (_reason, file, from, to) => {
  const spec = { size: 2, tags: ["a"], ...noteOf(file) };

  it("has one changed line after a change of one value", () => {
    const { content, errors } = ask({ values: { spec } }, file);
    expect(errors).toEqual([]);
    expect(content).toBe(file.replace(from, to));
  });

  it("keeps its text when an editor sends it", () => {
    const manifest = file.replace(from, to);
    const { content, errors } = ask({ manifest }, file);
    expect(errors).toEqual([]);
    expect(content?.trimEnd()).toBe(manifest.trimEnd());
  });

  it("keeps its other lines when a list grows", () => {
    const { content, errors } = ask({ values: { spec: { ...spec, size: 1, tags: ["a", "b"] } } }, file);
    expect(errors).toEqual([]);
    const lines = (text: string) => new Set(text.split("\n").map((line) => line.replace(/,$/, "")));
    const left = [...lines(file)].filter((line) => !lines(content ?? "").has(line));
    expect(left.length).toBeLessThanOrEqual(1);
  });

  it("can be removed", () => {
    expect(ask({ operation: "delete" }, file)).toMatchObject({ content: null, errors: [] });
  });
});

it.each<[reason: string, extra: string]>([
  ["a number that JSON does not support", "  note: .inf\n"],
  ["a duplicate field", "  note: a\n  note: b\n"],
  ["a key that readers convert differently", "  ~: a\n"],
])("removes but does not change a file with %s", (_reason, extra) => {
  const file = PLAIN + extra;
  expect(ask({ operation: "delete" }, file)).toMatchObject({ content: null, errors: [] });
  expect(identifyFile({ path: "a.yaml", before: file }).readings?.[0]?.before?.identity?.metadata).toEqual({
    name: "main",
    namespace: "team-a",
  });
  expect(ask({ values: { spec: { size: 2 } } }, file).errors).toHaveLength(1);
  expect(
    identifyFile({ path: "a.yaml", before: file, after: PLAIN }).readings?.[0]?.before?.refusal,
  ).toBeDefined();
});

it.each<[reason: string, file: string]>([
  ["names another object", PLAIN.replace("main", "other")],
  ["has two kinds", `${PLAIN}kind: ClusterRole\n`],
  ["has its kind in a merge key", `${PLAIN}<<: {kind: ClusterRole}\n`],
  ["is not YAML", `${PLAIN}: [`],
  ["contains two objects", `${PLAIN}---\n${PLAIN}`],
])("does not remove a file that %s", (_reason, file) => {
  expect(ask({ operation: "delete" }, file).errors).toHaveLength(1);
});

function noteOf(file: string): { note?: string } {
  if (file.includes("0o14")) return { note: "0o14" };
  return file.includes("long words") ? { note: `\ta\r\nb \n${"long words ".repeat(20)}` } : {};
}

it("refuses to leave the namespace out of a new file or of a file that has one", () => {
  const bare = PLAIN.replace("  namespace: team-a\n", "");
  for (const asked of [ask({ manifest: bare }, PLAIN), ask({ operation: "create", manifest: bare }, "")]) {
    expect(asked.errors).toMatchObject([{ path: "/metadata/namespace" }]);
  }
});
