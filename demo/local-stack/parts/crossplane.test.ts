import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  BUNDLES,
  makeBundle,
  startCrossplaneControlPlane,
  type TestCrossplane,
} from "#demo/local-stack/test-crossplane";
import { applyWhenServed } from "#demo/platform/apply";
import { type Cluster, type Manifest, openCluster } from "#demo/platform/cluster";

const BUNDLE_PATH = "/apis/test.vitrine.dev/v1/namespaces/default/bundles";
const READY = { type: "Ready", status: "True" };

let crossplane: TestCrossplane;
let admin: Cluster;

const read = (path: string) => admin.call({ method: "GET", path });
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 30_000, interval: 100 });
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

describe("an XR", () => {
  it("is Ready with its parts, to the second depth", async () => {
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
  }, 60_000);

  it("says in its own words which part could not be made", async () => {
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
  }, 60_000);
});

it("what an XRD defines can be read by whoever is granted the reading of XRs", async () => {
  const path =
    "/apis/rbac.authorization.k8s.io/v1/clusterroles?labelSelector=rbac.crossplane.io/aggregate-to-view=true";
  await eventually(async () =>
    expect(await read(path)).toMatchObject({
      items: [{ rules: [{ apiGroups: ["test.vitrine.dev"], resources: ["bundles", "bundles/status"] }] }],
    }),
  );
}, 60_000);
