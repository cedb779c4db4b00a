/** Names of Crossplane's API, v1 and v2. https://docs.crossplane.io/latest/composition/ */

export const APIEXTENSIONS_GROUP = "apiextensions.crossplane.io";

/** The kind of an XRD. */
export const XRD_KIND = "CompositeResourceDefinition";

export const CROSSPLANE_LABELS = {
  /** On composed resources: the name of the outermost composite resource. */
  composite: "crossplane.io/composite",
  claimName: "crossplane.io/claim-name",
  claimNamespace: "crossplane.io/claim-namespace",
} as const;

export const CROSSPLANE_ANNOTATIONS = {
  /** The name of this part in the composition. */
  resourceName: "crossplane.io/composition-resource-name",
  externalName: "crossplane.io/external-name",
  /** `true`: Crossplane does not touch the object. */
  paused: "crossplane.io/paused",
} as const;

/** Categories of the CRDs that Crossplane generates. */
export const CRD_CATEGORIES = { composite: "composite", claim: "claim" } as const;
