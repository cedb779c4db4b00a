import type { KubernetesObject } from "#lib/kubernetes/types";

/** The request whose pipeline wrote this request. */
interface ParentRequest {
  promise: string;
  name: string;
  namespace: string | undefined;
}

/** Labels that a compound Promise's pipeline writes on requests: the older prefix and the current one. */
const PREFIXES = ["kratix.io/parent-", "kratix.io/component-of-"];

/**
 * The compound request that a request is a component of; undefined for an independent request. Without a
 * namespace label, the parent is in the component's namespace.
 * https://docs.kratix.io/main/guides/compound-promises
 */
export function findParentRequest({ metadata }: KubernetesObject): ParentRequest | undefined {
  const { labels = {} } = metadata;
  for (const prefix of PREFIXES) {
    const promise = labels[`${prefix}promise-name`];
    const name = labels[`${prefix}resource-name`];
    if (!promise || !name) continue;
    return { promise, name, namespace: labels[`${prefix}resource-namespace`] || metadata.namespace };
  }
  return undefined;
}
