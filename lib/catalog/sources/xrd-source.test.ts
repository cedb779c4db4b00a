import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createCatalog } from "#lib/catalog/catalog";
import { buildEntryDetail } from "#lib/catalog/entry-detail";
import { memoizeForms } from "#lib/catalog/form-check";
import { createCrdSource } from "#lib/catalog/sources/crd-source";
import { createXrdSource } from "#lib/catalog/sources/xrd-source";
import { createInformer, stamp } from "#lib/catalog/testing/source-fixture";
import type { CatalogEvent } from "#lib/catalog/types";
import { parseXrd } from "#lib/crossplane/xrd";
import { claimApi, compositeApi, predictDefinition } from "#lib/crossplane/xrd-api";
import { convertSchema } from "#lib/form/convert/convert";
import { layoutForm } from "#lib/form/layout/layout";

interface XrdOptions {
  version?: "v1" | "v2";
  scope?: string;
  claims?: boolean;
  versions?: object[];
  conditions?: object[];
  annotations?: Record<string, string>;
  labels?: Record<string, string>;
  more?: object;
  deletionTimestamp?: string;
  generation?: number;
}

const text = { type: "string" };

/** A version whose `spec` has these fields. */
function versionWith(properties: object, more: object = {}) {
  const schema = {
    openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties } } },
  };
  return { name: "v1", served: true, referenceable: true, schema, ...more };
}

function xrd({ version = "v2", scope, claims, versions, conditions, more, ...metadata }: XrdOptions = {}) {
  return {
    apiVersion: `apiextensions.crossplane.io/${version}`,
    kind: "CompositeResourceDefinition",
    metadata: { name: "xwidgets.example.com", generation: 1, ...metadata },
    spec: {
      group: "example.com",
      names: { kind: "XWidget", plural: "xwidgets" },
      ...(claims && { claimNames: { kind: "Widget", plural: "widgets" } }),
      ...(scope && { scope }),
      versions: versions ?? [versionWith({ size: text })],
      ...more,
    },
    status: { conditions: conditions ?? [] },
  };
}

const OWNER = { apiVersion: "apiextensions.crossplane.io/v1", kind: "CompositeResourceDefinition" };
const ESTABLISHED = [{ type: "Established", status: "True" }];

/** The CRD that Crossplane generates, without hints. */
function crdOf(
  definition: ReturnType<typeof xrd>,
  role: "claim" | "composite" = "composite",
  more: object = {},
) {
  const parsed = parseXrd(stamp(definition));
  if (parsed.state === "broken") throw new Error(parsed.reason);
  const api = role === "claim" ? claimApi(parsed.xrd) : compositeApi(parsed.xrd);
  if (!api) throw new Error("It has no claims.");
  const { name, versions, plural, kind, scope } = predictDefinition(api);
  const pruned: unknown = JSON.parse(JSON.stringify(versions), (key, value) =>
    key.startsWith("x-ui-") ? undefined : value,
  );
  if (!Array.isArray(pruned)) throw new Error("It has no versions.");
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name,
      labels: definition.metadata.labels,
      ownerReferences: [{ ...OWNER, name: definition.metadata.name, uid: "u", controller: true }],
      ...more,
    },
    spec: {
      group: "example.com",
      names: { kind, plural },
      scope,
      versions: pruned.map(({ schema, ...version }) => ({ ...version, schema: { openAPIV3Schema: schema } })),
    },
    status: { conditions: ESTABLISHED },
  };
}

function start() {
  const xrds = createInformer("apiextensions.crossplane.io", "CompositeResourceDefinition");
  const crds = createInformer("apiextensions.k8s.io", "CustomResourceDefinition");
  const served = new Set(["widgets", "xwidgets"]);
  const listeners = new Set<() => void>();
  const buildForm = memoizeForms(convertSchema);
  const options = {
    crds: crds.informer,
    isServed: (_group: string, _version: string, plural: string) => served.has(plural),
    onServedChange: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    buildForm,
  };
  const catalog = createCatalog([
    createXrdSource({ ...options, xrds: xrds.informer }),
    createCrdSource(options),
  ]);
  const events: CatalogEvent[] = [];
  catalog.subscribe((event) => events.push(event));
  const sinkOf = ({ kind }: { kind: string }) =>
    kind === "CompositeResourceDefinition" ? xrds.sink : crds.sink;
  return {
    catalog,
    events,
    xrds,
    crds,
    served,
    apply: (object: { kind: string; metadata: object }) => sinkOf(object).upsert(stamp(object)),
    remove: (object: { kind: string; metadata: object }) => sinkOf(object).remove(stamp(object)),
    changeServed: () => {
      for (const listener of listeners) listener();
    },
    entry: () => catalog.get(ID)?.entry,
    /** Title and fields of each group of the form. */
    groups: (id = ID) => {
      const record = catalog.get(id);
      const form = record && buildEntryDetail(record, buildForm).form;
      return form && layoutForm(form);
    },
  };
}

