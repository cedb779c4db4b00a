import type { KubernetesObject } from "#lib/kubernetes/types";

/** The request whose pipeline wrote another request. */
interface ParentRequest {
  promise: string;
  name: string;
  namespace: string | undefined;
}

/** A compound Promise's pipeline labels the requests that it writes; the older prefix and today's. */
const PREFIXES = ["kratix.io/parent-", "kratix.io/component-of-"];

/**
 * The compound request that a request is a component of; undefined for one of its own. Without a label for the
 * namespace, the parent is in the component's own. https://docs.kratix.io/main/guides/compound-promises
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
