import { type ResourceAddress, resourcePath } from "#components/data/api";
import { referenceKey } from "#lib/graph/graph-builder";
import type { ObjectReference } from "#lib/kubernetes/types";

type Addressed = ObjectReference & { plural: string };

/** The portal's page of an object. */
export function resourceHref(object: ResourceAddress): string {
  return `/resources/${resourcePath(object)}`;
}

/** The form that changes it. */
export function changeHref(object: ResourceAddress): string {
  return `${resourceHref(object)}/change`;
}

/** The graph of an object, with one part of it chosen. */
export function partHref(whole: Addressed, part: ObjectReference): string {
  return `${resourceHref(whole)}?${new URLSearchParams({ view: "graph", node: referenceKey(part) })}`;
}
