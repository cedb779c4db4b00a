import {
  type CustomResourceDefinition,
  parseCustomResourceDefinition,
} from "#lib/kubernetes/discovery/custom-resource-definition";
import type { KubernetesObject } from "#lib/kubernetes/types";

const parsed = new WeakMap<KubernetesObject, CustomResourceDefinition | undefined>();

/**
 * Parses the CRD in the cluster; undefined for an absent or invalid one. Each object is parsed once, and its
 * definition lives as long as the object.
 */
export function parseLiveDefinition(
  object: KubernetesObject | undefined,
): CustomResourceDefinition | undefined {
  if (!object) return undefined;
  if (!parsed.has(object)) parsed.set(object, tryParse(object));
  return parsed.get(object);
}

function tryParse(object: KubernetesObject): CustomResourceDefinition | undefined {
  try {
    return parseCustomResourceDefinition(object);
  } catch {
    return undefined;
  }
}
