/** The conflict of a request that cannot be merged. */
import { describe, expect, it } from "vitest";
import type { Overlap } from "#lib/git/types";
import { describeFiles } from "#lib/request/derive/files-description";

const PATH = "demo/team-a/samples/a.yaml";
const write = (spec: string) =>
  `apiVersion: demo.example/v1\nkind: Sample\nmetadata:\n  name: a\n  namespace: team-a\nspec:\n${spec}`;
const BASE = write("  size: 1\n  plan: a\n");

function read(after: string | undefined, overlap: Omit<Overlap, "path">, before = BASE) {
  const file = { path: PATH, before, ...(after !== undefined && { after }) };
  const live = { apiVersion: "demo.example/v1", kind: "Sample", metadata: { name: "a" }, spec: { size: 7 } };
  return describeFiles({ files: [file], path: PATH, live, overlap: { path: PATH, ...overlap } });
}

describe("conflict", () => {
  it("shows each field with its three values and no drift", () => {
    const { conflict, drift } = read(write("  size: 3\n  plan: b\n"), {
      target: write("  size: 2\n  plan: a\n"),
    });
    expect(conflict).toEqual({
      fields: [{ path: "/spec/size", label: "Size", before: 1, inGit: 2, after: 3 }],
      fieldsFit: false,
    });
    expect(drift).toEqual([]);
  });

  it("of a removal shows the fields that changed in Git", () => {
    const { conflict } = read(undefined, { target: write("  size: 2\n  plan: a\n") });
    expect(conflict?.fields).toEqual([
      { path: "/spec/size", label: "Size", before: 1, inGit: 2, after: undefined },
    ]);
  });

  it("of a document shows the fields of its object, and nothing of another one", () => {
    const other = BASE.replace("name: a", "name: hidden");
    const share = (text: string) => `${other}---\n${text}`;
    const object = { group: "demo.example", kind: "Sample", name: "a", namespace: "team-a" };
    const [before, after] = [share(BASE), share(write("  size: 3\n  plan: a\n"))];
    const overlap = { path: PATH, target: share(write("  size: 2\n  plan: a\n")) };
    const described = describeFiles({ files: [{ path: PATH, before, after }], path: PATH, object, overlap });
    expect(described.conflict?.fields).toEqual([
      { path: "/spec/size", label: "Size", before: 1, inGit: 2, after: 3 },
    ]);
    expect(JSON.stringify(described)).not.toContain("hidden");
  });

  it("of a removal has no field where only other documents of its file changed", () => {
    const { conflict } = read(undefined, { target: BASE });
    expect(conflict).toEqual({ fields: [], fieldsFit: false });
  });

  it("with a removal in Git shows the fields that the request changes", () => {
    const { conflict } = read(write("  size: 3\n  plan: a\n"), {});
    expect(conflict?.fields).toEqual([
      { path: "/spec/size", label: "Size", before: 1, inGit: undefined, after: 3 },
    ]);
  });

  it("reports that the fields can be merged when only the Git host cannot merge the file", () => {
    const overlap = { target: write("  size: 2\n  plan: a\n"), merged: write("  size: 2\n  plan: b\n") };
    expect(read(write("  size: 1\n  plan: b\n"), overlap).conflict).toEqual({ fields: [], fieldsFit: true });
  });

  it("shows no secret from any side", () => {
    const [one, two, three] = ["hunter2", "hunter3", "hunter4"].map((word) => write(`  password: ${word}\n`));
    const described = read(three, { target: two ?? "" }, one);
    expect(described.conflict?.fields).toHaveLength(1);
    expect(JSON.stringify(described)).not.toContain("hunter");
  });
});
