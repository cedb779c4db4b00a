import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Identity } from "#lib/auth/types";
import type { KubernetesObject } from "#lib/kubernetes/types";
import { shared } from "#lib/server/shared";
import { createFakePortal, makeObject, makeType } from "#lib/server/testing/fake-portal";
import { createFakeRepository, makePullRequest } from "#lib/server/testing/fake-repository";
import { listResources } from "#lib/server/use-cases/resource-list/resource-list";

const ana: Identity = { user: "ana", name: "Ana", email: "", groups: [], via: "demo" };
const widget = makeType("demo.vitrine.dev", "Widget");
const gadget = makeType("demo.vitrine.dev", "Gadget");

function place(
  object: KubernetesObject,
  namespace: string,
  createdAt: string,
  ready: boolean,
): KubernetesObject {
  const status = ready ? "True" : "False";
  return {
    ...object,
    metadata: {
      ...object.metadata,
      uid: `${namespace}-${object.metadata.name}`,
      namespace,
      creationTimestamp: createdAt,
    },
    status: { conditions: [{ type: "Ready", status, reason: "Checked", message: "Disk is full." }] },
  };
}

const objects = [
  place(makeObject(widget, "a"), "team-a", "2026-01-03T00:00:00Z", true),
  place(makeObject(widget, "b"), "team-a", "2026-01-01T00:00:00Z", false),
  place(makeObject(gadget, "c"), "team-b", "2026-01-02T00:00:00Z", true),
  place(makeObject(gadget, "d"), "team-c", "2026-01-04T00:00:00Z", false),
];

const granted: string[] = [];
beforeAll(() => {
  const pulls = [
    makePullRequest(widget, {
      number: 1,
      name: "a",
      author: { id: "bo", name: "Bo" },
      mergedAt: "2026-02-01T00:00:00Z",
    }),
    makePullRequest(widget, {
      number: 2,
      name: "b",
      author: { id: "ana", name: "Ana" },
      mergedAt: "2026-02-02T00:00:00Z",
    }),
  ];
  const { git } = createFakeRepository(pulls);
  shared("portal", () =>
    createFakePortal({ types: [widget, gadget], offers: [widget, gadget], objects, granted, git }),
  );
});
beforeEach(() => {
  granted.splice(
    0,
    granted.length,
    "get customresourcedefinitions _",
    "list widgets team-a",
    "list gadgets team-b",
  );
});

async function namesOf(query: Parameters<typeof listResources>[1]): Promise<string[]> {
  const { resources } = await listResources(ana, query);
  return resources.map(({ reference }) => reference.name);
}

describe("listResources", () => {
  it("sorts by place, problems, name and age", async () => {
    expect(await namesOf({})).toEqual(["a", "b", "c"]);
    expect(await namesOf({ sort: "state" })).toEqual(["b", "a", "c"]);
    expect(await namesOf({ sort: "name" })).toEqual(["a", "b", "c"]);
    expect(await namesOf({ sort: "age" })).toEqual(["a", "c", "b"]);
  });

  it("keeps groups together, each sorted", async () => {
    expect(await namesOf({ sort: "state", groupBy: "entry" })).toEqual(["c", "b", "a"]);
    expect(await namesOf({ sort: "age", groupBy: "state" })).toEqual(["b", "a", "c"]);
  });

  it("goes through all pages of every order without a double or a gap", async () => {
    for (const sort of ["place", "state", "name", "age", "change"] as const) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listResources(ana, { sort, limit: 1, ...(cursor && { cursor }) });
        seen.push(...page.resources.map(({ reference }) => reference.name));
        cursor = page.next;
      } while (cursor);
      expect(seen).toEqual(await namesOf({ sort }));
    }
  });

  it("counts each value of a filter with the other filters, and never what the person may not list", async () => {
    const { counts, total } = await listResources(ana, {
      summary: "true",
      state: "Ready",
      namespace: "team-a",
    });
    expect(total).toBe(1);
    expect(counts?.state).toEqual([
      { value: "Working", count: 1 },
      { value: "Ready", count: 1 },
    ]);
    expect(counts?.namespace).toEqual([
      { value: "team-a", count: 1 },
      { value: "team-b", count: 1 },
    ]);
    expect(counts?.entry.map(({ count }) => count)).toEqual([1]);
    expect(JSON.stringify(counts)).not.toContain("team-c");
  });

  it("knows the last change of an object, and whose requests it comes from", async () => {
    expect(await namesOf({ sort: "change" })).toEqual(["b", "a", "c"]);
    expect(await namesOf({ mine: "true" })).toEqual(["b"]);
    const { resources } = await listResources(ana, { namespace: "team-a" });
    expect(resources.map(({ change }) => [change?.by.name, change?.at])).toEqual([
      ["Bo", "2026-02-01T00:00:00Z"],
      ["Ana", "2026-02-02T00:00:00Z"],
    ]);
  });

  it("tells apart what has a file in Git", async () => {
    expect(await namesOf({ inGit: "false" })).toEqual(["a", "b", "c"]);
    expect(await namesOf({ inGit: "true" })).toEqual([]);
  });
});
