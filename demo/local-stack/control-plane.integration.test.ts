import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { createPartsBoard } from "#demo/parts-board";
import { type Cluster, openCluster } from "#demo/platform/cluster";
import { applyObject } from "#demo/platform/objects";

const MARKER = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "marker", namespace: "default" } };
const STATUS = "/api/v1/namespaces/vitrine-demo/configmaps/parts";

let controlPlane: TestControlPlane;
let admin: Cluster;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  admin = await openCluster(controlPlane.kubeconfig);
}, 300_000);

afterAll(() => controlPlane.stop());

it("addUser creates a user with groups", async () => {
  const cluster = await openCluster(await controlPlane.addUser("ana", ["demo:developers", "team:a"]));
  const review = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
  const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  expect(await cluster.call({ method: "POST", path, body: review })).toMatchObject({
    status: { userInfo: { username: "ana", groups: ["demo:developers", "team:a", "system:authenticated"] } },
  });
});

it("addUser grants no access", async () => {
  const cluster = await openCluster(await controlPlane.addUser("nobody"));
  await expect(cluster.call({ method: "GET", path: "/api/v1/namespaces" })).rejects.toThrow(/forbidden/);
});

it("the control plane serves the same objects after an outage, and the state of the parts follows", async () => {
  await applyObject(admin, MARKER, "test");
  const board = createPartsBoard();
  const { signal } = new AbortController();
  board.report("S3 server", "starting", "soon");
  await board.publish(controlPlane.kubeconfig, signal);

  await controlPlane.stopApiServer();
  await expect(admin.call({ method: "GET", path: "/readyz" })).rejects.toThrow();
  board.report("S3 server", "ready", "there");
  await controlPlane.startApiServer();

  const path = "/api/v1/namespaces/default/configmaps/marker";
  expect(await admin.call({ method: "GET", path })).toMatchObject({ metadata: { name: "marker" } });
  await vi.waitFor(
    async () =>
      expect(await admin.call({ method: "GET", path: STATUS })).toMatchObject({
        data: { "S3-server": JSON.stringify({ name: "S3 server", state: "ready", detail: "there" }) },
      }),
    { timeout: 20_000, interval: 100 },
  );
}, 60_000);
