import { describe, expect, it } from "vitest";
import { type Applied, type Failure, planSync, readFiles } from "#demo/local-stack/parts/sync-plan";

const manifest = (kind: string, name: string, more = "") =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: team-a\n${more}`;
const read = (files: Record<string, string>) => readFiles(new Map(Object.entries(files)));

describe("readFiles", () => {
  it.each<[string, Record<string, string>, string[]]>([
    ["one object a file", { "a.yaml": manifest("ConfigMap", "a") }, ["/ConfigMap/team-a/a"]],
    [
      "several in one, empty ones between",
      { "a.yaml": `${manifest("ConfigMap", "a")}---\n---\n${manifest("ConfigMap", "b")}` },
      ["/ConfigMap/team-a/a", "/ConfigMap/team-a/b"],
    ],
    [
      "namespaces before what lives in them",
      {
        "a.yaml": manifest("ConfigMap", "a"),
        "b.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: x}",
      },
      ["/Namespace//x", "/ConfigMap/team-a/a"],
    ],
    ["an empty file", { "a.yaml": "# nothing here\n" }, []],
  ])("%s", (_reason, files, keys) => {
    const { desired, failures } = read(files);
    expect(desired.map(({ key }) => key)).toEqual(keys);
    expect(failures).toEqual([]);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ["no YAML", { "a.yaml": "a: [" }, /^a.yaml: It is not valid YAML/],
    ["YAML, but no object", { "a.yaml": "replicas: 3" }, /^a.yaml: It is not a Kubernetes object/],
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

  it.each<[string, Record<string, string>, string[], string[]]>([
    [
      "nothing changed",
      { "a.yaml": manifest("ConfigMap", "a"), "b.yaml": manifest("ConfigMap", "b") },
      [],
      [],
    ],
    [
      "a comment is no change",
      { "a.yaml": `# ours\n${manifest("ConfigMap", "a")}`, "b.yaml": manifest("ConfigMap", "b") },
      [],
      [],
    ],
    [
      "one changed",
      { "a.yaml": manifest("ConfigMap", "a", "data: {x: y}\n"), "b.yaml": manifest("ConfigMap", "b") },
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
      { "a.yaml": manifest("ConfigMap", "a"), "b.yaml": "a: [" },
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
