import type { KubernetesObject } from "#lib/kubernetes/types";

/** The label, and on an XRD, RGD or Promise also the annotation, with which a platform team chooses what is offered. */
export const OFFER_LABEL = "vitrine.dev/offer";

/**
 * The platform team's choice for an XRD, RGD or Promise: `usual` without one, `composite` for the composite resource beside
 * its claim.
 */
export type OfferChoice = "usual" | "nothing" | "offer" | "composite";

/** The portal's own key first, then keys that XRD authors write for Backstage. */
export function readOfferChoice({
  labels = {},
  annotations = {},
}: Pick<KubernetesObject["metadata"], "labels" | "annotations">): OfferChoice {
  const own = labels[OFFER_LABEL] ?? annotations[OFFER_LABEL];
  if (own === "false") return "nothing";
  if (own === "true") return "offer";
  if (own === "composite") return "composite";
  if (own !== undefined) return "usual";
  const isSet = (key: string) => (annotations[key] ?? labels[key]) === "true";
  if (isSet("terasky.backstage.io/exclude-from-catalog")) return "nothing";
  return isSet("terasky.backstage.io/add-to-catalog") ? "offer" : "usual";
}
