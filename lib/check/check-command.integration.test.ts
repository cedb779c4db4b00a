import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCheck } from "#lib/check/check-command";
import { formatTrailers, type RequestTrailers } from "#lib/request/trailers";

const PATH = "local/team-a/featureflags.features.example.com/dark-mode.yaml";
const FILE = `apiVersion: features.example.com/v1
kind: FeatureFlag
metadata:
  name: dark-mode
  namespace: team-a
`;
const TRAILERS: RequestTrailers = {
  operation: "create",
  path: PATH,
  object: {
    cluster: "local",
    group: "features.example.com",
    version: "v1",
    kind: "FeatureFlag",
    plural: "featureflags",
    namespace: "team-a",
    name: "dark-mode",
  },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-check-"));
  git("init", "--quiet", "--initial-branch=main");
  commit({ "README.md": "# Requests\n" }, "start");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): string {
  const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
  return execFileSync("git", ["-C", folder, ...identity, ...args], { encoding: "utf8" });
}

/** Commits files; undefined removes one. */
function commit(files: Record<string, string | undefined>, message: string): void {
  for (const [path, content] of Object.entries(files)) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    if (content === undefined) rmSync(place);
    else writeFileSync(place, content);
  }
  git("add", "--all");
  git("commit", "--quiet", `--message=${message}`);
}

function check(...args: string[]): { code: number; lines: string[] } {
  const lines: string[] = [];
  const push = (line: string) => void lines.push(line);
  const code = runCheck(["check", "--repository", folder, ...args], { print: push, printError: push });
  return { code, lines };
}

const said = (trailers: RequestTrailers) => `A request\n\n${formatTrailers(trailers)}`;

