import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readWorkload } from "#lib/kratix/workload";

const configMap =
  "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: team-a\ndata:\n  key: secret-text\n";
const found = { group: "", version: "v1", kind: "ConfigMap", namespace: "team-a", name: "settings" };
const zip = (text: string) => gzipSync(text).toString("base64");

describe("readWorkload", () => {
  const rows: [reason: string, filepath: string, content: string, objects: object[]][] = [
    ["reads the plain text of old versions", "a.yaml", configMap, [found]],
    ["reads the gzip and base64 content of current versions", "a.yaml", zip(configMap), [found]],
    [
      "reads several documents and skips an empty one",
      "a.yaml",
      `${configMap}---\n---\n${configMap}`,
      [found, found],
    ],
    [
      "reads the objects of a List",
      "a.yaml",
      JSON.stringify({
        apiVersion: "v1",
        kind: "List",
        items: [{ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" } }],
      }),
      [{ group: "apps", version: "v1", kind: "Deployment", name: "web" }],
    ],
    [
      "reads JSON",
      "a.json",
      '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"n"}}',
      [{ kind: "Namespace", name: "n" }],
    ],
    ["ignores the values of a Helm chart", "values.yaml", "replicas: 2\n", []],
    [
      "ignores an object with only generateName",
      "a.yaml",
      "apiVersion: v1\nkind: Pod\nmetadata: {generateName: x-}\n",
      [],
    ],
    ["ignores a README", "README.md", configMap, []],
    ["reads no objects from an empty file", "a.yaml", "", []],
  ];
  it.each(rows)("%s", (_, filepath, content, objects) => {
    const contents = readWorkload({ filepath, content });
    expect(contents.problem).toBeUndefined();
    expect(contents.objects).toHaveLength(objects.length);
    expect(contents.objects).toMatchObject(objects);
  });

  const broken: [reason: string, content: string, problem: string, count: number][] = [
    ["reports damaged gzip", `${zip(configMap).slice(0, 40)}`, "damaged", 0],
    [
      "reports a document that is not YAML and reads the others",
      `${configMap}---\nb: [1\n`,
      "not valid YAML",
      1,
    ],
    ["refuses a decompression bomb", zip("#".repeat(17 * 1024 * 1024)), "damaged", 0],
  ];
  it.each(broken)("%s", (_, content, problem, count) => {
    const contents = readWorkload({ filepath: "a.yaml", content });
    expect(contents.problem).toContain(problem);
    expect(contents.objects).toHaveLength(count);
  });

  it("keeps no content, which may contain secrets", () => {
    expect(JSON.stringify(readWorkload({ filepath: "a.yaml", content: configMap }))).not.toContain(
      "secret-text",
    );
  });
});
