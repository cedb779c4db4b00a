import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { stringify } from "yaml";
import { type ControlPlane, launchControlPlane } from "#demo/local-stack/control-plane";
import { applyKratixCrds } from "#demo/local-stack/parts/kratix";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import { applyWhenServed } from "#demo/platform/apply";
import { type Cluster, type Manifest, openCluster } from "#demo/platform/cluster";
import type { Identity } from "#lib/auth/types";
import { closePortal, getPortal } from "#lib/server/portal";
import { resolveAddress } from "#lib/server/resources/objects";
import { buildObjectSteps } from "#lib/server/stream/object-follower";
import { getGraph } from "#lib/server/use-cases/graph";
import { getResource } from "#lib/server/use-cases/resources";

/** The first run may have to build the programs. */
const BUILD = 900_000;
/** An outage is known after a lost connection, and over after a wait that grows. */
const WAIT = { timeout: 60_000, interval: 200 };
const ADMIN: Identity = { user: "root", name: "Root", email: "", groups: ["system:masters"], via: "demo" };
const KRATIX = "platform.kratix.io/v1alpha1";
const GROUP = "demo.test";
const ADDRESS = {
  ...{ cluster: "platform", group: GROUP, version: "v1", plural: "queues" },
  ...{ namespace: "default", name: "orders" },
};
const LABELS = { "kratix.io/promise-name": "queue", "kratix.io/resource-name": "orders" };

/** The object that Kratix delivers: its own status decides its state. */
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "orders", namespace: "default" },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: "orders" } },
    template: {
      metadata: { labels: { app: "orders" } },
      spec: { containers: [{ name: "queue", image: "queue" }] },
    },
  },
};

let stacks: readonly [StackBase, StackBase];
let planes: Record<"platform" | "worker", ControlPlane>;
let admins: Record<"platform" | "worker", Cluster>;

beforeAll(async () => {
  stacks = [openStack(), openStack()];
  const [platform, worker] = await Promise.all([
    launchControlPlane(stacks[0]),
    launchControlPlane(stacks[1]),
  ]);
  planes = { platform, worker };
  admins = {
    platform: await openCluster(platform.kubeconfig),
    worker: await openCluster(worker.kubeconfig),
  };
  await applyKratixCrds({ ...stacks[0], kubeconfig: platform.kubeconfig });
  for (const manifest of makePlatform()) await apply("platform", manifest);
  await writeStatus("platform", `/apis/${KRATIX}/namespaces/default/workplacements/orders-placed`, {
    versionID: "4f2a9c1",
    conditions: [makeCondition("WriteSucceeded"), makeCondition("Ready")],
  });
  Object.assign(process.env, {
    VITRINE_SECRET: "a-secret-of-thirty-two-characters",
    VITRINE_CLUSTERS: JSON.stringify([
      { name: "platform", kubeconfig: platform.kubeconfig },
      { name: "worker", kubeconfig: worker.kubeconfig, destinations: ["worker-1"] },
    ]),
  });
  const portal = getPortal();
  await Promise.all([...portal.clusters.values()].map(({ discovery }) => discovery.whenLoaded()));
  await vi.waitFor(() => {
    resolveAddress(portal, ADDRESS);
    expect(portal.catalog.list()).toHaveLength(1);
  }, WAIT);
}, BUILD);

afterAll(async () => {
  closePortal();
  await Promise.all((stacks ?? []).map((stack) => stack.close()));
});

const apply = (cluster: "platform" | "worker", manifest: Manifest) =>
  applyWhenServed(admins[cluster], manifest, stacks[0].signal);

async function writeStatus(cluster: "platform" | "worker", path: string, status: object): Promise<void> {
  await admins[cluster].call({
    method: "PATCH",
    path: `${path}/status`,
    contentType: "application/merge-patch+json",
    body: { status },
  });
}

const makeCondition = (type: string, status = "True") => ({
  ...{ type, status, reason: type, message: "", lastTransitionTime: "2026-11-20T10:00:00Z" },
});

