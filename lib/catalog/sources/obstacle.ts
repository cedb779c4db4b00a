/** Why an offer's API cannot be requested now, in the requester's words: the same whatever the offer comes from. */
import type { CustomResourceDefinition } from "#lib/kubernetes/discovery/custom-resource-definition";

export const BEING_REMOVED = "It is being removed from the platform.";
export const BEING_INSTALLED = "Its API is being installed. It can be requested in a moment.";

/** Whether discovery lists the resource. */
export type IsServed = (group: string, version: string, plural: string) => boolean;

export function describeRefusal(reason: string): string {
  return `Its API cannot be installed: ${reason}`;
}

/** What will not pass by itself: the CRD is going, or the API server refuses its names. */
export function findCrdRefusal(crd: CustomResourceDefinition | undefined): string | undefined {
  if (crd?.deleting) return BEING_REMOVED;
  return crd?.namesRefused ? describeRefusal(crd.namesRefused) : undefined;
}

/** Undefined once the CRD is established and the version of its API is served. */
export function findServingObstacle(
  crd: CustomResourceDefinition | undefined,
  version: string,
  isServed: IsServed,
): string | undefined {
  return crd?.established && isServed(crd.group, version, crd.plural) ? undefined : BEING_INSTALLED;
}
