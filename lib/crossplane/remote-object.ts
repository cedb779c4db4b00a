import { isRecord, readField, readText } from "#lib/kubernetes/objects/field";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { GroupVersionKind, KubernetesObject } from "#lib/kubernetes/types";

/** What an Object of provider-kubernetes keeps in some cluster, as the provider last saw it there. */
export interface RemoteObject extends GroupVersionKind {
  namespace?: string;
  name: string;
  /** Tells whether an object of this cluster is the very one. */
  uid: string;
  createdAt: string;
}

/** The provider's API groups: of cluster-scoped Objects, and of namespaced ones. */
const GROUPS = ["kubernetes.crossplane.io", "kubernetes.m.crossplane.io"];

/**
 * What an Object of provider-kubernetes stands for; undefined for anything else, and until the provider has seen it.
 * https://github.com/crossplane-contrib/provider-kubernetes
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
