/** A real API server judges the proposed files: each applies to no change. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { convertSchema } from "#lib/form/convert/convert";
import { type Cluster, openCluster } from "#lib/kubernetes/cluster";
import { parseObject } from "#lib/kubernetes/objects/object";
import { listEffects } from "#lib/request/adopt/effect";
import { proposeManifest } from "#lib/request/adopt/proposal";
import type { Manifest } from "#lib/request/file/manifest";
import { tryOnCluster } from "#lib/server/requests/dry-run";

/** The first run may have to build kube-apiserver. */
const BUILD = 900_000;
const WAIT = { timeout: 30_000, interval: 100 };
const GROUP = "adopt.example.com";
const COLLECTION = `/apis/${GROUP}/v1/namespaces/default/databases`;
const text = { type: "string" };
const SCHEMA = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: {
        size: { ...text, default: "small" },
        owner: text,
        storage: {
          type: "object",
          properties: { size: { ...text, default: "10Gi" }, fast: { type: "boolean", default: false } },
        },
        backup: { type: "object", default: {}, properties: { keep: { type: "integer", default: 7 } } },
        users: {
          type: "array",
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["name"],
          items: {
            type: "object",
            required: ["name"],
            properties: { name: text, role: { ...text, default: "reader" } },
          },
        },
      },
    },
    status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  },
};
const FORM = convertSchema(SCHEMA, { kind: "Database" });

let plane: TestControlPlane;
let cluster: Cluster;

beforeAll(async () => {
  plane = await startControlPlane();
  cluster = await openCluster({ name: "local", kubeconfig: plane.kubeconfig });
  const version = { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: SCHEMA } };
  await cluster.client.request("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
    body: {
      metadata: { name: `databases.${GROUP}` },
      spec: {
        group: GROUP,
        scope: "Namespaced",
        names: { kind: "Database", plural: "databases", singular: "database" },
        versions: [{ ...version, subresources: { status: {} } }],
      },
    },
  });
  await vi.waitFor(() => cluster.client.request("GET", COLLECTION), WAIT);
}, BUILD);

afterAll(async () => {
  cluster?.close();
  await plane?.stop();
});

/** The object as the API server has it, after a create by a person. */
async function create(name: string, spec: object, metadata: object): Promise<Manifest> {
  const body = {
    apiVersion: `${GROUP}/v1`,
    kind: "Database",
    metadata: { name, ...metadata },
    spec,
  };
  const made = parseObject(await cluster.client.request("POST", COLLECTION, { body }));
  return { ...made, metadata: { ...made.metadata } };
}

function apply(name: string, manifest: Manifest) {
  const object = { cluster: "local", group: GROUP, version: "v1", kind: "Database", plural: "databases" };
  return tryOnCluster(cluster, { ...object, namespace: "default", name }, manifest, FORM);
}

describe("an adopted object", () => {
  it.each<[reason: string, name: string, spec: object, metadata: object, lines: object]>([
    ["defaults come from the server", "defaults", { owner: "ana" }, {}, { owner: "ana" }],
    ["an object without defaults of its own stays", "inside", { storage: {} }, {}, { storage: {} }],
    [
      "a list keeps its keys",
      "list",
      { users: [{ name: "ana" }, { name: "bo", role: "admin" }] },
      {},
      { users: [{ name: "ana" }, { name: "bo", role: "admin" }] },
    ],
    [
      "labels of programs are not in the file and stay in the cluster",
      "labels",
      { size: "large" },
      {
        labels: { team: "a", "kratix.io/x": "y" },
        annotations: { "kubectl.kubernetes.io/restartedAt": "x" },
      },
      { size: "large" },
    ],
  ])("applies to no change: %s", async (_reason, name, spec, metadata, lines) => {
    const live = await create(name, spec, metadata);
    const manifest = proposeManifest(parseObject(live), FORM);
    expect(manifest.spec).toEqual(lines);
    const { verdict, applied } = await apply(name, manifest);
    expect(verdict).toEqual({ state: "accepted", warnings: [] });
    expect(applied && listEffects(live, applied, FORM)).toEqual([]);
    expect(parseObject(await cluster.client.request("GET", `${COLLECTION}/${name}`)).metadata).toMatchObject({
      resourceVersion: live.metadata.resourceVersion,
    });
  });

  it("shows each field that another file would change", async () => {
    const live = await create("other", { size: "small", owner: "ana" }, {});
    const manifest = { ...proposeManifest(parseObject(live), FORM), spec: { size: "large", owner: "ana" } };
    const { applied } = await apply("other", manifest);
    const effects = applied ? listEffects(live, applied, FORM) : [];
    expect(effects).toMatchObject([{ path: "/spec/size", before: "small", after: "large" }]);
  });
});
