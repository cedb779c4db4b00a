import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { launchControlPlane } from "#demo/local-stack/control-plane";
import { launchCrossplane } from "#demo/local-stack/parts/crossplane/crossplane";
import { launchProviderKubernetes } from "#demo/local-stack/parts/crossplane/provider-kubernetes";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import { CROSSPLANE_WAIT } from "#demo/local-stack/testing/test-crossplane";
import { applyWhenServed, readManifests } from "#demo/platform/apply";
import { type Cluster, type Manifest, openCluster } from "#demo/platform/cluster";
import type { Identity } from "#lib/auth/types";
import { closePortal, getPortal } from "#lib/server/portal";
import { resolveAddress } from "#lib/server/resources/objects";
import { getGraph } from "#lib/server/use-cases/graph";

/** The first run may have to build the programs. */
const BUILD = 900_000;
const ADMIN: Identity = { user: "root", name: "Root", email: "", groups: ["system:masters"], via: "demo" };
const FUNCTION = {
  name: "vitrine-demo",
  module: fileURLToPath(new URL("../../../demo/platform/composition/main.ts", import.meta.url)),
};
const LINK = {
  cluster: "local",
  group: "web.demo.vitrine.dev",
  version: "v1",
  plural: "shortlinks",
  namespace: "default",
  name: "launch",
};
const LOST = {
  cluster: "local",
  group: "kubernetes.crossplane.io",
  version: "v1alpha2",
  plural: "objects",
  namespace: undefined,
  name: "lost",
};

let stack: StackBase;
let admin: Cluster;

beforeAll(async () => {
  stack = openStack();
  const { kubeconfig } = await launchControlPlane(stack);
  admin = await openCluster(kubeconfig);
  Object.assign(process.env, {
    VITRINE_SECRET: "a-secret-of-thirty-two-characters",
    VITRINE_CLUSTERS: JSON.stringify([{ name: "local", kubeconfig }]),
  });
  const portal = getPortal();
  await portal.clusters.get("local")?.discovery.whenLoaded();
  const host = { ...stack, kubeconfig };
  await Promise.all([launchCrossplane(host, [FUNCTION]), launchProviderKubernetes(host)]);
  const files = ["short-link/definition.yaml", "short-link/composition.yaml"];
  for (const manifest of (await Promise.all(files.map(readManifests))).flat()) await apply(manifest);
  await vi.waitFor(() => [LINK, LOST].map((address) => resolveAddress(portal, address)), CROSSPLANE_WAIT);
}, BUILD);

afterAll(async () => {
  closePortal();
  await stack?.close();
});

const apply = (manifest: Manifest) => applyWhenServed(admin, manifest, stack.signal);

describe("Object of a real provider-kubernetes", () => {
  it("connects the demo's short link to the live object in this cluster", async () => {
    await apply({
      apiVersion: "web.demo.vitrine.dev/v1",
      kind: "ShortLink",
      metadata: { name: "launch", namespace: "default" },
      spec: { path: "launch", target: "https://www.example.com/launch" },
    });
    await vi.waitFor(async () => {
      const { nodes, edges } = await getGraph(ADMIN, LINK);
      const states = nodes.map(({ reference, health }) => `${reference.kind} ${health.state}`);
      expect(states).toEqual(["ShortLink Ready", "XShortLink Ready", "Object Ready", "ConfigMap Ready"]);
      expect(edges.map(({ relation }) => relation)).toEqual(["claimed", "composed", "remote"]);
      expect(nodes[3]).toMatchObject({
        plural: "configmaps",
        reference: { cluster: "local", namespace: "edge", name: "default.launch" },
      });
    }, CROSSPLANE_WAIT);
  }, 120_000);

  it("reports the provider's error message", async () => {
    await apply({
      apiVersion: "kubernetes.crossplane.io/v1alpha2",
      kind: "Object",
      metadata: { name: "lost" },
      spec: {
        forProvider: {
          manifest: { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "nowhere" } },
        },
        providerConfigRef: { name: "edge" },
      },
    });
    await vi.waitFor(async () => {
      const { nodes } = await getGraph(ADMIN, LOST);
      expect(nodes.map(({ health }) => health)).toEqual([
        expect.objectContaining({ state: "NeedsAttention", message: expect.stringContaining("nowhere") }),
      ]);
    }, CROSSPLANE_WAIT);
  }, 120_000);
});
