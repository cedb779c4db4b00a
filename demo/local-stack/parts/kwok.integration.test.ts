import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { launchControlPlane } from "#demo/local-stack/control-plane";
import { startKwok } from "#demo/local-stack/parts/kwok";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import { type Cluster, openCluster } from "#demo/platform/cluster";
import { applyObject, mergeObject } from "#demo/platform/objects";

const PODS = "/api/v1/namespaces/default/pods";
const MISSING = "registry.example.org/shop:does-not-exist";

let stack: StackBase;
let admin: Cluster;

beforeAll(async () => {
  stack = openStack();
  const { kubeconfig, apiServer } = await launchControlPlane(stack);
  await startKwok({ ...stack, kubeconfig, apiServer });
  admin = await openCluster(kubeconfig);
}, 300_000);

afterAll(() => stack.close());

const eventually = (pod: string, status: unknown) =>
  vi.waitFor(
    async () => expect(await admin.call({ method: "GET", path: `${PODS}/${pod}` })).toMatchObject({ status }),
    { timeout: 20_000, interval: 100 },
  );

/** Bound to the node directly, because no scheduler runs here. */
function createPod(name: string, images: Record<string, string>) {
  const containers = Object.entries(images).map(([container, image]) => ({ name: container, image }));
  const spec = { nodeName: "demo-node", containers };
  return applyObject(admin, { apiVersion: "v1", kind: "Pod", metadata: { name }, spec }, "test");
}

it("kwok keeps a Pod with a missing image waiting with a message, and runs it after the image changes", async () => {
  await createPod("shop", { web: MISSING });
  await eventually("shop", {
    phase: "Pending",
    conditions: expect.arrayContaining([
      expect.objectContaining({
        type: "Ready",
        status: "False",
        message: "containers with unready status: [web]",
      }),
    ]),
    containerStatuses: [
      {
        name: "web",
        ready: false,
        state: {
          waiting: {
            reason: "ImagePullBackOff",
            message: expect.stringContaining(`Back-off pulling image "${MISSING}"`),
          },
        },
      },
    ],
  });
  await mergeObject(admin, `${PODS}/shop`, {
    spec: { containers: [{ name: "web", image: "registry.example.org/shop:1.2.3" }] },
  });
  await eventually("shop", {
    phase: "Running",
    containerStatuses: [{ name: "web", ready: true, state: { running: {} } }],
    conditions: expect.arrayContaining([
      { type: "Ready", status: "True", lastProbeTime: null, lastTransitionTime: expect.any(String) },
    ]),
  });
}, 60_000);

it("kwok runs the other containers of a Pod with a missing image", async () => {
  await createPod("pair", { web: MISSING, proxy: "registry.example.org/proxy:1" });
  await eventually("pair", {
    phase: "Pending",
    containerStatuses: [
      { name: "web", state: { waiting: { reason: "ImagePullBackOff" } } },
      { name: "proxy", ready: true, state: { running: {} } },
    ],
  });
}, 60_000);

it("kwok runs an image with another name", async () => {
  await createPod("other", { web: "registry.example.org/does-not-exist:1" });
  await eventually("other", { phase: "Running" });
}, 60_000);
