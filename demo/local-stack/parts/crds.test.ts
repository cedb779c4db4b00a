import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findCrds, waitUntilServed } from "#demo/local-stack/parts/crds";

const crd = (name: string, group = "platform.kratix.io") =>
  `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ${name}.${group}}\nspec: {group: ${group}}\n`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-crds-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("findCrds", () => {
  it.each([
    ["beside the program", { "platform.kratix.io_works.yaml": crd("works") }, ["works"]],
    ["in a separate folder", { "crds/works.yaml": crd("works") }, ["works"]],
    ["in the folders of Kratix's repository", { "config/crd/bases/works.yaml": crd("works") }, ["works"]],
    ["in one file", { "all.yaml": `${crd("works")}---\n${crd("promises")}` }, ["works", "promises"]],
    ["only of the same program", { "a.yaml": crd("objects", "kro.run") }, []],
    ["among other files", { "b.yaml": "a: [", "c.yaml": "kind: Pod\n", "d.yaml": crd("works") }, ["works"]],
    ["in no file", {}, []],
  ] as const)("finds CRDs %s", async (_where, files, expected) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const found = await findCrds(folder, "platform.kratix.io");
    expect(found.map(({ metadata }) => metadata.name.split(".")[0])).toEqual(expected);
  });
});

describe("waitUntilServed", () => {
  const definition = (group: string, plural: string) => ({
    spec: {
      group,
      names: { plural },
      versions: [
        { name: "v1", served: true },
        { name: "v0", served: false },
      ],
    },
  });

  it("waits until every kind of the group is listed, because a program that starts earlier fails", async () => {
    const lists = [["works"], ["works", "promises"]];
    const served = vi.fn(async () =>
      (lists.shift() ?? []).map((name) => ({ name, kind: "", namespaced: true, verbs: [] })),
    );
    const items = [
      definition("a.dev", "works"),
      definition("a.dev", "promises"),
      definition("b.dev", "others"),
    ];
    const cluster = {
      served,
      call: async () => ({ items }),
      path: async () => "/crds",
      lines: () => Promise.reject(new Error("nothing is watched")),
    };
    await waitUntilServed(cluster, "a.dev", new AbortController().signal);
    expect(served.mock.calls).toEqual([["a.dev/v1"], ["a.dev/v1"]]);
  });
});
