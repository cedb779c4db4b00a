/**
 * Our small controller that keeps the portal's right to read up with what is offered, as Crossplane's RBAC manager
 * does for its kinds: for every offered CRD a ClusterRole that may read this one kind, aggregated to `vitrine:view`.
 */
import type { Cluster, Manifest } from "#demo/platform/cluster";
import { applyObject, followObjects, type ListedObject } from "#demo/platform/objects";

const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** The API of a Promise or an RGD, or a CRD that is offered by its label. */
export function isOffered({ labels = {} }: ListedObject["metadata"]): boolean {
  const made = "kratix.io/promise-name" in labels || "kro.run/resource-graph-definition-name" in labels;
  return made || labels["vitrine.dev/offer"] === "true";
}

/** The role that lets read one kind; it goes with the CRD. `name` is `<plural>.<group>`. */
export function readerRole({ name, uid }: ListedObject["metadata"]): Manifest {
  const [plural = "", ...group] = name.split(".");
  const owner = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", name, uid };
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: {
      name: `vitrine:view:${name}`,
      labels: { "vitrine.dev/aggregate-to-reader": "true" },
      ownerReferences: [owner],
    },
    rules: [{ apiGroups: [group.join(".")], resources: [plural], verbs: ["get", "list", "watch"] }],
  };
}

/** Follows the CRDs until the signal aborts: a role for what is offered, none for what is not any more. */
export async function keepReaderGrants(cluster: Cluster, signal: AbortSignal): Promise<void> {
  const granted = new Map<string, string>();
  const follow = async (metadata: ListedObject["metadata"]) => {
    const { uid = "" } = metadata;
    if (isOffered(metadata)) {
      if (granted.has(uid)) return;
      granted.set(uid, metadata.name);
      await applyObject(cluster, readerRole(metadata), "vitrine-demo");
    } else if (granted.delete(uid)) {
      await revoke(cluster, metadata.name);
    }
  };
  await followObjects({ cluster, path: CRDS, labelSelector: "", signal }, ({ metadata }) => {
    follow(metadata).catch((error: unknown) => {
      // Forgotten, so that the CRD's next change tries again.
      granted.delete(metadata.uid ?? "");
      if (!signal.aborted) console.error(`Reader grants, ${metadata.name}: ${String(error)}`);
    });
  });
}

async function revoke(cluster: Cluster, name: string): Promise<void> {
  const path = `/apis/rbac.authorization.k8s.io/v1/clusterroles/vitrine:view:${name}`;
  await cluster.call({ method: "DELETE", path });
}
