import { expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { createFakePortal, type FakePortal, makeObject, makeType } from "#lib/server/testing/fake-portal";
import { createFakeRepository, makePullRequest } from "#lib/server/testing/fake-repository";
import { listNames } from "#lib/server/use-cases/names";

const ana: Identity = { user: "ana", name: "Ana", email: "", groups: [], via: "demo" };
const widget = makeType("demo.test", "Widget");
const OFFER = "crd.local.widgets.demo.test";

let portal: FakePortal;
vi.mock("#lib/server/portal", () => ({ getPortal: () => portal }));

/** Merged pull requests, in the order of their merges: `operation/namespace/name`. */
function createRepository(requested: readonly string[]): FakePortal["git"] {
  const pulls = requested.map((text, index) => {
    const [operation, namespace = "", name = ""] = text.split("/");
    const isDelete = operation === "delete";
    return makePullRequest(widget, {
      ...{ number: index + 1, operation: isDelete ? "delete" : "create", namespace, name },
      mergedAt: `2026-01-01T00:00:0${index}Z`,
    });
  });
  return createFakeRepository(pulls).git;
}

const removing = makeObject(widget, "leaving");
const objects = [
  makeObject(widget, "orders"),
  { ...removing, metadata: { ...removing.metadata, deletionTimestamp: "2026-11-20T10:00:00Z" } },
];

it.each<[what: string, requested: string[], granted: string[], names: [string, string][]]>([
  [
    "objects of the cluster, also those that it removes",
    [],
    ["list widgets team-a"],
    [
      ["leaving", "removing"],
      ["orders", "exists"],
    ],
  ],
  [
    "names whose file the last merged request left in Git",
    ["create/team-a/kept", "create/team-a/gone", "delete/team-a/gone", "create/team-b/elsewhere"],
    ["list widgets team-a", "list widgets team-b"],
    [
      ["leaving", "removing"],
      ["orders", "exists"],
      ["kept", "merged"],
    ],
  ],
  ["nothing of what the person may not list", ["create/team-a/kept"], [], []],
])("listNames returns %s", async (_what, requested, granted, names) => {
  portal = createFakePortal({
    ...{ types: [widget], offers: [widget], objects, git: createRepository(requested) },
    granted: [...granted, "list customresourcedefinitions _"],
  });
  const found = (await listNames(ana, OFFER, "team-a")).names;
  expect(found.map(({ name, use }) => [name, use])).toEqual(names);
});