const ID = "xrd.demo.xwidgets.example.com";
const BESIDE = `${ID}~composite`;

describe("fields that Crossplane drops", () => {
  const rooted = (properties: object) => ({
    ...versionWith({}),
    schema: { openAPIV3Schema: { type: "object", properties } },
  });

  it.each([
    [
      "an XRD without a spec",
      [rooted({ size: text, region: text })],
      /^For the platform team: The fields `size` and `region` are/,
    ],
    [
      "a field beside spec",
      [rooted({ size: text, spec: { type: "object" } })],
      /^For the platform team: The field `size` is/,
    ],
  ])("are reported to the platform team for %s", (_what, versions, words) => {
    const { apply, entry } = start();
    apply(xrd({ versions }));
    expect(entry()?.warnings).toEqual([expect.stringMatching(words)]);
  });

  it.each([
    ["fields inside spec and status", [rooted({ spec: { type: "object" }, status: { type: "object" } })]],
    ["the fields of every object", [rooted({ apiVersion: text, kind: text, metadata: { type: "object" } })]],
    [
      "a version that is not served",
      [versionWith({}), { ...rooted({ size: text }), name: "v0", served: false, referenceable: false }],
    ],
  ])("are not reported for %s", (_what, versions) => {
    const { apply, entry } = start();
    apply(xrd({ versions }));
    expect(entry()?.warnings).toEqual([]);
  });
});

