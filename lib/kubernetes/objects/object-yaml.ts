import { stringify } from "yaml";
import { isRecord } from "#lib/kubernetes/objects/field";
import type { KubernetesObject } from "#lib/kubernetes/types";

const FIRST = ["apiVersion", "kind", "metadata", "spec"];
const LAST = ["status"];
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** Placeholder for a secret value. */
export const HIDDEN = "(hidden)";

/**
 * The object for a page: keys in the usual order, status last, without kubectl's copy of the whole object
 * (which contains secret values as well), and with masked values of a Secret. Parsing already dropped
 * managedFields.
 */
export function cleanObject(object: KubernetesObject): KubernetesObject {
  const { annotations, ...metadata } = object.metadata;
  const kept = Object.entries(annotations ?? {}).filter(([name]) => name !== LAST_APPLIED);
  const shown = kept.length > 0 ? { ...metadata, annotations: Object.fromEntries(kept) } : metadata;
  return sortKeys(hideSecrets({ ...object, metadata: shown }));
}

/** The object as YAML for a page, cleaned as `cleanObject` does. */
export function formatYaml(object: KubernetesObject): string {
  return stringify(cleanObject(object), { lineWidth: 0, aliasDuplicateObjects: false });
}

function hideSecrets(object: KubernetesObject): KubernetesObject {
  if (object.kind !== "Secret" || object.apiVersion !== "v1") return object;
  const hidden = { ...object };
  for (const field of ["data", "stringData"]) {
    const values = object[field];
    if (isRecord(values)) hidden[field] = Object.fromEntries(Object.keys(values).map((key) => [key, HIDDEN]));
    else if (values !== undefined) hidden[field] = HIDDEN;
  }
  return hidden;
}

function sortKeys(object: KubernetesObject): KubernetesObject {
  const { apiVersion, kind, metadata } = object;
  const rank = (key: string) => (FIRST.includes(key) ? FIRST.indexOf(key) : LAST.includes(key) ? 9 : 8);
  const entries = Object.entries(object).sort(([one], [other]) => rank(one) - rank(other));
  return { apiVersion, kind, metadata, ...Object.fromEntries(entries) };
}
