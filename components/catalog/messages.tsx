/** The text of the catalog and the offer page, by component. */
export const catalogMessages = {
  page: {
    title: "Catalog",
    stale: (time: string) => `Showing data from ${time}. Reconnecting.`,
    error: "Can't load the catalog",
    loading: "the catalog of the cluster",
    offers: "Offers",
    count: (all: number, found: number) => {
      const offers = all === 1 ? "1 offer" : `${all} offers`;
      return found === all ? offers : `${found} of ${offers}`;
    },
    empty: {
      title: "No offers yet",
      description:
        "An offer appears here when the platform team publishes a Promise or an XRD, or labels an API as an offer. You see only the offers that you have access to. If an offer is missing, ask the platform team.",
    },
    noMatch: {
      title: (query: string) => `No offers match “${query}”`,
      description: "Clear the search or ask the platform team.",
      action: "Clear search",
    },
  },
  filter: {
    label: "Search the catalog",
    placeholder: "Find an offer",
    clear: "Clear search",
    tags: "Tags",
    moreTags: "More tags",
    more: (count: number) => `${count} more`,
    tag: (name: string, count: number) => `${name} (${count})`,
  },
  attention: {
    label: "Needs your attention",
    error: "Can't load your requests. This page tries again automatically.",
    empty: "Nothing needs your attention.",
    more: (count: number) => `${count} more`,
    andMore: (count: number) => `and ${count} more`,
    approvals: (count: number) =>
      count === 1 ? "1 request waits for your approval" : `${count} requests wait for your approval`,
    toApprove: " to approve",
  },
  newRequest: {
    button: "New request",
    label: "Choose an offer",
    disabled: "You can't request any offer now. Each card shows why.",
  },
  obstacles: {
    cluster: (name: string) => `Can't read the cluster ${name}`,
    clusterNext: "The portal tries again automatically. If this continues, tell the platform team.",
    git: "You can't open requests now",
    gitUnreachable: "The Git host is unreachable.",
  },
  card: {
    notRequestable: "Can't be requested. ",
    clusters: (names: readonly string[]) =>
      names.length > 3 ? `${names.length} clusters` : names.join(", "),
  },
  clusterChoice: {
    label: "Cluster",
    hint: "Each cluster has its own form. The form keeps your entries.",
    mayNotRequest: "You can't request this here",
    problem: (cluster: string, detail: string) => `Can't load the form of ${cluster}. ${detail}`,
    noForm: "This cluster has no form for the offer.",
  },
  offer: {
    requestable: "You can request this offer now",
    notRequestable: "You can't request this offer now",
    request: "Request",
    requestOffer: (title: string) => `Request ${title}`,
    error: "Can't load the offer",
    loading: "the offer",
    description: "Description",
    noDescription: (owner: string | undefined) =>
      `This offer has no description yet.${owner ? ` Ask ${owner}.` : ""}`,
    details: "Details",
    askOwner: (owner: string) => `${owner} owns this offer and can help. `,
    askPlatformTeam: "Ask the platform team. ",
    updates: "This page updates automatically when you can request the offer.",
    gone: {
      header: "Offer not found",
      title: "This offer is not available",
      description:
        "The platform team withdrew this offer, or you don't have access to it. If you need the offer, ask the platform team. Existing resources keep running without the offer.",
      outage:
        "The portal can't read all clusters now, so the offer may still exist. The offer appears here when the portal can read it.",
      action: "Back to the catalog",
    },
  },
  facts: {
    owner: "Owner",
    noOwner: "Not named. Ask the platform team.",
    category: "Category",
    usualWait: "Usual wait",
    readyIn: (wait: string) => `Ready in ${wait}`,
    versions: (count: number) => (count === 1 ? "Version" : "Versions"),
    scope: "Created in",
    namespaced: "a namespace of yours",
    clusterScoped: "the whole cluster",
    cluster: "Cluster",
    tags: "Tags",
    kubernetes: "In Kubernetes",
    kind: "Kind",
    api: "API",
    resource: "Resource",
    offeredBy: "Offered by",
    sources: {
      promise: "Kratix Promise",
      xrd: "Crossplane XRD",
      rgd: "kro ResourceGraphDefinition",
      crd: "CustomResourceDefinition",
    },
    defaultVersion: " · default",
    notServed: " · not served",
    deprecated: "Deprecated. Choose another version.",
  },
  wait: {
    seconds: "less than a minute",
    minutes: (count: number) => (count === 1 ? "about a minute" : `about ${count} minutes`),
    hours: (count: number) => `about ${count} hours`,
  },
  existing: {
    title: "Existing resources",
    error: "Can't load the existing resources",
    loading: "the existing resources",
    incomplete: (detail: string, cluster: string) => `Incomplete: ${detail} (${cluster})`,
    name: "Name",
    state: "State",
    namespace: "Namespace",
    wholeCluster: "Whole cluster",
    cause: "Cause",
    age: "Age",
    empty: (offer: string) => `No ${offer} yet`,
    requestFirst: "Request the first one. The resource appears here as soon as it is in the cluster.",
    createdElsewhere: "A resource appears here as soon as it is in the cluster, however it was created.",
  },
} as const;
