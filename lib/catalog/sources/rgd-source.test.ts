import { describe, expect, it } from "vitest";
import { createCatalog } from "#lib/catalog/catalog";
import { memoizeForms } from "#lib/catalog/form-check";
import { createCrdSource } from "#lib/catalog/sources/crd-source";
import { createRgdSource } from "#lib/catalog/sources/rgd-source";
import { createInformer, stamp } from "#lib/catalog/testing/source-fixture";
import type { CatalogEvent } from "#lib/catalog/types";
import { convertSchema } from "#lib/form/convert/convert";

interface RgdOptions {
  kind?: string;
  schema?: unknown;
  conditions?: object[];
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  deletionTimestamp?: string;
}

function rgd({ kind = "Site", schema, conditions = [], ...metadata }: RgdOptions = {}) {
  return {
    apiVersion: "kro.run/v1alpha1",
    kind: "ResourceGraphDefinition",
    metadata: { name: "sites", ...metadata },
    spec: { schema: schema ?? { apiVersion: "v1", kind, group: "web.dev", spec: { host: "string" } } },
    status: { conditions },
  };
}

const MADE = { "kro.run/resource-graph-definition-name": "sites", "kro.run/owned": "true" };

interface CrdOptions extends Pick<RgdOptions, "labels" | "annotations" | "deletionTimestamp"> {
  kind?: string;
  plural?: string;
}

