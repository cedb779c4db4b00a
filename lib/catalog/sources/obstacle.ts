/**
 * Why an offer's API cannot be requested now, as a sentence for the requester; shared by all kinds of offers.
 */
import type { CustomResourceDefinition } from "#lib/kubernetes/discovery/custom-resource-definition";

export const BEING_REMOVED = "The platform is removing this offer.";
export const BEING_INSTALLED =
  "The cluster is installing the API of this offer. You can request it in a moment.";

/** Whether discovery lists the resource. */
export type IsServed = (group: string, version: string, plural: string) => boolean;

export function describeRefusal(reason: string): string {
  return `The cluster can't install the API of this offer: ${reason}`;
}

/** Permanent obstacles: the CRD is being removed, or the API server refuses its names. */
export function findCrdRefusal(crd: CustomResourceDefinition | undefined): string | undefined {
  if (crd?.deleting) return BEING_REMOVED;
  return crd?.namesRefused ? describeRefusal(crd.namesRefused) : undefined;
}

/** Undefined once the CRD is established and the version is served. */
export function findServingObstacle(
  crd: CustomResourceDefinition | undefined,
  version: string,
  isServed: IsServed,
): string | undefined {
  return crd?.established && isServed(crd.group, version, crd.plural) ? undefined : BEING_INSTALLED;
}
