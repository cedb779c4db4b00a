import { gzipSync } from "node:zlib";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Identity } from "#lib/auth/types";
import { createCatalog } from "#lib/catalog/catalog";
import { DRY_RUN_KIND } from "#lib/kratix/names";
import type { Portal } from "#lib/server/portal";
import { shared } from "#lib/server/shared";
import { alterPortal, createFakePortal, makeObject, makeType } from "#lib/server/testing/fake-portal";
import { listDryRuns } from "#lib/server/use-cases/dry-runs";
import { listResources } from "#lib/server/use-cases/resource-list/resource-list";
import { getResource } from "#lib/server/use-cases/resources";

const ANA: Identity = { user: "ana", name: "Ana", email: "", groups: [], via: "demo" };
/** In parts, so that secret scanners do not report this file. */
const TOKEN = `ghp_${"a1B2c3D4e5F6".repeat(3)}`;
const KRATIX = "platform.kratix.io";
const widget = makeType("demo.test", "Widget");
const dryRun = makeType(DRY_RUN_KIND.group, DRY_RUN_KIND.kind);
const work = makeType(KRATIX, "Work");
const address = (name: string) => ({
  cluster: "local",
  group: "demo.test",
  version: "v1",
  plural: "widgets",
  namespace: "team-a",
  name,
});

const preview = (name: string, request: string, promise = "widgets") => ({
  ...makeObject(dryRun, name),
  spec: { promiseRef: { name: promise }, resourceRequestRef: { name: request }, resource: {} },
  status: {
    conditions: [{ type: "Completed", status: "True", reason: "SummaryWritten", message: `By ${TOKEN}` }],
  },
});

function labelled(object: ReturnType<typeof makeObject>, labels: Record<string, string>) {
  return { ...object, metadata: { ...object.metadata, labels } };
}

const summary = {
  ...labelled(makeObject(work, "widgets-try-summary"), {
    "kratix.io/dry-run": "true",
    "kratix.io/dry-run-summary": "true",
    "kratix.io/dry-run-owner": "try",
  }),
  spec: {
    workloadGroups: [
      {
        id: "1",
        workloads: [
          {
            filepath: "kratix-dry-run-summary.md",
            content: gzipSync(`# Summary\n\nnote: ${TOKEN}`).toString("base64"),
          },
        ],
      },
    ],
  },
};

const ownSummary = {
  ...labelled(makeObject(work, "widgets-labelled-summary"), {
    "kratix.io/promise-name": "widgets",
    "kratix.io/resource-name": "labelled",
    "kratix.io/dry-run": "true",
    "kratix.io/dry-run-summary": "true",
  }),
  spec: summary.spec,
};

const objects = [
  makeObject(widget, "orders"),
  labelled(makeObject(widget, "kratix-dry-run-try-1a2b3"), { "kratix.io/dry-run": "true" }),
  preview("try", "orders"),
  preview("new", "not-there-yet"),
  preview("other", "orders", "gadgets"),
  summary,
  labelled(makeObject(widget, "labelled"), { "kratix.io/dry-run": "true" }),
  ownSummary,
  labelled(makeObject(widget, "component"), {
    "kratix.io/parent-promise-name": "widgets",
    "kratix.io/parent-resource-name": "orders",
    "kratix.io/parent-resource-namespace": "team-a",
  }),
];

let portal: Portal;
let granted: string[];
beforeAll(() => {
  granted = [];
  const fake = createFakePortal({ types: [widget, dryRun, work], offers: [widget], objects, granted });
  const offered = fake.catalog.list().map((record) => ({
    ...record,
    entry: { ...record.entry, source: "promise" as const },
    origin: { ...record.origin, name: "widgets" },
  }));
  const source = { kind: "promise" as const, hasSynced: () => true, subscribe: () => () => {}, close() {} };
  const catalog = createCatalog([
    { ...source, list: () => offered, get: (id) => offered.find(({ entry }) => entry.id === id) },
  ]);
  portal = shared("portal", () => alterPortal(fake, { catalog }));
});
beforeEach(() => {
  granted.splice(0, granted.length, "get widgets team-a", "list widgets team-a", "list widgets _");
  granted.push("get customresourcedefinitions _");
  granted.push("list dryruns team-a", "list works team-a");
});

describe("listDryRuns", () => {
  it("returns the dry runs of a resource request with their summaries and without secrets", async () => {
    const { dryRuns } = await listDryRuns(ANA, address("orders"));
    expect(dryRuns.map(({ name }) => name)).toEqual(["try"]);
    expect(dryRuns[0]).toMatchObject({ health: { state: "Ready" }, components: [] });
    expect(dryRuns[0]?.summary).toContain("# Summary");
    expect(JSON.stringify(dryRuns)).not.toContain(TOKEN);
  });

  it("returns the dry runs of a resource request that does not exist yet", async () => {
    const { dryRuns } = await listDryRuns(ANA, address("not-there-yet"));
    expect(dryRuns.map(({ name }) => name)).toEqual(["new"]);
  });

  it("returns the summary of a resource request that its requester labelled as a dry run", async () => {
    const { dryRuns } = await listDryRuns(ANA, address("labelled"));
    expect(dryRuns).toMatchObject([{ name: "labelled", summary: expect.stringContaining("# Summary") }]);
  });

  it("returns the dry run that the address names", async () => {
    granted.push("get dryruns team-a");
    const own = { ...address("try"), group: KRATIX, plural: "dryruns" };
    expect((await listDryRuns(ANA, own)).dryRuns.map(({ name }) => name)).toEqual(["try"]);
  });

  it("returns no summary to a person who may not list Works, and no dry runs to a person who may not list dry runs", async () => {
    granted.splice(granted.indexOf("list works team-a"), 1);
    expect((await listDryRuns(ANA, address("orders"))).dryRuns[0]?.summary).toBeUndefined();
    granted.splice(granted.indexOf("list dryruns team-a"), 1);
    expect((await listDryRuns(ANA, address("orders"))).dryRuns).toEqual([]);
  });

  it("refuses a person who may not read the object", async () => {
    granted.splice(0, granted.length);
    await expect(listDryRuns(ANA, address("orders"))).rejects.toMatchObject({ code: "forbidden" });
  });
});

it("getResource names the compound request that a component belongs to", async () => {
  const { parent } = await getResource(ANA, address("component"));
  expect(parent).toEqual({
    reference: {
      cluster: "local",
      group: "demo.test",
      version: "v1",
      kind: "Widget",
      namespace: "team-a",
      name: "orders",
    },
    plural: "widgets",
  });
});

it("listResources omits the objects that Kratix creates for a dry run", async () => {
  const { resources } = await listResources(ANA, { limit: 50, kind: "Widget" });
  expect(resources.map(({ reference }) => reference.name)).toEqual(["component", "orders"]);
  expect(portal.catalog.list()).toHaveLength(1);
});
