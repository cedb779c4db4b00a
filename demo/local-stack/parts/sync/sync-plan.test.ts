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
    ["one object a file", { "a.yaml": manifest("ConfigMap", "a") }, ["/ConfigMap/team-a/a"]],
    [
      "several in one",
      { "a.yaml": { objects: [manifest("ConfigMap", "a"), manifest("ConfigMap", "b")] } },
      ["/ConfigMap/team-a/a", "/ConfigMap/team-a/b"],
    ],
    [
      "namespaces before what lives in them",
      {
        "a.yaml": manifest("ConfigMap", "a"),
        "b.yaml": { apiVersion: "v1", kind: "Namespace", metadata: { name: "x" } },
      },
      ["/Namespace//x", "/ConfigMap/team-a/a"],
    ],
    ["an empty file", { "a.yaml": { objects: [] } }, []],
  ])("%s", (_reason, files, keys) => {
    const { desired, failures } = read(files);
    expect(desired.map(({ key }) => key)).toEqual(keys);
    expect(failures).toEqual([]);
  });

  it.each<[string, Record<string, object>, RegExp]>([
    ["no YAML", { "a.yaml": NOT_YAML }, /^a.yaml: It is not valid YAML/],
    ["YAML, but no object", { "a.yaml": { replicas: 3 } }, /^a.yaml: It is not a Kubernetes object/],
    [
      "one object in two files",
      { "a.yaml": manifest("ConfigMap", "a"), "b.yaml": manifest("ConfigMap", "a") },
      /^b.yaml: ConfigMap a is already in a.yaml/,
    ],
  ])("says what is wrong: %s", (_reason, files, message) => {
    const [failure] = read(files).failures;
    expect(`${failure?.path}: ${failure?.message}`).toMatch(message);
  });
});

describe("planSync", () => {
  const before = read({ "a.yaml": manifest("ConfigMap", "a"), "b.yaml": manifest("ConfigMap", "b") }).desired;
  const applied = new Map<string, Applied>(before.map((item) => [item.key, item]));

  it.each<[string, Record<string, object>, string[], string[]]>([
    [
      "nothing changed",
      { "a.yaml": manifest("ConfigMap", "a"), "b.yaml": manifest("ConfigMap", "b") },
      [],
      [],
    ],
    [
      "one changed",
      { "a.yaml": manifest("ConfigMap", "a", { data: { x: "y" } }), "b.yaml": manifest("ConfigMap", "b") },
      ["/ConfigMap/team-a/a"],
      [],
    ],
    ["one removed", { "a.yaml": manifest("ConfigMap", "a") }, [], ["/ConfigMap/team-a/b"]],
    [
      "one moved to another file is neither",
      { "a.yaml": manifest("ConfigMap", "a"), "c.yaml": manifest("ConfigMap", "b") },
      [],
      [],
    ],
    [
      "one that cannot be read is not removed",
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

  it("applies again what a restarted loop finds in the cluster, and prunes what has no file", () => {
    const found = new Map([...applied].map(([key, item]) => [key, { ...item, digest: "" }]));
    const none: Failure[] = [];
    const plan = planSync(read({ "a.yaml": manifest("ConfigMap", "a") }).desired, found, none);
    expect(plan.apply.map(({ key }) => key)).toEqual(["/ConfigMap/team-a/a"]);
    expect(plan.prune).toEqual(["/ConfigMap/team-a/b"]);
  });
});