/** The Promise, the API that Kratix serves for it, a request, and what Kratix writes for the request. */
function makePlatform(): Manifest[] {
  const definition = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `queues.${GROUP}`, labels: { "kratix.io/promise-name": "queue" } },
    spec: {
      group: GROUP,
      scope: "Namespaced",
      names: { kind: "Queue", plural: "queues", singular: "queue" },
      versions: [
        {
          ...{ name: "v1", served: true, storage: true, subresources: { status: {} } },
          schema: {
            openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
          },
        },
      ],
    },
  };
  const content = gzipSync(stringify(deployment)).toString("base64");
  return [
    { apiVersion: KRATIX, kind: "Promise", metadata: { name: "queue" }, spec: { api: definition } },
    definition,
    {
      apiVersion: `${GROUP}/v1`,
      kind: "Queue",
      metadata: { name: "orders", namespace: "default", labels: LABELS },
    },
    {
      apiVersion: KRATIX,
      kind: "Work",
      metadata: { name: "orders", namespace: "default", labels: LABELS },
      spec: {
        ...{ promiseName: "queue", resourceName: "orders" },
        workloadGroups: [{ id: "g1", directory: ".", workloads: [{ filepath: "all.yaml", content }] }],
      },
    },
    {
      apiVersion: KRATIX,
      kind: "WorkPlacement",
      metadata: {
        name: "orders-placed",
        namespace: "default",
        labels: { "kratix.io/work": "orders", "kratix.io/workload-group-id": "g1" },
      },
      spec: { targetDestinationName: "worker-1" },
    },
  ];
}

async function readDelivered() {
  const { nodes, edges, problems } = await getGraph(ADMIN, ADDRESS);
  const node = nodes.find(({ reference }) => reference.kind === "Deployment");
  return {
    cluster: node?.reference.cluster,
    state: node?.health.state,
    ends: !edges.some(({ from }) => from === node?.id),
    parts: nodes.map(({ reference }) => reference.kind),
    problems,
  };
}

it("ends the graph with the object of the worker cluster, in its own state", async () => {
  await vi.waitFor(async () => {
    expect(await readDelivered()).toMatchObject({ cluster: "worker", state: "NotCreatedYet" });
  }, WAIT);
  await apply("worker", deployment);
  await writeStatus("worker", "/apis/apps/v1/namespaces/default/deployments/orders", {
    observedGeneration: 1,
    ...{ replicas: 1, updatedReplicas: 1 },
    conditions: [
      { ...makeCondition("Progressing", "False"), reason: "ProgressDeadlineExceeded", message: "No image." },
    ],
  });
  await vi.waitFor(async () => {
    expect(await readDelivered()).toMatchObject({
      cluster: "worker",
      state: "Failed",
      ends: true,
      problems: [],
    });
  }, WAIT);
  const { health, cause } = await getResource(ADMIN, ADDRESS);
  expect(health).toMatchObject({ state: "NeedsAttention", message: expect.stringContaining("No image.") });
  expect(cause?.reference).toMatchObject({ cluster: "worker", kind: "Deployment", name: "orders" });
}, 200_000);

it("names an unreachable worker cluster, keeps the rest, and follows its return", async () => {
  const before = await readDelivered();
  const portal = getPortal();
  let told = 0;
  const stop = buildObjectSteps(portal, ADMIN, resolveAddress(portal, ADDRESS), () => {
    told += 1;
  });
  await planes.worker.stopApiServer();
  await vi.waitFor(() => expect(told).toBeGreaterThan(0), WAIT);
  expect(await readDelivered()).toEqual({
    ...before,
    problems: [
      expect.stringMatching(
        /^The cluster worker is unreachable\. The graph shows its objects as of \d\d:\d\d UTC\.$/,
      ),
    ],
  });
  told = 0;
  await planes.worker.startApiServer();
  await vi.waitFor(() => expect(told).toBeGreaterThan(0), WAIT);
  await vi.waitFor(async () => expect(await readDelivered()).toEqual(before), WAIT);
  stop();
}, 200_000);