describe("offers of an XRD", () => {
  const offer = (value: string) => ({ "vitrine.dev/offer": value });
  const rows: [reason: string, options: XrdOptions, kinds: Record<string, string>][] = [
    ["offers the composite resource of a v2 XRD", {}, { [ID]: "XWidget" }],
    ["offers a cluster-scoped composite resource", { scope: "Cluster" }, { [ID]: "XWidget" }],
    ["offers the claim of a v1 XRD", { version: "v1", claims: true }, { [ID]: "Widget" }],
    ["offers nothing for a v1 XRD without claims", { version: "v1" }, {}],
    ["offers nothing for a legacy XRD that is read as v2", { scope: "LegacyCluster" }, {}],
    ["offers nothing with the label false", { labels: offer("false") }, {}],
    ["offers nothing with the annotation false", { annotations: offer("false") }, {}],
    [
      "does not offer the claim with the label false",
      { version: "v1", claims: true, labels: offer("false") },
      {},
    ],
    [
      "offers the claim with the label true",
      { version: "v1", claims: true, labels: offer("true") },
      { [ID]: "Widget" },
    ],
    [
      "offers a v1 XRD without claims with the annotation true",
      { version: "v1", annotations: offer("true") },
      { [ID]: "XWidget" },
    ],
    [
      "offers the claim and the composite resource with the label composite",
      { version: "v1", claims: true, labels: offer("composite") },
      { [ID]: "Widget", [BESIDE]: "XWidget" },
    ],
    [
      "offers the composite resource of a v1 XRD without claims with the label composite",
      { version: "v1", labels: offer("composite") },
      { [ID]: "XWidget" },
    ],
    ["offers a v2 XRD once with the label composite", { labels: offer("composite") }, { [ID]: "XWidget" }],
    ["ignores an unknown value of the label", { version: "v1", labels: offer("yes") }, {}],
    [
      "prefers the label to the annotation",
      { labels: offer("true"), annotations: offer("false") },
      { [ID]: "XWidget" },
    ],
    [
      "offers nothing with the exclusion of Backstage",
      { annotations: { "terasky.backstage.io/exclude-from-catalog": "true" } },
      {},
    ],
    [
      "offers a v1 XRD without claims with the inclusion of Backstage",
      { version: "v1", annotations: { "terasky.backstage.io/add-to-catalog": "true" } },
      { [ID]: "XWidget" },
    ],
    [
      "prefers the annotation of the portal to that of Backstage",
      { annotations: { "terasky.backstage.io/exclude-from-catalog": "true", ...offer("true") } },
      { [ID]: "XWidget" },
    ],
    ["offers nothing while the XRD is being deleted", { deletionTimestamp: "2026-11-20T10:00:00Z" }, {}],
  ];
  it.each(rows)("%s", (_, options, kinds) => {
    const { catalog, apply } = start();
    apply(xrd(options));
    expect(Object.fromEntries(catalog.list().map(({ entry }) => [entry.id, entry.kind]))).toEqual(kinds);
  });

  it("does not also offer the generated CRD that has the same labels", () => {
    const { catalog, apply } = start();
    const definition = xrd({ labels: offer("true") });
    apply(definition);
    apply(crdOf(definition));
    expect(catalog.list().map(({ entry }) => entry.id)).toEqual([ID]);
  });

  it("has the XRD as origin and distinguishes claim and composite resource by title", () => {
    const { catalog, apply } = start();
    apply(
      xrd({
        version: "v1",
        claims: true,
        labels: offer("composite"),
        annotations: { "vitrine.dev/title": "Gadget" },
      }),
    );
    const origin = {
      group: "apiextensions.crossplane.io",
      resource: "compositeresourcedefinitions",
      name: "xwidgets.example.com",
    };
    expect(catalog.get(ID)).toMatchObject({ entry: { title: "Gadget", scope: "Namespaced" }, origin });
    expect(catalog.get(BESIDE)).toMatchObject({
      entry: { title: "Gadget (composite)", scope: "Cluster" },
      origin,
    });
  });

  it("follows changes of the label", () => {
    const { catalog, apply } = start();
    const ids = () => catalog.list().map(({ entry }) => entry.id);
    apply(xrd({ version: "v1", claims: true, labels: offer("composite") }));
    expect(ids()).toEqual([ID, BESIDE]);
    apply(xrd({ version: "v1", claims: true }));
    expect(ids()).toEqual([ID]);
    apply(xrd({ version: "v1", claims: true, labels: offer("false") }));
    expect(ids()).toEqual([]);
  });
});

