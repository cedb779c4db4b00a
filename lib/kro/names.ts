/** Names of kro's API. https://kro.run/docs/overview */

export const KRO_GROUP = "kro.run";

/** The kind of an RGD. */
export const RGD_KIND = "ResourceGraphDefinition";

/** On the CRD that kro generates: the RGD's name. */
export const RGD_NAME_LABEL = "kro.run/resource-graph-definition-name";

/** On all objects that kro creates for an instance: the instance's uid. */
export const INSTANCE_ID_LABEL = "kro.run/instance-id";

/**
 * ApplySet labels of an instance's parts, which have no owner references.
 * https://git.k8s.io/enhancements/keps/sig-cli/3659-kubectl-apply-prune#design-details-applyset-specification
 */
export const APPLY_SET = {
  /** Label of the instance. Its parts have the same value in `partOf`. */
  id: "applyset.kubernetes.io/id",
  partOf: "applyset.kubernetes.io/part-of",
  /** Annotations of the instance: the tool that manages the set, and its contents. */
  tooling: "applyset.kubernetes.io/tooling",
  groupKinds: "applyset.kubernetes.io/contains-group-kinds",
  namespaces: "applyset.kubernetes.io/additional-namespaces",
} as const;
