import { describe, expect, it } from "vitest";
import {
  type Applied,
  type Failure,
  type FileReading,
  planSync,
  readFiles,
} from "#demo/local-stack/parts/sync/sync-plan";

const manifest = (kind: string, name: string, more: Record<string, unknown> = {}) => ({
  apiVersion: "v1",
  kind,
  metadata: { name, namespace: "team-a" },
  ...more,
});
const NOT_YAML: FileReading = {
  objects: null,
  objectsError: "yaml: line 1: did not find expected node content",
};
const read = (files: Record<string, object | FileReading>) =>
  readFiles(
    new Map(
      Object.entries(files).map(([path, file]) => [path, "objects" in file ? file : { objects: [file] }]),
    ),
  );

describe("readFiles", () => {
  it.each<[string, Record<string, object>, string[]]>([
    ["reads one object per file", { "a.yaml": manifest("ConfigMap", "a") }, ["/ConfigMap/team-a/a"]],
    [
      "reads several objects in one file",
      { "a.yaml": { objects: [manifest("ConfigMap", "a"), manifest("ConfigMap", "b")] } },
      ["/ConfigMap/team-a/a", "/ConfigMap/team-a/b"],
    ],
    [
      "sorts namespaces before their objects",
      {
        "a.yaml": manifest("ConfigMap", "a"),
        "b.yaml": { apiVersion: "v1", kind: "Namespace", metadata: { name: "x" } },
      },
      ["/Namespace//x", "/ConfigMap/team-a/a"],
    ],
    ["reads an empty file", { "a.yaml": { objects: [] } }, []],
  ])("%s", (_reason, files, keys) => {
    const { desired, failures } = read(files);
    expect(desired.map(({ key }) => key)).toEqual(keys);
    expect(failures).toEqual([]);
  });

  it.each<[string, Record<string, object>, RegExp]>([
    ["a file that is not YAML", { "a.yaml": NOT_YAML }, /^a.yaml: It is not valid YAML/],
    [
      "a file without a Kubernetes object",
      { "a.yaml": { replicas: 3 } },
      /^a.yaml: It is not a Kubernetes object/,
    ],
    [
      "one object in two files",
      { "a.yaml": manifest("ConfigMap", "a"), "b.yaml": manifest("ConfigMap", "a") },
      /^b.yaml: ConfigMap a is already in a.yaml/,
    ],
  ])("reports %s", (_reason, files, message) => {
    const [failure] = read(files).failures;
    expect(`${failure?.path}: ${failure?.message}`).toMatch(message);
  });
});

describe("planSync", () => {
  const before = read({ "a.yaml": manifest("ConfigMap", "a"), "b.yaml": manifest("ConfigMap", "b") }).desired;
  const applied = new Map<string, Applied>(before.map((item) => [item.key, item]));

  it.each<[string, Record<string, object>, string[], string[]]>([
    [
      "changes nothing without changes",
      { "a.yaml": manifest("ConfigMap", "a"), "b.yaml": manifest("ConfigMap", "b") },
      [],
      [],
    ],
    [
      "applies a changed object",
      { "a.yaml": manifest("ConfigMap", "a", { data: { x: "y" } }), "b.yaml": manifest("ConfigMap", "b") },
      ["/ConfigMap/team-a/a"],
      [],
    ],
    ["prunes a removed object", { "a.yaml": manifest("ConfigMap", "a") }, [], ["/ConfigMap/team-a/b"]],
    [
      "keeps an object that moved to another file",
      { "a.yaml": manifest("ConfigMap", "a"), "c.yaml": manifest("ConfigMap", "b") },
      [],
      [],
    ],
    [
      "keeps an object whose file cannot be read",
      { "a.yaml": manifest("ConfigMap", "a"), "b.yaml": NOT_YAML },
      [],
      [],
    ],
  ])("%s", (_reason, files, apply, prune) => {
    const { desired, failures } = read(files);
    const plan = planSync(desired, applied, failures);
    expect(plan.apply.map(({ key }) => key)).toEqual(apply);
    expect(plan.prune).toEqual(prune);
  });

  it("applies the objects that a restarted loop finds again, and prunes those without a file", () => {
    const found = new Map([...applied].map(([key, item]) => [key, { ...item, digest: "" }]));
    const none: Failure[] = [];
    const plan = planSync(read({ "a.yaml": manifest("ConfigMap", "a") }).desired, found, none);
    expect(plan.apply.map(({ key }) => key)).toEqual(["/ConfigMap/team-a/a"]);
    expect(plan.prune).toEqual(["/ConfigMap/team-a/b"]);
  });
});
