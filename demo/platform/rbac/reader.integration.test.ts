import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { launchControlPlane } from "#demo/local-stack/control-plane";
import { startControllerManager } from "#demo/local-stack/parts/controllers";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import { PORTAL_USER } from "#demo/people";
import { applyWhenServed, readManifests } from "#demo/platform/apply";
import { type Cluster, openCluster } from "#demo/platform/cluster";

let stack: StackBase;
let admin: Cluster;

/** What the API server answers when asked whether the portal may do this, in any namespace. */
async function mayPortal(verb: string, group: string, resource: string): Promise<unknown> {
  return admin.call({
    method: "POST",
    path: "/apis/authorization.k8s.io/v1/subjectaccessreviews",
    body: {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SubjectAccessReview",
      spec: { user: PORTAL_USER, resourceAttributes: { verb, group, resource } },
    },
  });
}

beforeAll(async () => {
  stack = openStack();
  const { kubeconfig, apiServer, keys } = await launchControlPlane(stack);
  admin = await openCluster(kubeconfig);
  for (const file of ["cluster-setup.yaml", "rbac/reader.yaml", "rbac/demo.yaml"])
    for (const object of await readManifests(file)) await applyWhenServed(admin, object, stack.signal);
  await startControllerManager(keys)({ ...stack, kubeconfig, apiServer });
}, 300_000);

afterAll(() => stack.close());

it.each([
  ["offers are read from XRDs", "watch", "apiextensions.crossplane.io", "compositeresourcedefinitions", true],
  ["and from RGDs", "watch", "kro.run", "resourcegraphdefinitions", true],
  ["a graph names the composition", "get", "apiextensions.crossplane.io", "compositions", true],
  ["and its revision", "get", "apiextensions.crossplane.io", "compositionrevisions", true],
  ["a part in another cluster", "watch", "kubernetes.crossplane.io", "objects", true],
  ["a part that is a ConfigMap", "watch", "", "configmaps", true],
  ["a part that scales", "watch", "autoscaling", "horizontalpodautoscalers", true],
  ["a part that lets traffic in", "watch", "networking.k8s.io", "ingresses", true],
  ["a field offers the kinds of disks", "list", "storage.k8s.io", "storageclasses", true],
  ["Secrets stay secret", "get", "", "secrets", false],
  ["also as a list", "list", "", "secrets", false],
  ["nothing is written", "patch", "apiextensions.crossplane.io", "compositions", false],
  ["not even a ConfigMap", "create", "", "configmaps", false],
  ["what no XRD defines is not read", "get", "unknown.example.org", "things", false],
])("%s", async (_reason, verb, group, resource, allowed) => {
  expect(await mayPortal(verb, group, resource)).toMatchObject({ status: { allowed } });
});

it("reads what an XRD defines as soon as Crossplane's RBAC manager has written its role", async () => {
  const role = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: {
      name: "crossplane:composite:things.example.org:aggregate-to-view",
      labels: { "rbac.crossplane.io/aggregate-to-view": "true" },
    },
    rules: [{ apiGroups: ["example.org"], resources: ["things"], verbs: ["get", "list", "watch"] }],
  };
  await applyWhenServed(admin, role, stack.signal);
  await vi.waitFor(
    async () =>
      expect(await mayPortal("watch", "example.org", "things")).toMatchObject({ status: { allowed: true } }),
    { timeout: 20_000, interval: 100 },
  );
}, 60_000);