describe("offer of an XRD", () => {
  const condition = (type: string, status: string, message?: string) => ({ type, status, message });
  const foreign = {
    ownerReferences: [{ apiVersion: "v1", kind: "Other", name: "o", uid: "u", controller: true }],
  };
  const rows: [
    reason: string,
    options: XrdOptions,
    around: { crd?: object; served?: boolean },
    requestable: boolean,
    reasonText: string,
  ][] = [
    ["is requestable when its API is served", {}, { crd: {} }, true, ""],
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
      { crd: {}, served: false },
      false,
      "The cluster is installing the API of this offer. You can request it in a moment.",
    ],
    [
      "is not requestable while its CRD is being deleted",
      {},
      { crd: { deletionTimestamp: "2026-11-20T10:00:00Z" } },
      false,
      "The platform is removing this offer.",
    ],
    [
      "is not requestable when another object owns the CRD",
      {},
      { crd: foreign },
      false,
      "xwidgets.example.com belongs to Other o.",
    ],
    [
      "is not requestable before Crossplane takes over a CRD without an owner",
      {},
      { crd: { ownerReferences: [] } },
      false,
      "The cluster is installing the API of this offer. You can request it in a moment.",
    ],
    [
      "is not requestable when Crossplane refuses the XRD",
      { conditions: [condition("Established", "False", "cannot apply: names are taken")] },
      {},
      false,
      "The cluster can't install the API of this offer: cannot apply: names are taken",
    ],
    [
      "is not requestable when Crossplane refuses a change and still serves the previous API",
      { conditions: [condition("Established", "False", "no schema")] },
      { crd: {} },
      false,
      "The cluster can't install the API of this offer: no schema",
    ],
    [
      "is not requestable when no version is served",
      { versions: [versionWith({}, { served: false })] },
      { crd: {} },
      false,
      "The cluster serves no version",
    ],
    ["is not requestable without versions", { versions: [] }, {}, false, "The cluster serves no version"],
    [
      "is not requestable when its version has no schema",
      { versions: [versionWith({}, { schema: undefined })] },
      {},
      false,
      "Form broken: the API has no schema",
    ],
    [
      "is not requestable when the XRD is invalid",
      { more: { names: 7 } },
      {},
      false,
      "Form broken: spec.names: ",
    ],
  ];
  it.each(rows)("%s", (_, options, around, requestable, reason) => {
    const { apply, served, entry } = start();
    if (around.served === false) served.clear();
    if (around.crd) apply(crdOf(xrd({ ...options, more: {} }), "composite", around.crd));
    apply(xrd(options));
    expect(entry()).toMatchObject({ requestable, reason: expect.stringContaining(reason) });
  });

  it("does not affect other offers when it is invalid and recovers when it is fixed", () => {
    const { catalog, apply, entry } = start();
    const other = xrd();
    apply({ ...other, metadata: { ...other.metadata, name: "others.example.com" } });
    apply(xrd({ more: { names: 7 } }));
    expect(catalog.list()).toHaveLength(2);
    apply(xrd());
    expect(entry()?.kind).toBe("XWidget");
  });

  it("becomes requestable for a claim when the CRD of the claim exists", () => {
    const { apply, entry } = start();
    const definition = xrd({ version: "v1", claims: true });
    apply(definition);
    apply(crdOf(definition, "composite"));
    expect(entry()?.requestable).toBe(false);
    apply(crdOf(definition, "claim"));
    expect(entry()).toMatchObject({ requestable: true, plural: "widgets" });
  });

  const versions: [reason: string, list: object[], expected: object][] = [
    [
      "the referenceable version",
      [versionWith({}, { name: "v1", referenceable: false }), versionWith({}, { name: "v2" })],
      { version: "v2", warnings: [] },
    ],
    [
      "the first served version when the referenceable version is not served",
      [versionWith({}, { served: false }), versionWith({}, { name: "v2", referenceable: false })],
      { version: "v2", warnings: [] },
    ],
    [
      "a deprecated version with its warning",
      [versionWith({}, { deprecated: true, deprecationWarning: "Use v2." })],
      { version: "v1", warnings: ["Use v2."] },
    ],
  ];
  it.each(versions)("is at %s", (_, list, expected) => {
    const { apply, entry } = start();
    apply(xrd({ versions: list }));
    expect(entry()).toMatchObject(expected);
  });

  it("follows the cluster when the API and the XRD change", () => {
    const { events, apply, remove, served, changeServed, entry, groups } = start();
    const definition = xrd();
    served.clear();
    apply(definition);
    expect(entry()?.requestable).toBe(false);
    expect(groups()?.essentials.map(({ title }) => title)).toEqual(["Size"]);
    apply(crdOf(definition));
    served.add("xwidgets");
    changeServed();
    expect(entry()).toMatchObject({ requestable: true, reason: "" });
    remove(definition);
    expect(entry()).toBeUndefined();
    expect(events.at(-1)).toEqual({ type: "removed", id: ID });
  });

  it("sends no event and keeps its schemas when only the status or the CRD is updated", () => {
    const { catalog, events, apply } = start();
    const definition = xrd();
    apply(definition);
    apply(crdOf(definition));
    const before = catalog.get(ID);
    events.length = 0;
    apply(xrd({ conditions: [condition("Established", "True")] }));
    apply(crdOf(definition));
    expect(events).toEqual([]);
    expect(catalog.get(ID)?.versions).toBe(before?.versions);
  });

  it("keeps its versions and its form when the CRD equals the prediction", () => {
    const { catalog, apply, groups } = start();
    const definition = xrd({ versions: [versionWith({ size: { ...text, "x-ui-advanced": true } })] });
    apply(definition);
    const before = { versions: catalog.get(ID)?.versions, groups: groups() };
    apply(crdOf(definition));
    expect({ versions: catalog.get(ID)?.versions, groups: groups() }).toEqual(before);
  });

  it("sends no events after it is closed", () => {
    const { catalog, events, apply } = start();
    catalog.close();
    apply(xrd());
    expect(events).toEqual([]);
  });
});

