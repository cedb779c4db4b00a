import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readWorkload } from "#lib/kratix/workload";

const configMap =
  "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: team-a\ndata:\n  key: secret-text\n";
const found = { group: "", version: "v1", kind: "ConfigMap", namespace: "team-a", name: "settings" };
const zip = (text: string) => gzipSync(text).toString("base64");

describe("readWorkload", () => {
  const rows: [reason: string, filepath: string, content: string, objects: object[]][] = [
    ["old versions keep the plain text", "a.yaml", configMap, [found]],
    ["current ones gzip it, then base64", "a.yaml", zip(configMap), [found]],
    ["several documents, one of them empty", "a.yaml", `${configMap}---\n---\n${configMap}`, [found, found]],
    [
      "a List holds objects",
      "a.yaml",
      JSON.stringify({
        apiVersion: "v1",
        kind: "List",
        items: [{ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" } }],
      }),
      [{ group: "apps", version: "v1", kind: "Deployment", name: "web" }],
    ],
    [
      "JSON is YAML",
      "a.json",
      '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"n"}}',
      [{ kind: "Namespace", name: "n" }],
    ],
    ["values of a Helm chart are no object", "values.yaml", "replicas: 2\n", []],
    [
      "generateName alone cannot be looked up",
      "a.yaml",
      "apiVersion: v1\nkind: Pod\nmetadata: {generateName: x-}\n",
      [],
    ],
    ["a README is not read", "README.md", configMap, []],
    ["an empty file", "a.yaml", "", []],
  ];
  it.each(rows)("%s", (_, filepath, content, objects) => {
    const contents = readWorkload({ filepath, content });
    expect(contents.problem).toBeUndefined();
    expect(contents.objects).toHaveLength(objects.length);
    expect(contents.objects).toMatchObject(objects);
  });

  const broken: [reason: string, content: string, problem: string, count: number][] = [
    ["damaged gzip", `${zip(configMap).slice(0, 40)}`, "damaged", 0],
    ["a document that is not YAML spoils itself only", `${configMap}---\nb: [1\n`, "not valid YAML", 1],
    ["a bomb is refused before it is unpacked", zip("#".repeat(17 * 1024 * 1024)), "damaged", 0],
  ];
  it.each(broken)("%s", (_, content, problem, count) => {
    const contents = readWorkload({ filepath: "a.yaml", content });
    expect(contents.problem).toContain(problem);
    expect(contents.objects).toHaveLength(count);
  });

  it("keeps no content: it may be secret", () => {
    expect(JSON.stringify(readWorkload({ filepath: "a.yaml", content: configMap }))).not.toContain(
      "secret-text",
    );
  });
});
