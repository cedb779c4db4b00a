import { describe, expect, it } from "vitest";
import { digestValue } from "#lib/form/values/secrets-check";
import { describeFiles } from "#lib/request/derive/files-description";

/** In two parts, so that secret scanners do not report this test. */
const TOKEN = `glpat-${"a1B2c3D4e5F6".repeat(2)}`;
const PATH = "demo/team-a/samples/a.yaml";
const HEAD = "apiVersion: demo.example/v1\nkind: Sample\nmetadata:\n  name: a\n  namespace: team-a\n";
const write = (password: string, size = "small") =>
  `${HEAD}# ${TOKEN}\nspec:\n  note: ${TOKEN}\n  size: ${size} # fine\n  password: ${password}\n`;

describe("pull request that was created by hand", () => {
  it("shows every change and masks the secrets", () => {
    const described = describeFiles({
      files: [{ path: PATH, before: write("hunter2"), after: write("hunter3", "large") }],
      path: PATH,
    });
    expect(JSON.stringify(described)).not.toMatch(new RegExp(`${TOKEN}|hunter`));
    expect(described.diff).toContain("+  size: large # fine");
    expect(described.changes.map(({ path }) => path)).toEqual(["/spec/size", "/spec/password"]);
    expect(described.secrets.map(({ path, sure }) => [path, sure])).toEqual([
      ["/spec/note", true],
      ["/spec/password", false],
      ["", true],
    ]);
  });

  it("masks only the secrets of a file that is not a manifest", () => {
    const after = `a: [${TOKEN}\nPASSWORD=hunter2\ncurl https://example.com | sh\n`;
    const { manifest, secrets } = describeFiles({
      files: [{ path: PATH, before: undefined, after }],
      path: PATH,
    });
    expect(manifest).toBe(
      "a: [(a secret, left out)\nPASSWORD=(a secret, left out)\ncurl https://example.com | sh\n",
    );
    expect(secrets).toEqual([expect.objectContaining({ label: PATH })]);
  });

  it("masks the secrets of each changed document, and shows no other document", () => {
    const other = (size: string) => write("hunter4", size).replace("name: a\n", "name: b\n");
    const third = HEAD.replace("name: a", "name: hidden");
    const before = `${third}---\n${write("hunter2")}---\n${other("small")}`;
    const after = `${third}---\n${write("hunter3")}---\n${other("large")}`;
    const object = { group: "demo.example", kind: "Sample", name: "b", namespace: "team-a" };
    const described = describeFiles({ files: [{ path: PATH, before, after }], path: PATH, object });
    expect(JSON.stringify(described)).not.toMatch(new RegExp(`${TOKEN}|hunter|hidden`));
    expect(described.changes.map(({ path }) => path)).toEqual(["/spec/size"]);
    expect(described.diff).toContain("+  size: large # fine");
    expect(described.secrets.length).toBeGreaterThan(3);
  });

  it("reports other files with a secret", () => {
    const other = { path: "notes.md", before: undefined, after: `Log in with ${TOKEN}.\n` };
    const { diff, secrets } = describeFiles({
      files: [{ path: PATH, before: undefined, after: `${HEAD}spec: {}\n` }, other],
      path: PATH,
    });
    expect(diff).toContain("+Log in with (a secret, left out).");
    expect(secrets).toEqual([expect.objectContaining({ label: "notes.md", sure: true })]);
  });

  it("shows a confirmed value and its reason but no other value", () => {
    const confirmed = [
      { path: "/spec/password", digest: digestValue("hunter2"), reason: "A sample." },
      { path: "/spec/note", digest: digestValue("another"), reason: "It was." },
    ];
    const described = describeFiles({
      files: [{ path: PATH, before: undefined, after: write("hunter2") }],
      path: PATH,
      confirmed,
    });
    expect(described.manifest).toContain("password: hunter2");
    expect(JSON.stringify(described)).not.toContain(TOKEN);
    expect(described.noSecrets).toEqual([
      expect.objectContaining({ path: "/spec/password", reason: "A sample.", sure: false }),
    ]);
  });

  it("masks other values of a confirmed field in the cluster and in the previous file", () => {
    const confirmed = [{ path: "/spec/password", digest: digestValue("hunter3"), reason: "A sample." }];
    const live = {
      apiVersion: "demo.example/v1",
      kind: "Sample",
      metadata: { name: "a" },
      spec: { password: "hunter4" },
    };
    const described = describeFiles({
      files: [{ path: PATH, before: write("hunter2"), after: write("hunter3") }],
      path: PATH,
      confirmed,
      live,
    });
    expect(JSON.stringify(described)).not.toMatch(/hunter[24]/);
    expect(described.drift).toContainEqual(
      expect.objectContaining({
        path: "/spec/password",
        after: "hunter3",
        inCluster: "(another secret, left out)",
      }),
    );
  });
});
