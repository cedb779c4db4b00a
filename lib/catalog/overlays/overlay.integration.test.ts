import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { applyWhenServed, readManifests } from "#demo/platform/apply";
import { type Manifest, openCluster as openAdmin } from "#demo/platform/cluster";
import { createCatalog } from "#lib/catalog/catalog";
import { memoizeForms } from "#lib/catalog/form-check";
import { createOverlaidCatalog } from "#lib/catalog/overlays/overlaid-catalog";
import { OVERLAY_TYPE } from "#lib/catalog/overlays/overlay";
import { overlaySpec } from "#lib/catalog/overlays/overlay-spec";
import { chooseOffer } from "#lib/catalog/overlays/resource-offer";
import { FULL_SPEC, SPECS } from "#lib/catalog/overlays/testing/overlay-specs";
import { createCrdSource } from "#lib/catalog/sources/crd-source";
import type { CatalogEvent } from "#lib/catalog/types";
import { convertSchema } from "#lib/form/convert/convert";
import { type Cluster, openCluster } from "#lib/kubernetes/cluster";
import type { Informer } from "#lib/kubernetes/types";
import { isRecord, readPointer } from "#lib/schema/pointer";

/** The first run may have to build kube-apiserver. */
const BUILD = 900_000;
const PATH = "/apis/vitrine.dev/v1alpha1/offeroverlays";
const BASE = "crd.local.things.demo.test";
const OFFER = { kind: "CustomResourceDefinition", name: "things.demo.test" };

let plane: TestControlPlane;
let cluster: Cluster;
let catalog: ReturnType<typeof createOverlaidCatalog>;
let crd: Manifest;
let overlays: Informer;
const events: CatalogEvent[] = [];

const THING: Manifest = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "things.demo.test", labels: { "vitrine.dev/offer": "true" } },
  spec: {
    ...{ group: "demo.test", scope: "Namespaced", names: { kind: "Thing", plural: "things" } },
    versions: [
      {
        ...{ name: "v1", served: true, storage: true },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                properties: {
                  size: { type: "string", enum: ["small", "medium", "large"] },
                  replicas: { type: "integer", maximum: 5 },
                },
              },
            },
          },
        },
      },
    ],
  },
};

const send = (name: string, spec: object, query = "") =>
  cluster.client.request("POST", PATH + query, {
    body: { apiVersion: "vitrine.dev/v1alpha1", kind: "OfferOverlay", metadata: { name }, spec },
  });
const change = (name: string, spec: object) =>
  cluster.client.request("PATCH", `${PATH}/${name}`, {
    body: { spec },
    contentType: "application/merge-patch+json",
  });
const remove = (name: string) => cluster.client.request("DELETE", `${PATH}/${name}`);
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 20 });
const ids = () => catalog.list().map(({ entry }) => entry.id);

beforeAll(async () => {
  plane = await startControlPlane();
  const admin = await openAdmin(plane.kubeconfig);
  const [own] = await readManifests("crds/offer-overlay.yaml");
  if (!own) throw new Error("The file has no CRD.");
  crd = own;
  for (const object of [crd, THING]) await applyWhenServed(admin, object, AbortSignal.timeout(60_000));
  cluster = openCluster({ name: "local", kubeconfig: plane.kubeconfig });
  await cluster.discovery.whenLoaded();
  const crds = cluster.informers.informer({
    group: "apiextensions.k8s.io",
    kind: "CustomResourceDefinition",
  });
  const buildForm = memoizeForms(convertSchema);
  const source = createCrdSource({
    crds,
    isServed: (group, version, plural) =>
      cluster.discovery.findByPlural({ group, version, plural }) !== undefined,
    onServedChange: cluster.discovery.subscribe,
    buildForm,
  });
  overlays = cluster.informers.informer(OVERLAY_TYPE);
  catalog = createOverlaidCatalog(createCatalog([source]), [overlays], buildForm);
  catalog.subscribe((event) => events.push(event));
  await eventually(() => {
    expect(catalog.get(BASE)?.entry.requestable).toBe(true);
    expect(cluster.discovery.findByKind(OVERLAY_TYPE)).toBeDefined();
  });
}, BUILD);

afterAll(async () => {
  catalog?.close();
  cluster?.close();
  await plane?.stop();
});

describe("CRD and parser", () => {
  it.each(SPECS)("agree on %s", async (_, spec, valid) => {
    const answer = await send("one", spec, "?dryRun=All").then(
      () => "accepted",
      (error: unknown) => String(error),
    );
    expect(answer === "accepted", answer).toBe(valid);
    expect(overlaySpec.safeParse(spec).success).toBe(valid);
  });

  it("have the same fields, and the fixture has each of them", () => {
    const schema = readPointer(crd, "/spec/versions/0/schema/openAPIV3Schema/properties/spec");
    expect(listFields(schema)).toEqual(listPaths(FULL_SPEC, ["form", "value", "values"]));
    expect(listPaths(overlaySpec.parse(FULL_SPEC), ["form", "value", "values"])).toEqual(listFields(schema));
  });
});