describe("vitrine check", () => {
  it("accepts a file that matches its path and the trailers of the commit", () => {
    commit({ [PATH]: FILE, "docs/a.md": "not applied" }, said(TRAILERS));
    expect(check("--base", "HEAD~1")).toEqual({ code: 0, lines: ["✓ 1 file checked."] });
    expect(check(PATH).code).toBe(0);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      "a merge key that changes the identity",
      { [PATH]: `${FILE}<<: {kind: ClusterRoleBinding}\n` },
      /Line 6: A merge/,
    ],
    [
      "a line break that only Go recognizes",
      { [PATH]: `${FILE}# c\u0085kind: ClusterRoleBinding\n` },
      /Line 6: .*U\+0085/,
    ],
    ["two objects", { [PATH]: `${FILE}---\n${FILE}` }, /One file holds one object/],
    [
      "another kind",
      { [PATH]: FILE.replace("FeatureFlag", "Other") },
      /plural is featureflags, which is not one of Other/,
    ],
    [
      "another group",
      { [PATH]: FILE.replace("features.", "other.") },
      /the group is features.example.com, and the file says other/,
    ],
    [
      "another name",
      { [PATH]: FILE.replace("dark-mode", "light") },
      /the name is dark-mode, and the file says light/,
    ],
    [
      "another namespace",
      { [PATH]: FILE.replace("team-a", "kube-system") },
      /the namespace is team-a, and the file says kube-system/,
    ],
    [
      "a namespace in a file whose path has none",
      { [PATH.replace("team-a", "_cluster")]: FILE },
      /no namespace, and the file says team-a/,
    ],
    [
      "a path that does not match the path template",
      { "more/flag.yaml": FILE },
      /does not match the path template/,
    ],
    ["a list of items", { [PATH]: `${FILE}items: []\n` }, /cannot have the field items/],
  ])("refuses %s", (_reason, files, message) => {
    commit(files, "by hand");
    const { code, lines } = check("--base", "HEAD~1");
    expect(code).toBe(1);
    expect(lines.join("\n")).toMatch(message);
  });

  describe("with a kustomization", () => {
    const list = PATH.replace("dark-mode", "kustomization");
    const write = (...entries: string[]) =>
      `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [${entries.join(", ")}]\n`;

    it("accepts the entry of the new file, and nothing else", () => {
      commit({ [PATH]: FILE, [list]: write("dark-mode.yaml") }, said(TRAILERS));
      expect(check("--base", "HEAD~1", "--layout", "kustomization").code).toBe(0);
      expect(check("--base", "HEAD~1").code).toBe(1);
      commit({ [list]: write("dark-mode.yaml", "../other.yaml") }, said(TRAILERS));
      expect(check("--base", "HEAD~1", "--layout", "kustomization").code).toBe(1);
      expect(check("--base", "HEAD~2", "--layout", "kustomization").code).toBe(1);
    });
  });

  describe("with several objects in a file", () => {
    const layout = ["--layout", "documents", "--path-template", "{cluster}/{namespace}.yaml"];
    const shared = "dev/team-a.yaml";
    const other = FILE.replace("dark-mode", "light");
    const trailers = { ...TRAILERS, path: shared, object: { ...TRAILERS.object, cluster: "dev" } };

    it("accepts a new document that the trailers name", () => {
      commit({ [shared]: other }, "by hand");
      commit({ [shared]: `${other}---\n${FILE}` }, said(trailers));
      expect(check("--base", "HEAD~1", ...layout)).toEqual({ code: 0, lines: ["✓ 1 file checked."] });
    });

    it.each<[string, string, string, RegExp]>([
      ["one object twice", other, `${other}---\n${FILE}---\n${FILE}`, /FeatureFlag dark-mode twice/],
      ["another namespace", other, `${other}---\n${FILE.replace("team-a", "team-b")}`, /namespace is team-a/],
      ["a document without an object", other, `${other}---\n${FILE}---\na: 1\n`, /apiVersion/],
      [
        "a change of another document",
        other,
        `${other.replace("kind:", "# changed\nkind:")}---\n${FILE}`,
        /one object changes, and the file changes 2/,
      ],
    ])("refuses %s", (_reason, before, after, message) => {
      commit({ [shared]: before }, "by hand");
      commit({ [shared]: after }, said(trailers));
      const { code, lines } = check("--base", "HEAD~1", ...layout);
      expect(code).toBe(1);
      expect(lines.join("\n")).toMatch(message);
    });
  });

  it.each<[string, Record<string, string>, RequestTrailers, RegExp]>([
    [
      "another name",
      { [PATH]: FILE },
      { ...TRAILERS, object: { ...TRAILERS.object, name: "b" } },
      /the name is b, and the file says dark-mode/,
    ],
    [
      "another namespace",
      { [PATH]: FILE },
      { ...TRAILERS, object: { ...TRAILERS.object, namespace: "b" } },
      /the namespace is b/,
    ],
    [
      "another kind",
      { [PATH]: FILE },
      { ...TRAILERS, object: { ...TRAILERS.object, kind: "B" } },
      /the kind is B/,
    ],
    [
      "another cluster",
      { [PATH]: FILE },
      { ...TRAILERS, object: { ...TRAILERS.object, cluster: "b" } },
      /the cluster is b/,
    ],
    [
      "a removal",
      { [PATH]: FILE },
      { ...TRAILERS, operation: "delete" },
      /say delete, and the change is a create/,
    ],
    [
      "another file",
      { [PATH]: FILE },
      { ...TRAILERS, path: "b.yaml" },
      /only b.yaml changes[\s\S]*does not change/,
    ],
  ])("refuses trailers with %s", (_reason, files, trailers, message) => {
    commit(files, "by hand");
    const body = join(folder, "body.txt");
    writeFileSync(body, said(trailers));
    const { code, lines } = check("--base", "HEAD~1", "--body", body);
    expect(code).toBe(1);
    expect(lines.join("\n")).toMatch(message);
  });

  it("accepts the removal of an unreadable file with matching trailers", () => {
    commit({ [PATH]: "a: [" }, "odd");
    commit({ [PATH]: undefined }, said({ ...TRAILERS, operation: "delete" }));
    expect(check("--base", "HEAD~1")).toMatchObject({ code: 0 });
  });

  it("compares with the merge base and ignores later commits of the target branch", () => {
    git("branch", "request");
    commit({ "elsewhere/a.yaml": "not: ours\n" }, "others");
    git("checkout", "--quiet", "request");
    commit({ [PATH]: FILE }, "ours");
    expect(check("--base", "main", "--head", "request")).toMatchObject({ code: 0 });
  });

  it("accepts a folder, a path template and a plural", () => {
    commit({ "apps/dark-mode.yaml": FILE, "other/a.yaml": "a: b\n" }, "by hand");
    const template = ["--path-template", "apps/{name}.yaml"];
    expect(check("--base", "HEAD~1", "--folder", "apps/", ...template)).toMatchObject({ code: 0 });
    commit({ [PATH.replace("featureflags", "toggles")]: FILE }, "by hand");
    expect(check("--base", "HEAD~1")).toMatchObject({ code: 1 });
    expect(check("--base", "HEAD~1", "--plural", "FeatureFlag=toggles")).toMatchObject({ code: 0 });
  });

  it("refuses a symbolic link", () => {
    mkdirSync(dirname(join(folder, PATH)), { recursive: true });
    symlinkSync("/etc/hosts", join(folder, PATH));
    commit({}, "a link");
    const { code, lines } = check("--base", "HEAD~1");
    expect(code).toBe(1);
    expect(lines.join("\n")).toContain("It is a link or a submodule");
  });

  it.each<[string, string[]]>([
    ["an unknown commit", ["--base", "nowhere"]],
    ["an option as a commit", ["--base", "--output=x"]],
    ["an unknown option", ["--bass", "main"]],
    ["nothing to check", []],
    ["a template without a name", ["--base", "HEAD", "--path-template", "a.yaml"]],
  ])("ends with 2 for %s", (_reason, args) => {
    expect(check(...args).code).toBe(2);
  });
});
