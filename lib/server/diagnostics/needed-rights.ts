import "server-only";

/** Kinds of one group that the portal's account needs the same verbs for. */
export interface NeededRight {
  id: string;
  group: string;
  /** Plurals; `*` stands for every kind that the cluster serves in the group. */
  resources: readonly string[];
  verbs: readonly string[];
  title: string;
  /** Consequence for people, as a sentence that begins with "Without it". */
  without: string;
  /** `failed` where the portal is of no use without the right. */
  gravity: "failed" | "warning";
  /** The kind can only be created, so discovery does not list it. */
  isWriteOnly?: true;
}

const READ = ["get", "list", "watch"] as const;
const CROSSPLANE = "apiextensions.crossplane.io";

/**
 * The rights of the shipped role, one by one: a test compares both. A right for kinds that a cluster does not serve is
 * not needed there.
 */
export const NEEDED_RIGHTS: readonly NeededRight[] = [
  {
    id: "access-reviews",
    group: "authorization.k8s.io",
    resources: ["subjectaccessreviews"],
    verbs: ["create"],
    title: "Review the access of people",
    without: "Without it the portal cannot decide who may do what, so nobody can see or request anything.",
    gravity: "failed",
    isWriteOnly: true,
  },
  {
    id: "definitions",
    group: "apiextensions.k8s.io",
    resources: ["customresourcedefinitions"],
    verbs: READ,
    title: "Read CustomResourceDefinitions",
    without: "Without it no offer has a form, so nothing can be requested.",
    gravity: "failed",
  },
  {
    id: "overlays",
    group: "vitrine.dev",
    resources: ["offeroverlays"],
    verbs: READ,
    title: "Read OfferOverlays",
    without: "Without it the portal ignores all overlays, so hidden offers are visible.",
    gravity: "failed",
  },
  {
    id: "api-services",
    group: "apiregistration.k8s.io",
    resources: ["apiservices"],
    verbs: READ,
    title: "Read APIServices",
    without: "Without it kinds that other API servers provide appear up to a minute late.",
    gravity: "warning",
  },
  {
    id: "kratix",
    group: "platform.kratix.io",
    resources: ["*"],
    verbs: READ,
    title: "Read the kinds of Kratix",
    without: "Without it the catalog shows no Promises, and requests show no Works.",
    gravity: "failed",
  },
  {
    id: "crossplane",
    group: CROSSPLANE,
    resources: ["compositeresourcedefinitions"],
    verbs: READ,
    title: "Read CompositeResourceDefinitions",
    without: "Without it the catalog shows no offers of Crossplane.",
    gravity: "failed",
  },
  {
    id: "compositions",
    group: CROSSPLANE,
    resources: ["compositions", "compositionrevisions"],
    verbs: READ,
    title: "Read Compositions",
    without: "Without it forms offer no Composition, and graphs show none.",
    gravity: "warning",
  },
  {
    id: "provider-kubernetes",
    group: "kubernetes.crossplane.io",
    resources: ["objects"],
    verbs: READ,
    title: "Read Objects of provider-kubernetes",
    without: "Without it graphs end at Crossplane, also for resources in other clusters.",
    gravity: "warning",
  },
  {
    id: "kro",
    group: "kro.run",
    resources: ["resourcegraphdefinitions"],
    verbs: READ,
    title: "Read ResourceGraphDefinitions",
    without: "Without it the catalog shows no offers of kro.",
    gravity: "failed",
  },
  {
    id: "namespaces",
    group: "",
    resources: ["namespaces"],
    verbs: READ,
    title: "Read Namespaces",
    without: "Without it forms offer no namespace, so nothing in a namespace can be requested.",
    gravity: "failed",
  },
  {
    id: "argocd",
    group: "argoproj.io",
    resources: ["applications"],
    verbs: READ,
    title: "Read Applications of Argo CD",
    without: "Without it requests do not show whether Argo CD has synced them.",
    gravity: "failed",
  },
  {
    id: "flux-kustomizations",
    group: "kustomize.toolkit.fluxcd.io",
    resources: ["kustomizations"],
    verbs: READ,
    title: "Read Kustomizations of Flux",
    without: "Without it requests do not show whether Flux has synced them.",
    gravity: "failed",
  },
  {
    id: "flux-sources",
    group: "source.toolkit.fluxcd.io",
    resources: ["gitrepositories"],
    verbs: READ,
    title: "Read GitRepositories of Flux",
    without: "Without it the portal does not know which repository Flux syncs.",
    gravity: "failed",
  },
  {
    id: "core-parts",
    group: "",
    resources: [
      "configmaps",
      "limitranges",
      "persistentvolumeclaims",
      "pods",
      "resourcequotas",
      "serviceaccounts",
      "services",
    ],
    verbs: READ,
    title: "Read the core parts of resources",
    without: "Without it graphs lack these parts, and the cause of a failure can be among them.",
    gravity: "warning",
  },
  {
    id: "core-events",
    group: "",
    resources: ["events"],
    verbs: READ,
    title: "Read Events of the core group",
    without: "Without it resources show no events.",
    gravity: "warning",
  },
  {
    id: "events",
    group: "events.k8s.io",
    resources: ["events"],
    verbs: READ,
    title: "Read Events",
    without: "Without it resources show no events.",
    gravity: "warning",
  },
  {
    id: "workloads",
    group: "apps",
    resources: ["daemonsets", "deployments", "replicasets", "statefulsets"],
    verbs: READ,
    title: "Read workloads",
    without: "Without it graphs lack the workloads of a resource and their failures.",
    gravity: "warning",
  },
  {
    id: "autoscalers",
    group: "autoscaling",
    resources: ["horizontalpodautoscalers"],
    verbs: READ,
    title: "Read HorizontalPodAutoscalers",
    without: "Without it graphs lack the autoscalers of a resource.",
    gravity: "warning",
  },
  {
    id: "jobs",
    group: "batch",
    resources: ["cronjobs", "jobs"],
    verbs: READ,
    title: "Read Jobs",
    without: "Without it graphs lack the jobs of a resource, such as the pipelines of Kratix.",
    gravity: "warning",
  },
  {
    id: "endpoints",
    group: "discovery.k8s.io",
    resources: ["endpointslices"],
    verbs: READ,
    title: "Read EndpointSlices",
    without: "Without it graphs do not show whether a Service has endpoints.",
    gravity: "warning",
  },
  {
    id: "networking",
    group: "networking.k8s.io",
    resources: ["ingressclasses", "ingresses", "networkpolicies"],
    verbs: READ,
    title: "Read Ingresses and NetworkPolicies",
    without: "Without it graphs lack the network parts of a resource.",
    gravity: "warning",
  },
  {
    id: "disruption-budgets",
    group: "policy",
    resources: ["poddisruptionbudgets"],
    verbs: READ,
    title: "Read PodDisruptionBudgets",
    without: "Without it graphs lack the disruption budgets of a resource.",
    gravity: "warning",
  },
  {
    id: "storage-classes",
    group: "storage.k8s.io",
    resources: ["storageclasses"],
    verbs: READ,
    title: "Read StorageClasses",
    without: "Without it forms offer no StorageClass.",
    gravity: "warning",
  },
];
