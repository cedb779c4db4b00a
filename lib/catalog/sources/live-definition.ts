import {
  type CustomResourceDefinition,
  parseCustomResourceDefinition,
} from "#lib/kubernetes/discovery/custom-resource-definition";
import type { KubernetesObject } from "#lib/kubernetes/types";

const parsed = new WeakMap<KubernetesObject, CustomResourceDefinition | undefined>();

/** The CRD as the API server has it; undefined where it is missing or of no form we know. Parsed once an object. */
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