/** The CRD that kro generates. */
function crd({ kind = "Site", plural = "sites", ...metadata }: CrdOptions = {}) {
  const host = { type: "string" };
  const schema = {
    type: "object",
    properties: { spec: { type: "object", properties: { host } }, status: { type: "object" } },
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.web.dev`, labels: MADE, ...metadata },
    spec: {
      group: "web.dev",
      names: { kind, plural },
      scope: "Namespaced",
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
    status: { conditions: [{ type: "Established", status: "True" }] },
  };
}

const ID = "rgd.demo.sites";

function start() {
  const rgds = createInformer("kro.run", "ResourceGraphDefinition");
  const crds = createInformer("apiextensions.k8s.io", "CustomResourceDefinition");
  const served = new Set(["sites", "gopherae"]);
  const listeners = new Set<() => void>();
  const options = {
    crds: crds.informer,
    isServed: (_group: string, _version: string, plural: string) => served.has(plural),
    onServedChange: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    buildForm: memoizeForms(convertSchema),
  };
  const catalog = createCatalog([
    createRgdSource({ ...options, rgds: rgds.informer }),
    createCrdSource(options),
  ]);
  const events: CatalogEvent[] = [];
  catalog.subscribe((event) => events.push(event));
  const sinkOf = ({ kind }: { kind: string }) => (kind.startsWith("Resource") ? rgds.sink : crds.sink);
  return {
    catalog,
    events,
    served,
    apply: (object: { kind: string; metadata: object }) => sinkOf(object).upsert(stamp(object)),
    remove: (object: { kind: string; metadata: object }) => sinkOf(object).remove(stamp(object)),
    changeServed: () => {
      for (const listener of listeners) listener();
    },
    ids: () => catalog.list().map(({ entry }) => entry.id),
    entry: () => catalog.get(ID)?.entry,
  };
}

describe("offers of an RGD", () => {
  const rows: [why: string, options: RgdOptions, ids: string[]][] = [
    ["offers the kind that the RGD defines", {}, [ID]],
    [
      "offers nothing with the label vitrine.dev/offer=false",
      { labels: { "vitrine.dev/offer": "false" } },
      [],
    ],
    [
      "offers nothing with the annotation vitrine.dev/offer=false",
      { annotations: { "vitrine.dev/offer": "false" } },
      [],
    ],
    ["offers nothing while the RGD is being deleted", { deletionTimestamp: "2026-11-20T10:00:00Z" }, []],
  ];
  it.each(rows)("%s", (_, options, ids) => {
    const { apply, ids: found } = start();
    apply(rgd(options));
    apply(crd());
    expect(found()).toEqual(ids);
  });

  it("offers the kind once when the CRD has the label vitrine.dev/offer=true", () => {
    const { apply, ids } = start();
    apply(rgd());
    apply(crd({ labels: { ...MADE, "vitrine.dev/offer": "true" } }));
    expect(ids()).toEqual([ID]);
  });

  it("has the presentation and the origin of the RGD", () => {
    const { catalog, apply } = start();
    apply(rgd({ annotations: { "vitrine.dev/title": "Website", "vitrine.dev/owner": "web" } }));
    apply(crd({ annotations: { "vitrine.dev/title": "Lesser", "vitrine.dev/tags": "web" } }));
    expect(catalog.get(ID)).toMatchObject({
      entry: { source: "rgd", title: "Website", owner: "web", tags: ["web"], kind: "Site", plural: "sites" },
      origin: { group: "kro.run", resource: "resourcegraphdefinitions", name: "sites" },
    });
  });
});

describe("offer of an RGD", () => {
  const refused = [
    { type: "Ready", status: "False", message: "see GraphAccepted" },
    { type: "GraphAccepted", status: "False", message: "undeclared reference to deploy" },
  ];
  const rows: [
    why: string,
    options: RgdOptions,
    around: { crd?: object; served?: boolean },
    requestable: boolean,
    reason: string,
  ][] = [
    ["is requestable when its API is served", {}, { crd: crd() }, true, ""],
    [
      "is requestable by the plural that kro chose",
      { kind: "Gophera" },
      { crd: crd({ kind: "Gophera", plural: "gopherae" }) },
      true,
      "",
    ],
    [
      "is not requestable before its CRD exists",
      {},
      {},
      false,
      "The cluster is installing the API of this offer. You can request it in a moment.",
    ],
    [
      "is not requestable before discovery lists its API",
      {},
      { crd: crd(), served: false },
      false,
      "The cluster is installing the API of this offer. You can request it in a moment.",
    ],
    [
      "is not requestable when a CRD of another kind has its name",
      {},
      { crd: crd({ kind: "Other" }) },
      false,
      "The cluster is installing the API of this offer. You can request it in a moment.",
    ],
    [
      "is not requestable when kro does not own the CRD",
      {},
      { crd: crd({ labels: {} }) },
      false,
      "The cluster is installing the API of this offer. You can request it in a moment.",
    ],
    [
      "is not requestable while its CRD is being deleted",
      {},
      { crd: crd({ deletionTimestamp: "2026-11-20T10:00:00Z" }) },
      false,
      "The platform is removing this offer.",
    ],
    [
      "is not requestable when kro refuses the RGD",
      { conditions: refused },
      {},
      false,
      "kro can't offer this API: undeclared reference to deploy",
    ],
    [
      "is not requestable when kro refuses a change and still serves the previous API",
      { conditions: refused },
      { crd: crd() },
      false,
      "kro can't offer this API: undeclared reference to deploy",
    ],
    [
      "is not requestable when the RGD is invalid",
      { schema: { kind: 7 } },
      {},
      false,
      "Form broken: spec.schema.",
    ],
  ];
  it.each(rows)("%s", (_, options, around, requestable, reason) => {
    const { apply, served, entry } = start();
    if (around.served === false) served.clear();
    apply(rgd(options));
    if (around.crd) apply({ ...crd(), ...around.crd });
    expect(entry()).toMatchObject({ requestable, reason: expect.stringContaining(reason) });
  });

  it("keeps its title when its API is installed", () => {
    const { apply, entry } = start();
    apply(rgd({ kind: "StaticSite" }));
    const before = entry()?.title;
    apply(crd({ kind: "StaticSite" }));
    expect([before, entry()?.title]).toEqual(["Static site", "Static site"]);
  });

  it("follows the cluster when the API, the CRD and the RGD change", () => {
    const { events, apply, remove, served, changeServed, entry } = start();
    served.clear();
    apply(rgd());
    apply(crd());
    expect(entry()?.requestable).toBe(false);
    served.add("sites");
    changeServed();
    expect(entry()?.requestable).toBe(true);
    remove(crd());
    expect(entry()?.requestable).toBe(false);
    remove(rgd());
    expect(entry()).toBeUndefined();
    expect(events.at(-1)).toEqual({ type: "removed", id: ID });
  });

  it("sends no event and keeps its schemas when only the status or the CRD is updated", () => {
    const { catalog, events, apply } = start();
    apply(rgd());
    apply(crd());
    const before = catalog.get(ID);
    events.length = 0;
    apply(rgd({ conditions: [{ type: "Ready", status: "True" }] }));
    apply(crd());
    expect(events).toEqual([]);
    expect(catalog.get(ID)?.versions).toBe(before?.versions);
  });

  it("sends no events after it is closed", () => {
    const { catalog, events, apply } = start();
    catalog.close();
    apply(rgd());
    expect(events).toEqual([]);
  });
});
