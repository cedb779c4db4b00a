import { isRecord, readField, readText } from "#lib/kubernetes/objects/field";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { GroupVersionKind, KubernetesObject } from "#lib/kubernetes/types";

/** The object that an Object of provider-kubernetes manages in some cluster, as last observed. */
export interface RemoteObject extends GroupVersionKind {
  namespace?: string;
  name: string;
  /** Identifies the object in this cluster. */
  uid: string;
  createdAt: string;
}

/** The provider's API groups: of cluster-scoped Objects, and of namespaced ones. */
const GROUPS = ["kubernetes.crossplane.io", "kubernetes.m.crossplane.io"];

/**
 * Parses the managed object of a provider-kubernetes Object; undefined for other objects, and before the
 * provider has observed it. https://github.com/crossplane-contrib/provider-kubernetes
 */
export function parseRemoteObject(object: KubernetesObject): RemoteObject | undefined {
  const { group } = splitApiVersion(object.apiVersion);
  if (object.kind !== "Object" || !GROUPS.includes(group)) return undefined;
  const manifest = readField(object.status, "atProvider", "manifest");
  if (!isRecord(manifest)) return undefined;
  const apiVersion = readText(manifest, "apiVersion");
  const kind = readText(manifest, "kind");
  const name = readText(manifest, "metadata", "name");
  const uid = readText(manifest, "metadata", "uid");
  if (!apiVersion || !kind || !name || !uid) return undefined;
  const namespace = readText(manifest, "metadata", "namespace");
  const createdAt = readText(manifest, "metadata", "creationTimestamp") ?? "";
  return { ...splitApiVersion(apiVersion), kind, ...(namespace ? { namespace } : {}), name, uid, createdAt };
}