describe("form of an XRD", () => {
  const fieldsOf = (found: ReturnType<ReturnType<typeof start>["groups"]>) =>
    found &&
    [...found.essentials, ...found.groups.flatMap(({ fields }) => fields)].map(({ pointer }) => pointer);
  const observed = (observedGeneration: number | undefined) => [
    { type: "Established", status: "True", observedGeneration },
  ];
  const old = versionWith({ size: text, kept: text });
  const rows: [reason: string, versions: object[], seen: number | undefined, fields: string[]][] = [
    [
      "a new field before Crossplane observes the change",
      [versionWith({ size: text, kept: text, added: text })],
      1,
      ["/spec/size", "/spec/kept", "/spec/added"],
    ],
    [
      "a new field when Crossplane reports no observed generation",
      [versionWith({ size: text, kept: text, added: text })],
      undefined,
      ["/spec/size", "/spec/kept", "/spec/added"],
    ],
    [
      "a new field when the CRD changes after the observed generation",
      [versionWith({ size: text, kept: text, added: text })],
      2,
      ["/spec/size", "/spec/kept", "/spec/added"],
    ],
    ["a removed field", [versionWith({ kept: text })], 1, ["/spec/kept"]],
  ];
  it.each(rows)("follows the XRD while the CRD is outdated: %s", (_, versions, seen, fields) => {
    const { apply, groups } = start();
    apply(crdOf(xrd({ versions: [old] })));
    apply(xrd({ versions, generation: 2, conditions: observed(seen) }));
    expect(fieldsOf(groups())?.filter((field) => !field.startsWith("/spec/crossplane"))).toEqual(fields);
  });

  it("follows the generated CRD and groups the fields that a newer Crossplane adds", () => {
    const { apply, groups } = start();
    const definition = xrd({ conditions: observed(1) });
    const made = crdOf(xrd({ versions: [versionWith({ size: { type: "integer" }, machinery: text })] }));
    apply(definition);
    apply(made);
    expect(groups()?.essentials.map(({ field }) => field.rules.type)).toEqual(["integer"]);
    expect(groups()?.groups.map(({ title, fields }) => [title, fields.map((field) => field.title)])).toEqual([
      ["Crossplane settings", ["Machinery"]],
    ]);
  });

  const hints: [reason: string, versions: object[]][] = [
    ["hints of a field", [versionWith({ size: text, tuning: { ...text, "x-ui-advanced": true } })]],
    [
      "hints of an object, of list items and of map values",
      [
        versionWith({
          nodes: {
            type: "object",
            "x-ui-order": ["b", "a"],
            properties: {
              a: text,
              b: {
                type: "array",
                items: { type: "object", properties: { c: { ...text, "x-ui-hidden": true } } },
              },
            },
          },
          extra: {
            type: "object",
            additionalProperties: { type: "object", properties: { d: { ...text, "x-ui-advanced": true } } },
          },
        }),
      ],
    ],
  ];
  it.each(hints)("keeps the hints that the API server prunes from the CRD: %s", (_, versions) => {
    const { apply, groups, catalog } = start();
    const definition = xrd({ versions });
    apply(definition);
    const foretold = groups();
    apply(crdOf(definition));
    expect(groups()).toEqual(foretold);
    expect(JSON.stringify(catalog.get(ID)?.versions)).toContain("x-ui-");
  });

  it("follows a changed hint when the CRD does not change", () => {
    const { events, apply, groups } = start();
    const plain = xrd({ versions: [versionWith({ size: text, tuning: text })] });
    const hinted = xrd({
      versions: [versionWith({ size: text, tuning: { ...text, "x-ui-advanced": true } })],
    });
    apply(plain);
    apply(crdOf(plain));
    events.length = 0;
    apply(hinted);
    expect(groups()?.essentials.map(({ title }) => title)).toEqual(["Size"]);
    expect(events).toEqual([{ type: "changed", id: ID }]);
  });

  const injected: [reason: string, options: XrdOptions, id: string, inGroup: string[]][] = [
    [
      "claim",
      { version: "v1", claims: true },
      ID,
      [
        "Composition updates",
        "Removal",
        "Composition",
        "Composition by labels",
        "Composition revision",
        "Composition revision by labels",
        "Composite resource",
        "Connection secret",
      ],
    ],
    [
      "legacy composite resource",
      { version: "v1", claims: true, labels: { "vitrine.dev/offer": "composite" } },
      BESIDE,
      [
        "Composition updates",
        "Parts",
        "Composition",
        "Composition by labels",
        "Composition revision",
        "Composition revision by labels",
        "Claim",
        "Connection secret",
      ],
    ],
    [
      "v2 composite resource",
      {},
      ID,
      [
        "Composition updates",
        "Parts",
        "Composition",
        "Composition by labels",
        "Composition revision",
        "Composition revision by labels",
      ],
    ],
  ];
  it.each(injected)("puts the fields of Crossplane last in one group: %s", (_, options, id, inGroup) => {
    const { apply, groups } = start();
    const properties = { network: { type: "object", properties: { host: text } }, size: text };
    const policies = { defaultCompositionUpdatePolicy: "Automatic" };
    apply(xrd({ ...options, versions: [versionWith(properties)], more: policies }));
    const found = groups(id);
    expect(found?.essentials.map(({ pointer }) => pointer)).toEqual(["/spec/size"]);
    expect(found?.groups.map(({ title }) => title)).toEqual(["Network", "Crossplane settings"]);
    const last = found?.groups.at(-1);
    expect([...(last?.fields ?? []), ...(last?.groups ?? [])].map(({ title }) => title)).toEqual(inGroup);
  });

  const words: [reason: string, more: object, description: string][] = [
    [
      "without a default",
      {},
      "The composition that creates the resource. Empty means the platform team's choice.",
    ],
    [
      "with a default",
      { defaultCompositionRef: { name: "fast" } },
      "The composition that creates the resource. Empty means fast.",
    ],
    [
      "with an enforced composition, which overrides the default",
      { defaultCompositionRef: { name: "fast" }, enforcedCompositionRef: { name: "safe" } },
      "The composition that creates the resource. It is always safe, whatever you choose here.",
    ],
  ];
  it.each(words)("shows which composition is used: %s", (_, more, description) => {
    const { apply, groups } = start();
    apply(xrd({ more }));
    const composition = groups()
      ?.groups.at(-1)
      ?.groups.find(({ title }) => title === "Composition");
    expect(composition?.description).toBe(description);
  });
});

