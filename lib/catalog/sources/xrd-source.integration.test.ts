import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startCrossplaneControlPlane, type TestCrossplane } from "#demo/local-stack/testing/test-crossplane";
import { memoizeForms } from "#lib/catalog/form-check";
import { createXrdSource } from "#lib/catalog/sources/xrd-source";
import type { CatalogSource } from "#lib/catalog/types";
import { convertSchema } from "#lib/form/convert/convert";
import { type Cluster, openCluster } from "#lib/kubernetes/cluster";
import type { Informer } from "#lib/kubernetes/types";
import { readPointer } from "#lib/schema/pointer";

/** A first run may have to build the programs. */
const BUILD = 900_000;
const GROUP = "offers.vitrine.dev";

let crossplane: TestCrossplane;
let cluster: Cluster;
let source: CatalogSource;
let crds: Informer;

beforeAll(async () => {
  crossplane = await startCrossplaneControlPlane();
  cluster = openCluster({ name: "local", kubeconfig: crossplane.kubeconfig });
  crds = cluster.informers.informer({ group: "apiextensions.k8s.io", kind: "CustomResourceDefinition" });
  source = createXrdSource({
    xrds: cluster.informers.informer({
      group: "apiextensions.crossplane.io",
      kind: "CompositeResourceDefinition",
    }),
    crds,
    isServed: (group, version, plural) =>
      cluster.discovery.findByPlural({ group, version, plural }) !== undefined,
    onServedChange: cluster.discovery.subscribe,
    buildForm: memoizeForms(convertSchema),
  });
  await cluster.discovery.whenLoaded();
}, BUILD);

afterAll(async () => {
  source?.close();
  cluster?.close();
  await crossplane?.stop();
});

interface XrdOptions {
  version?: "v1" | "v2";
  fields?: readonly string[];
  more?: object;
}

function xrd(kind: string, { version = "v2", fields = ["first"], more = {} }: XrdOptions = {}) {
  const plural = `${kind.toLowerCase()}s`;
  const text = { type: "string", "x-ui-advanced": true };
  const properties = Object.fromEntries(fields.map((field) => [field, text]));
  const schema = {
    openAPIV3Schema: {
      type: "object",
      description: "For a test.",
      properties: {
        metadata: { type: "object", properties: { name: { type: "string", maxLength: 20 } } },
        spec: { type: "object", required: ["first"], "x-ui-order": fields, properties },
      },
    },
  };
  return {
    apiVersion: `apiextensions.crossplane.io/${version}`,
    kind: "CompositeResourceDefinition",
    metadata: { name: `${plural}.${GROUP}`, labels: { "vitrine.dev/offer": "composite" } },
    spec: {
      group: GROUP,
      names: { kind, plural },
      versions: [{ name: "v1", served: true, referenceable: true, schema }],
      ...more,
    },
  };
}

const pathOf = ({ apiVersion }: { apiVersion: string }) => `/apis/${apiVersion}/compositeresourcedefinitions`;
const create = (object: ReturnType<typeof xrd>) =>
  cluster.client.request("POST", pathOf(object), { body: object });
const entryOf = (kind: string, part = "") => source.get(`xrd.local.${kind.toLowerCase()}s.${GROUP}${part}`);
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 20 });
const schemaOf = (kind: string, part?: string) => entryOf(kind, part)?.versions[0]?.schema;
const specOf = (kind: string, part?: string) => readPointer(schemaOf(kind, part), "/properties/spec");

const claimed = { claimNames: { kind: "Parcel", plural: "parcels" } };
const rows: [reason: string, kind: string, part: string, options: XrdOptions][] = [
  ["a namespaced composite resource", "Crate", "", {}],
  ["a cluster-scoped composite resource", "Barrel", "", { more: { scope: "Cluster" } }],
  [
    "a composite resource with a default update policy",
    "Chest",
    "",
    { more: { scope: "Cluster", defaultCompositionUpdatePolicy: "Manual" } },
  ],
  ["a claim", "XParcel", "", { version: "v1", more: claimed }],
  ["the legacy composite resource beside a claim", "XParcel", "~composite", { version: "v1", more: claimed }],
];

describe("offer of an XRD on a real Crossplane", () => {
  it.each(rows)(
    "has the same form before and after its API is served: %s",
    async (_, kind, part, options) => {
      // One definition gives two offers.
      if (!entryOf(kind, part)) await create(xrd(kind, options));
      await eventually(() => expect(entryOf(kind, part)).toBeDefined());
      const foretold = entryOf(kind, part)?.versions;
      await eventually(() =>
        expect(entryOf(kind, part)?.entry).toMatchObject({ requestable: true, reason: "" }),
      );
      expect(entryOf(kind, part)?.versions).toBe(foretold);
      expect(readPointer(schemaOf(kind, part), "/properties/metadata/properties/name/maxLength")).toBe(20);
      expect(specOf(kind, part)).toMatchObject({
        "x-ui-order": ["first"],
        properties: { first: { "x-ui-advanced": true } },
      });
    },
  );

  it("shows a change of the schema once, before the CRD has it, and does not revert", async () => {
    const kind = "Bottle";
    await create(xrd(kind));
    await eventually(() => expect(entryOf(kind)?.entry.requestable).toBe(true));
    const seen: unknown[] = [];
    const unsubscribe = source.subscribe(() =>
      seen.push(Object.keys(Object(readPointer(specOf(kind), "/properties")))),
    );
    const edited = xrd(kind, { fields: ["first", "second"] });
    await cluster.client.request("PATCH", `${pathOf(edited)}/${edited.metadata.name}`, {
      body: edited,
      contentType: "application/merge-patch+json",
    });
    const crdHasIt = () => {
      const crd = crds.get(undefined, edited.metadata.name);
      return readPointer(crd, "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/second");
    };
    await eventually(() => expect(crdHasIt()).toBeDefined());
    unsubscribe();
    expect(seen).toEqual([["first", "second", "crossplane"]]);
    expect(entryOf(kind)?.entry.requestable).toBe(true);
  });

  it("is removed with the XRD", async () => {
    const kind = "Basket";
    const definition = xrd(kind);
    await create(definition);
    await eventually(() => expect(entryOf(kind)?.entry.requestable).toBe(true));
    await cluster.client.request("DELETE", `${pathOf(definition)}/${definition.metadata.name}`);
    await eventually(() => expect(entryOf(kind)).toBeUndefined());
  });
});
