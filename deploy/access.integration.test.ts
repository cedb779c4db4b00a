import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { launchControlPlane } from "#demo/local-stack/control-plane";
import { startControllerManager } from "#demo/local-stack/parts/controllers";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import { PORTAL_USER } from "#demo/people";
import { applyWhenServed, readManifests } from "#demo/platform/apply";
import { type Cluster, openCluster } from "#demo/platform/cluster";

let stack: StackBase;
let admin: Cluster;

/** The API server's answer to whether the portal may do this in every namespace. */
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
  for (const file of ["cluster-setup.yaml", "rbac/portal.yaml"])
    for (const object of await readManifests(file)) await applyWhenServed(admin, object, stack.signal);
  await startControllerManager(keys)({ ...stack, kubeconfig, apiServer });
}, 300_000);

afterAll(() => stack.close());

it.each([
  ["allows reading XRDs", "watch", "apiextensions.crossplane.io", "compositeresourcedefinitions", true],
  ["allows reading RGDs", "watch", "kro.run", "resourcegraphdefinitions", true],
  ["allows reading Compositions", "get", "apiextensions.crossplane.io", "compositions", true],
  ["allows reading CompositionRevisions", "get", "apiextensions.crossplane.io", "compositionrevisions", true],
  ["allows reading Objects of other clusters", "watch", "kubernetes.crossplane.io", "objects", true],
  ["allows reading APIServices", "watch", "apiregistration.k8s.io", "apiservices", true],
  ["allows reading ConfigMaps", "watch", "", "configmaps", true],
  ["allows reading autoscalers", "watch", "autoscaling", "horizontalpodautoscalers", true],
  ["allows reading Ingresses", "watch", "networking.k8s.io", "ingresses", true],
  ["allows listing StorageClasses", "list", "storage.k8s.io", "storageclasses", true],
  ["does not allow reading Secrets", "get", "", "secrets", false],
  ["does not allow listing Secrets", "list", "", "secrets", false],
  ["does not allow writing Compositions", "patch", "apiextensions.crossplane.io", "compositions", false],
  ["does not allow creating ConfigMaps", "create", "", "configmaps", false],
  ["does not allow reading a kind that no XRD defines", "get", "unknown.example.org", "things", false],
])("the reader role %s", async (_reason, verb, group, resource, allowed) => {
  expect(await mayPortal(verb, group, resource)).toMatchObject({ status: { allowed } });
});

it("the reader role allows reading the kind of an XRD once Crossplane's RBAC manager has created its role", async () => {
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
