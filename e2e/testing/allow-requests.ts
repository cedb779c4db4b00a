/** Makes an offer that a test brought requestable by the demo's people. */
import type { Demo } from "#demo/demo";
import { openCluster } from "#demo/platform/cluster";
import { applyObject } from "#demo/platform/objects";
import { expect, get } from "./portal";

function grant(group: string) {
  const name = `request-${group}`;
  return [
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name },
      rules: [{ apiGroups: [group], resources: ["*"], verbs: ["request", "get", "list"] }],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "demo:developers" }],
    },
  ];
}

/** Lets developers ask for any kind of the group; resolves once the catalog's entry says that they may. */
export async function allowRequests(portal: Demo, group: string, entry: string): Promise<void> {
  const cluster = await openCluster(portal.kubeconfig);
  for (const object of grant(group)) await applyObject(cluster, object, "e2e");
  await expect
    .poll(async () => (await (await get(portal, `/api/v1/catalog/${entry}`)).json()).requestable, {
      timeout: 60_000,
    })
    .toBe(true);
}
