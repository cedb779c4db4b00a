import { resourcePath } from "#components/data/api";
import type { ObjectReference } from "#lib/kubernetes/types";

/** The portal's page of an object. */
export function resourceHref(object: ObjectReference & { plural: string }): string {
  return `/resources/${resourcePath(object)}`;
}