/** The paths of all properties of a structural schema; those of lists are the ones of their items. */
function listFields(schema: unknown, path = ""): string[] {
  if (!isRecord(schema)) return [];
  if (isRecord(schema.items)) return listFields(schema.items, path);
  return Object.entries(isRecord(schema.properties) ? schema.properties : {})
    .flatMap(([name, child]) => [`${path}/${name}`, ...listFields(child, `${path}/${name}`)])
    .sort();
}

/** The same of a value. Values of the keys in `open` can be anything. */
function listPaths(value: unknown, open: readonly string[], path = ""): string[] {
  if (Array.isArray(value)) return listPaths(value[0], open, path);
  if (!isRecord(value)) return [];
  return Object.entries(value)
    .flatMap(([name, child]) => [
      `${path}/${name}`,
      ...(open.includes(name) ? [] : listPaths(child, open, `${path}/${name}`)),
    ])
    .sort();
}

describe("catalog with overlays of a real API server", () => {
  afterEach(async () => {
    for (const { metadata } of overlays.list()) await remove(metadata.name);
    await eventually(() => {
      expect(ids()).toEqual([BASE]);
      expect(catalog.get(BASE)?.curation).toBeUndefined();
      expect(catalog.listOverlayProblems()).toEqual([]);
    });
  });

  it("changes an offer when its overlay appears, changes and disappears", async () => {
    await send("thing", { offer: OFFER, title: "Gadget", category: "Toys", tags: ["new"] });
    await eventually(() =>
      expect(catalog.get(BASE)?.entry).toMatchObject({ title: "Gadget", category: "Toys", tags: ["new"] }),
    );
    events.length = 0;
    await change("thing", { title: "Gizmo", category: null });
    await eventually(() => expect(catalog.get(BASE)?.entry.title).toBe("Gizmo"));
    expect(catalog.get(BASE)?.entry.category).toBeUndefined();
    expect(catalog.get(BASE)?.curation?.sources).toContainEqual({ value: "title", from: "overlay" });
    expect(events).toContainEqual({ type: "changed", id: BASE });
    await remove("thing");
    await eventually(() => expect(catalog.get(BASE)?.entry.title).toBe("Thing"));
  });

  it("offers one API several times, and finds the offer of a resource by its locked values", async () => {
    for (const size of ["small", "large"])
      await send(size, {
        ...{ offer: OFFER, separate: true, title: `A ${size} thing` },
        locked: [{ field: "spec.size", value: size }],
      });
    const idOf = (name: string) => `${BASE}~overlay.${name}`;
    await eventually(() => expect(ids().toSorted()).toEqual([BASE, idOf("large"), idOf("small")]));
    expect(catalog.get(BASE)?.entry.title).toBe("Thing");
    expect(new Set(catalog.list().map(({ entry }) => entry.family)).size).toBe(3);
    const kind = { cluster: "local", group: "demo.test", kind: "Thing" };
    const offers = catalog.listByKind(kind);
    for (const [spec, offer] of [
      [{ size: "small" }, idOf("small")],
      [{ size: "large", replicas: 2 }, idOf("large")],
      [{ size: "medium" }, BASE],
      [{}, BASE],
    ] as const)
      expect(chooseOffer(offers, { spec })?.entry.id, JSON.stringify(spec)).toBe(offer);
    events.length = 0;
    await remove("large");
    await eventually(() => expect(catalog.get(idOf("large"))).toBeUndefined());
    expect(events).toContainEqual({ type: "removed", id: idOf("large") });
  });

  it("names what does not fit, and offers the rest", async () => {
    await send("thing", {
      ...{ offer: OFFER, title: "Gadget" },
      locked: [
        { field: "spec.size", value: "huge" },
        { field: "spec.gone", value: 1 },
      ],
      choices: [{ field: "spec.replicas", values: [1, 9] }],
      versions: { allowed: ["v7"] },
      git: { path: "{unknown}.yaml" },
    });
    await send("thing-again", { offer: OFFER, title: "Other" });
    await send("lost", { offer: { kind: "Promise", name: "absent" } });
    await eventually(() => expect(catalog.listOverlayProblems()).toHaveLength(7));
    const found = catalog.listOverlayProblems().map(({ overlay, message }) => `${overlay}: ${message}`);
    for (const part of [
      "lost: The overlay has no effect: there is no offer of Promise absent.",
      "thing-again: The overlay has no effect: thing changes the same offer already.",
      "thing: The cluster does not serve version 'v7'.",
      "thing: The template in git.path is not used",
      "thing: Field 'spec.gone' is gone.",
      "thing: The locked value of field 'spec.size' is not allowed",
      "thing: Choices of field 'spec.replicas' are not allowed: 9.",
    ])
      expect(found).toContainEqual(expect.stringContaining(part));
    expect(catalog.get(BASE)?.entry).toMatchObject({ title: "Gadget", requestable: true, version: "v1" });
  });
});
