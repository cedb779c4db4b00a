import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  BUNDLES,
  CROSSPLANE_WAIT,
  makeBundle,
  startCrossplaneControlPlane,
  type TestCrossplane,
} from "#demo/local-stack/testing/test-crossplane";
import { applyWhenServed } from "#demo/platform/apply";
import { type Cluster, type Manifest, openCluster } from "#demo/platform/cluster";
import { mergeBuiltIn } from "#demo/platform/objects";

const BUNDLE_PATH = "/apis/test.vitrine.dev/v1/namespaces/default/bundles";
const READY = { type: "Ready", status: "True" };

let crossplane: TestCrossplane;
let admin: Cluster;

const read = (path: string) => admin.call({ method: "GET", path });
const eventually = (check: () => Promise<void>) => vi.waitFor(check, CROSSPLANE_WAIT);
const apply = (object: Manifest) => applyWhenServed(admin, object, crossplane.signal);

function makeConfigMap(name: string): Manifest {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { name } };
}

beforeAll(async () => {
  crossplane = await startCrossplaneControlPlane();
  admin = await openCluster(crossplane.kubeconfig);
  await Promise.all(BUNDLES.map(apply));
}, 900_000);

afterAll(() => crossplane.stop());

describe("XR", () => {
  it("is Ready with its parts at two levels", async () => {
    const inner = { ...makeBundle("inner", [makeConfigMap("deep")]), metadata: { name: "inner" } };
    await apply(makeBundle("outer", [inner, makeConfigMap("shallow")]));
    await eventually(async () =>
      expect(await read(`${BUNDLE_PATH}/outer`)).toMatchObject({
        spec: {
          crossplane: {
            resourceRefs: expect.arrayContaining([
              { apiVersion: "test.vitrine.dev/v1", kind: "Bundle", name: "inner" },
              { apiVersion: "v1", kind: "ConfigMap", name: "shallow" },
            ]),
          },
        },
        status: { conditions: expect.arrayContaining([expect.objectContaining(READY)]) },
      }),
    );
    expect(await read("/api/v1/namespaces/default/configmaps/deep")).toMatchObject({
      data: { name: "deep" },
      metadata: { ownerReferences: [expect.objectContaining({ kind: "Bundle", name: "inner" })] },
    });
  }, 200_000);

  it("reports the part that cannot be created, with its message", async () => {
    const part = { apiVersion: "v1", kind: "Nonsense", metadata: { name: "none" } };
    await apply(makeBundle("broken", [part]));
    await eventually(async () =>
      expect(await read(`${BUNDLE_PATH}/broken`)).toMatchObject({
        status: {
          conditions: expect.arrayContaining([
            expect.objectContaining({
              type: "Synced",
              status: "False",
              message: expect.stringContaining("Nonsense"),
            }),
          ]),
        },
      }),
    );
  }, 200_000);
});

it("Crossplane's RBAC allows a person with access to XRs to read the kind of an XRD", async () => {
  const path =
    "/apis/rbac.authorization.k8s.io/v1/clusterroles?labelSelector=rbac.crossplane.io/aggregate-to-view=true";
  await eventually(async () =>
    expect(await read(path)).toMatchObject({
      items: [{ rules: [{ apiGroups: ["test.vitrine.dev"], resources: ["bundles", "bundles/status"] }] }],
    }),
  );
}, 200_000);

const CLAIM_GROUP = "claims.vitrine.dev";

/** A kind with claims: a Crate is the claim of an XCrate. */
function defineCrates(): Manifest[] {
  const part = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const spec = { type: "object", properties: { parts: { type: "array", items: part } } };
  const schema = { openAPIV3Schema: { type: "object", properties: { spec } } };
  return [
    {
      apiVersion: "apiextensions.crossplane.io/v1",
      kind: "CompositeResourceDefinition",
      metadata: { name: `xcrates.${CLAIM_GROUP}` },
      spec: {
        group: CLAIM_GROUP,
        names: { kind: "XCrate", plural: "xcrates" },
        claimNames: { kind: "Crate", plural: "crates" },
        versions: [{ name: "v1", served: true, referenceable: true, schema }],
      },
    },
    {
      apiVersion: "apiextensions.crossplane.io/v1",
      kind: "Composition",
      metadata: { name: "crates" },
      spec: {
        compositeTypeRef: { apiVersion: `${CLAIM_GROUP}/v1`, kind: "XCrate" },
        mode: "Pipeline",
        pipeline: [{ step: "parts", functionRef: { name: "test-parts" } }],
      },
    },
  ];
}

/** While it exists, the API server does not accept the name of the CRD of XCrates. */
const OBSTACLE: Manifest = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `obstacles.${CLAIM_GROUP}` },
  spec: {
    group: CLAIM_GROUP,
    scope: "Cluster",
    names: { kind: "Obstacle", plural: "obstacles", shortNames: ["xcrates"] },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
};

it("a claim becomes Ready with its XR, even if claims are served first", async () => {
  const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  const holds = (type: string) => ({
    status: { conditions: expect.arrayContaining([expect.objectContaining({ type, status: "True" })]) },
  });
  await apply(OBSTACLE);
  const obstacle = `${crds}/${OBSTACLE.metadata.name}`;
  await eventually(async () => expect(await read(obstacle)).toMatchObject(holds("Established")));
  await Promise.all(defineCrates().map(apply));
  const definition = `/apis/apiextensions.crossplane.io/v1/compositeresourcedefinitions/xcrates.${CLAIM_GROUP}`;
  const claims = `${crds}/crates.${CLAIM_GROUP}`;
  await eventually(async () => expect(await read(claims)).toMatchObject(holds("Established")));
  await admin.call({ method: "DELETE", path: obstacle });
  for (const done of ["Established", "Offered"])
    await eventually(async () => expect(await read(definition)).toMatchObject(holds(done)));
  const tellReady = (status: string) =>
    mergeBuiltIn(admin, "/api/v1/nodes/gate/status", { status: { conditions: [{ type: "Ready", status }] } });
  const gate = { apiVersion: "v1", kind: "Node", metadata: { name: "gate" } };
  await apply(gate);
  await tellReady("False");
  const crate = { apiVersion: `${CLAIM_GROUP}/v1`, kind: "Crate", metadata: { name: "one" } };
  await apply({ ...crate, spec: { parts: [gate] } });
  const claim = `/apis/${CLAIM_GROUP}/v1/namespaces/default/crates/one`;
  const waits = { reason: "Waiting", status: "False" };
  const waiting = { status: { conditions: expect.arrayContaining([expect.objectContaining(waits)]) } };
  await eventually(async () => expect(await read(claim)).toMatchObject(waiting));
  await tellReady("True");
  await eventually(async () => expect(await read(claim)).toMatchObject(holds("Ready")));
}, 300_000);
