import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createCatalog } from "#lib/catalog/catalog";
import { buildEntryDetail } from "#lib/catalog/entry-detail";
import { type FormBuilder, memoizeForms } from "#lib/catalog/form-check";
import { createCrdSource } from "#lib/catalog/sources/crd-source";
import { createPromiseSource } from "#lib/catalog/sources/promise-source";
import { createInformer, stamp } from "#lib/catalog/testing/source-fixture";
import type { CatalogEvent } from "#lib/catalog/types";
import { convertSchema } from "#lib/form/convert/convert";

interface CrdOptions {
  ownerReferences?: object[];
  name?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string> | null;
  versions?: object[];
  established?: boolean;
  conditions?: object[];
  deletionTimestamp?: string;
}

const v1 = {
  name: "v1",
  served: true,
  storage: true,
  schema: { openAPIV3Schema: { type: "object", properties: { spec: { type: "object" } } } },
};

function crd({
  name = "widget",
  versions = [v1],
  established = true,
  conditions,
  ...metadata
}: CrdOptions = {}) {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${name}s.example.com`, ...metadata },
    spec: {
      group: "example.com",
      names: { kind: "Widget", plural: `${name}s` },
      scope: "Namespaced",
      versions,
    },
    status: { conditions: conditions ?? (established ? [{ type: "Established", status: "True" }] : []) },
  };
}

function promise(spec: object, metadata: object = {}, status: object = {}) {
  return {
    apiVersion: "platform.kratix.io/v1alpha1",
    kind: "Promise",
    metadata: { name: "widget", ...metadata },
    spec,
    status,
  };
}

const buildForm: FormBuilder = (schema) => {
  if (schema.broken) throw new Error("Field size has no type.");
  return { schema: {}, uiSchema: {}, defaults: {} };
};

function start(build: FormBuilder = buildForm) {
  const promises = createInformer("platform.kratix.io", "Promise");
  const crds = createInformer("apiextensions.k8s.io", "CustomResourceDefinition");
  const served = new Set(["example.com/v1/widgets"]);
  const servedListeners = new Set<() => void>();
  const options = {
    crds: crds.informer,
    isServed: (group: string, version: string, plural: string) => served.has(`${group}/${version}/${plural}`),
    onServedChange: (listener: () => void) => {
      servedListeners.add(listener);
      return () => servedListeners.delete(listener);
    },
    buildForm: memoizeForms(build),
  };
  const catalog = createCatalog([
    createPromiseSource({ ...options, promises: promises.informer }),
    createCrdSource(options),
  ]);
  const events: CatalogEvent[] = [];
  catalog.subscribe((event) => events.push(event));
  const apply = (object: { kind: string; metadata: object }) =>
    (object.kind === "Promise" ? promises : crds).sink.upsert(stamp(object));
  const remove = (object: { kind: string; metadata: object }) =>
    (object.kind === "Promise" ? promises : crds).sink.remove(stamp(object));
  const serve = (resource: string) => {
    served.add(resource);
    for (const listener of servedListeners) listener();
  };
  return { catalog, events, apply, remove, serve, served, promises, crds, servedListeners };
}

describe("offer of a Promise", () => {
  const rows: [
    reason: string,
    spec: object,
    around: { crd?: ReturnType<typeof crd>; served?: boolean; metadata?: object; status?: object },
    requestable: boolean,
    reasonText: string,
  ][] = [
    ["is requestable when its API is served", { api: crd() }, { crd: crd() }, true, ""],
    [
      "is not requestable before its CRD exists",
      { api: crd() },
      {},
      false,
      "The cluster is installing the API of this offer. You can request it in a moment.",
    ],
    [
      "is not requestable before its CRD is established",
      { api: crd() },
      { crd: crd({ established: false }) },
      false,
      "The cluster is installing the API of this offer. You can request it in a moment.",
    ],
    [
      "is not requestable before discovery lists its API",
      { api: crd() },
      { crd: crd(), served: false },
      false,
      "The cluster is installing the API of this offer. You can request it in a moment.",
    ],
    [
      "is not requestable when another CRD has its names",
      { api: crd() },
      { crd: crd({ conditions: [{ type: "NamesAccepted", status: "False", message: "plural is taken" }] }) },
      false,
      "The cluster can't install the API of this offer: plural is taken",
    ],
    [
      "is not requestable while its CRD is being deleted",
      { api: crd() },
      { crd: crd({ deletionTimestamp: "2026-11-20T10:00:00Z" }) },
      false,
      "The platform is removing this offer.",
    ],
    [
      "is not requestable without an API, and shown where the platform team chose so",
      {},
      { metadata: { labels: { "vitrine.dev/offer": "true" } } },
      false,
      "nothing to request",
    ],
    [
      "is not requestable when its API is an empty object",
      { api: {} },
      { metadata: { labels: { "vitrine.dev/offer": "true" } } },
      false,
      "nothing to request",
    ],
    [
      "is not requestable when its API is not a CRD",
      { api: { spec: {} } },
      {},
      false,
      "Form broken: spec.api.spec.group",
    ],
    [
      "is not requestable when no version is served",
      { api: crd({ versions: [{ ...v1, served: false }] }) },
      { crd: crd() },
      false,
      "The cluster serves no version",
    ],
    [
      "is not requestable without versions",
      { api: crd({ versions: [] }) },
      { crd: crd() },
      false,
      "The cluster serves no version",
    ],
    [
      "is not requestable when its form cannot be built",
      { api: crd({ versions: [{ ...v1, schema: { openAPIV3Schema: { broken: true } } }] }) },
      { crd: crd() },
      false,
      "Form broken: Field size has no type.",
    ],
    [
      "is not requestable when its schema declares no fields",
      {
        api: crd({
          versions: [
            { ...v1, schema: { openAPIV3Schema: { "x-kubernetes-preserve-unknown-fields": true } } },
          ],
        }),
      },
      { crd: crd() },
      false,
      "The portal can't show a form",
    ],
    [
      "is not requestable when its version has no schema",
      { api: crd({ versions: [{ name: "v1", served: true, storage: true }] }) },
      { crd: crd() },
      false,
      "Form broken",
    ],
  ];
  it.each(rows)("%s", (_, spec, around, requestable, reason) => {
    const { catalog, apply, served } = start();
    if (around.served === false) served.clear();
    if (around.crd) apply(around.crd);
    apply(promise(spec, around.metadata, around.status));
    const entry = catalog.get("promise.demo.widget")?.entry;
    expect(entry).toMatchObject({
      requestable,
      reason: reason === "" ? "" : expect.stringContaining(reason),
    });
  });

  const needs = { api: crd(), requiredPromises: [{ name: "network", version: "v2" }] };
  const warnings: [reason: string, spec: object, metadata: object, status: object, expected: string[]][] = [
    ["has no warning when the Promise is available", { api: crd() }, {}, { status: "Available" }, []],
    [
      "warns when a required Promise is not installed",
      needs,
      {},
      {},
      ["Needs Promise network v2, which is not installed."],
    ],
    [
      "warns when a required Promise has another version",
      needs,
      {},
      {
        status: "Unavailable",
        requiredPromises: [
          { name: "network", version: "v2", state: "Requirement not installed at the specified version" },
        ],
      },
      ["Needs Promise network v2, which is not available at that version."],
    ],
    [
      "warns when the Promise is paused",
      { api: crd() },
      { labels: { "kratix.io/paused": "true" } },
      {},
      ["The platform team has paused this offer. Changes to the offer wait."],
    ],
    [
      "warns when the Promise is unavailable without a reason",
      { api: crd() },
      {},
      { status: "Unavailable" },
      ["The platform is still preparing this offer. Requests wait until the offer is ready."],
    ],
    [
      "warns when a required Promise is unavailable",
      { api: crd(), requiredPromises: [{ name: "network", version: "v2" }] },
      {},
      { requiredPromises: [{ name: "network", version: "v2", state: "Requirement not available" }] },
      ["Needs Promise network v2, which is not available now."],
    ],
    [
      "warns when the pipeline of the Promise failed",
      { api: crd() },
      { annotations: { "vitrine.dev/owner": "team-platform" } },
      {
        status: "Unavailable",
        kratix: { workflows: { pipelines: [{ name: "install", phase: "Failed", message: "no chart" }] } },
      },
      [
        'New requests wait until the platform team has fixed this offer. Pipeline "install" failed: no chart. Ask team-platform.',
      ],
    ],
    [
      "warns when the pipeline of an available Promise is running",
      { api: crd() },
      {},
      {
        status: "Available",
        kratix: { workflows: { pipelines: [{ name: "install", phase: "Running" }] } },
      },
      ['The platform is updating this offer. Pipeline "install" is running.'],
    ],
    [
      "warns when its version is deprecated",
      { api: crd({ versions: [{ ...v1, deprecated: true }] }) },
      {},
      {},
      ["Version v1 is deprecated and will be removed."],
    ],
    [
      "shows the deprecation warning of its author",
      { api: crd({ versions: [{ ...v1, deprecated: true, deprecationWarning: "Use v2." }] }) },
      {},
      {},
      ["Use v2."],
    ],
  ];
  it.each(warnings)("%s", (_, spec, metadata, status, expected) => {
    const { catalog, apply } = start();
    apply(crd());
    apply(promise(spec, metadata, status));
    expect(catalog.get("promise.demo.widget")?.entry).toMatchObject({
      warnings: expected,
      requestable: true,
    });
  });

  it("removes a warning when the required Promise is installed and restores it when that Promise is removed", () => {
    const { catalog, apply, remove } = start();
    const network = promise({}, { name: "network" });
    const countWarnings = () => catalog.get("promise.demo.widget")?.entry.warnings.length;
    apply(promise(needs));
    expect(countWarnings()).toBe(1);
    apply(network);
    expect(countWarnings()).toBe(0);
    remove(network);
    expect(countWarnings()).toBe(1);
  });

  const versions: [reason: string, list: object[], version: string][] = [
    [
      "the storage version",
      [
        { ...v1, name: "v1", storage: false },
        { ...v1, name: "v2" },
      ],
      "v2",
    ],
    [
      "the first served version when the storage version is not served",
      [
        { ...v1, name: "v1", storage: true, served: false },
        { ...v1, name: "v2", storage: false },
      ],
      "v2",
    ],
  ];
  it.each(versions)("is offered at %s", (_, list, version) => {
    const { catalog, apply } = start();
    apply(promise({ api: crd({ versions: list }) }));
    expect(catalog.get("promise.demo.widget")?.entry.version).toBe(version);
  });

  it("follows the cluster when the API and the Promise change", () => {
    const { catalog, events, apply, remove, serve, served } = start();
    const id = "promise.demo.widget";
    served.clear();
    apply(promise({ api: crd() }));
    expect(catalog.get(id)?.entry.requestable).toBe(false);
    apply(crd());
    serve("example.com/v1/widgets");
    expect(catalog.get(id)?.entry).toMatchObject({ requestable: true, reason: "" });
    apply(
      promise({
        api: crd({ versions: [{ ...v1, schema: { openAPIV3Schema: { properties: { size: {} } } } }] }),
      }),
    );
    const metadata = { type: "object", properties: { name: { type: "string", maxLength: 63 } } };
    expect(catalog.get(id)?.versions[0]?.schema).toEqual({ properties: { size: {}, metadata } });
    remove(promise({}));
    expect(catalog.get(id)).toBeUndefined();
    expect(events).toEqual([
      { type: "changed", id },
      { type: "changed", id },
      { type: "changed", id },
      { type: "removed", id },
    ]);
  });

  it("is removed when the deletion of the Promise starts", () => {
    const { catalog, events, apply } = start();
    apply(promise({ api: crd() }));
    apply(promise({ api: crd() }, { deletionTimestamp: "2026-11-20T10:00:00Z" }));
    expect(catalog.list()).toEqual([]);
    expect(events.at(-1)).toEqual({ type: "removed", id: "promise.demo.widget" });
  });

  it("sends no event and keeps its schemas when only the status is updated", () => {
    const { catalog, events, apply } = start();
    apply(crd());
    apply(promise({ api: crd() }, {}, { observedGeneration: 1 }));
    const before = catalog.get("promise.demo.widget");
    events.length = 0;
    apply(promise({ api: crd() }, {}, { observedGeneration: 2 }));
    const after = catalog.get("promise.demo.widget");
    expect(events).toEqual([]);
    expect(after?.versions).toBe(before?.versions);
    expect(after?.origin.resourceVersion).not.toBe(before?.origin.resourceVersion);
  });

  it("does not affect other offers when it is invalid", () => {
    const { catalog, apply } = start();
    apply(promise({ api: { spec: 7 } }, { name: "broken" }));
    apply(promise({ api: crd() }));
    expect(catalog.list().map(({ entry }) => entry.title)).toEqual(["Broken", "Widget"]);
  });
});

describe("offer of a CRD", () => {
  const owner = { apiVersion: "apiextensions.crossplane.io/v1", kind: "CompositeResourceDefinition" };
  const ownerReferences = [{ ...owner, name: "xwidgets.example.com", uid: "u", controller: true }];

  it("is not created for a CRD that an XRD owns, even with the label", () => {
    const { catalog, apply } = start();
    apply(crd({ labels: { "vitrine.dev/offer": "true" }, ownerReferences }));
    expect(catalog.list()).toEqual([]);
  });

  const rows: [reason: string, labels: Record<string, string> | undefined, offered: boolean][] = [
    ["is created for a CRD with the label vitrine.dev/offer=true", { "vitrine.dev/offer": "true" }, true],
    ["is not created for a CRD without the label", undefined, false],
    [
      "is not created for a CRD with the label vitrine.dev/offer=false",
      { "vitrine.dev/offer": "false" },
      false,
    ],
    [
      "is not created for a CRD of a Promise",
      { "vitrine.dev/offer": "true", "kratix.io/promise-name": "widget" },
      false,
    ],
  ];
  it.each(rows)("%s", (_, labels, offered) => {
    const { catalog, apply } = start();
    apply(crd({ labels }));
    expect(catalog.list().map(({ entry }) => entry.id)).toEqual(
      offered ? ["crd.demo.widgets.example.com"] : [],
    );
  });

  it("is removed when the deletion of the CRD starts", () => {
    const { catalog, apply } = start();
    const labels = { "vitrine.dev/offer": "true" };
    apply(crd({ labels }));
    expect(catalog.list()).toHaveLength(1);
    apply(crd({ labels, deletionTimestamp: "2026-11-20T10:00:00Z" }));
    expect(catalog.list()).toEqual([]);
  });

  it("is removed with the label", () => {
    const { catalog, events, apply } = start();
    apply(crd({ labels: { "vitrine.dev/offer": "true" } }));
    apply(crd());
    expect(catalog.list()).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(["changed", "removed"]);
  });

  it("has the presentation and the origin of the CRD", () => {
    const { catalog, apply } = start();
    apply(crd({ labels: { "vitrine.dev/offer": "true" }, annotations: { "vitrine.dev/title": "Gadget" } }));
    expect(catalog.list()[0]).toMatchObject({
      entry: { source: "crd", cluster: "demo", title: "Gadget", plural: "widgets", requestable: true },
      origin: {
        group: "apiextensions.k8s.io",
        resource: "customresourcedefinitions",
        name: "widgets.example.com",
      },
    });
  });
});

describe("catalog", () => {
  it("has synced when every source has synced", () => {
    const { catalog, promises, crds } = start();
    promises.sink.replace([]);
    expect(catalog.hasSynced()).toBe(false);
    crds.sink.replace([]);
    expect(catalog.hasSynced()).toBe(true);
  });

  it("sends no events after it is closed", () => {
    const { catalog, events, apply, servedListeners } = start();
    catalog.close();
    apply(promise({ api: crd() }));
    expect(events).toEqual([]);
    expect(servedListeners.size).toBe(0);
  });
});

describe("buildEntryDetail", () => {
  const two = [
    { ...v1 },
    { ...v1, name: "v2", storage: false, schema: { openAPIV3Schema: { broken: true } } },
  ];
  const rows: [reason: string, version: string | undefined, hasForm: boolean, reasonText: string][] = [
    ["builds the form of the version of the entry", undefined, true, ""],
    ["reports another version whose form cannot be built", "v2", false, "Form broken"],
    ["reports a version that does not exist", "v3", false, "Version v3 has no form."],
  ];
  it.each(rows)("%s", (_, version, hasForm, reason) => {
    const { catalog, apply } = start();
    apply(crd());
    apply(promise({ api: crd({ versions: two }) }));
    const [record] = catalog.list();
    const detail = record && buildEntryDetail(record, buildForm, version);
    expect(detail?.form !== undefined).toBe(hasForm);
    expect(detail?.reason).toContain(reason);
    expect(detail?.requestable).toBe(hasForm);
    expect(JSON.stringify(detail?.versions)).not.toContain("schema");
  });
});

const fixtures = new URL("../../../../shared/fixtures/promises/", import.meta.url);

describe.skipIf(!existsSync(fixtures))("upstream Promises (skipped without their files)", () => {
  const files = existsSync(fixtures) ? readdirSync(fixtures) : [];

  it.each(files)("%s becomes an offer that is requestable when its API is served", (file) => {
    const { catalog, apply, serve } = start(convertSchema);
    const read = parse(readFileSync(new URL(file, fixtures), "utf8"));
    apply(read);
    const { api } = read.spec;
    if (api) {
      apply({ ...api, status: { conditions: [{ type: "Established", status: "True" }] } });
      serve(`${api.spec.group}/${api.spec.versions[0].name}/${api.spec.names.plural}`);
    }
    if (!api) {
      expect(catalog.list()).toEqual([]);
      return;
    }
    expect(catalog.list()).toHaveLength(1);
    expect(catalog.list()[0]?.entry).toMatchObject({ requestable: true, kind: api.spec.names.kind });
    expect(catalog.list()[0]?.entry.title).not.toBe("");
  });
});