describe("cluster without Crossplane", () => {
  it("has synced without XRDs and stays synced when Crossplane is installed", () => {
    const { catalog, xrds, crds, apply } = start();
    crds.sink.replace([]);
    expect(catalog.hasSynced()).toBe(false);
    // How an informer behaves when its kind is not served.
    xrds.sink.replace([]);
    expect(catalog.hasSynced()).toBe(true);
    apply(xrd());
    expect(catalog.hasSynced()).toBe(true);
    expect(catalog.list()).toHaveLength(1);
  });
});

const fixtures = new URL("../../../../shared/fixtures/crossplane/", import.meta.url);
const files = existsSync(fixtures) ? readdirSync(fixtures).filter((file) => file.startsWith("xrd-")) : [];

describe.skipIf(files.length === 0)("upstream XRDs (skipped without their files)", () => {
  it.each(files)(
    "%s becomes an offer that is requestable when its API is served and has a form with every field",
    (file) => {
      const { catalog, apply, served, groups } = start();
      const definition = parse(readFileSync(new URL(file, fixtures), "utf8"));
      served.add(definition.spec.names.plural);
      apply(definition);
      apply(crdOf(definition));
      const [record] = catalog.list();
      expect(record?.entry).toMatchObject({
        requestable: true,
        kind: definition.spec.names.kind,
        warnings: [],
      });
      const layout = groups(record?.entry.id);
      const { properties } = definition.spec.versions[0].schema.openAPIV3Schema.properties.spec;
      const shown = [layout?.essentials ?? [], layout?.groups.flatMap(({ fields }) => fields) ?? []].flat();
      for (const name of Object.keys(properties)) {
        expect(shown.map(({ pointer }) => pointer)).toContain(`/spec/${name}`);
      }
      expect(layout?.groups.at(-1)?.title).toBe("Crossplane settings");
    },
  );
});
