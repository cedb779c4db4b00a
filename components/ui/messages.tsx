const PRODUCT = "Vitrine";

/** The text of the interface's common components. */
export const uiMessages = {
  product: PRODUCT,
  states: {
    Ready: "Ready",
    Working: "Working",
    NeedsAttention: "Needs attention",
    Missing: "Missing",
    Failed: "Failed",
    Waiting: "Waiting",
    NotCreatedYet: "Not created yet",
    Paused: "Paused",
    HeldForApproval: "Held for approval",
    Removing: "Removing",
    NoAccess: "No access",
    Unknown: "Unknown",
  },
  age: {
    now: "now",
    ago: (age: string) => `${age} ago`,
    units: {
      minutes: (count: number) => `${count} min`,
      hours: (count: number) => `${count} h`,
      days: (count: number) => `${count} d`,
      months: (count: number) => `${count} mo`,
      years: (count: number) => `${count} y`,
    },
  },
  more: "Show more",
  list: {
    find: "Find",
    other: (value: string) => `Use “${value}”`,
    noMatch: (query: string) => `No match for “${query}”.`,
    empty: "No options.",
    truncated: (shown: number, count: number) => `Showing ${shown} of ${count}. Type to narrow the list.`,
    count: (count: number) => (count === 1 ? "1 option" : `${count} options`),
  },
  copy: {
    copy: (label: string) => `Copy ${label}`,
    copied: "Copied",
    refused: "The browser doesn't allow copying here. Select the text instead.",
  },
  kubernetesName: (name: string) => `Kubernetes name of ${name}`,
  dialog: { close: "Close" },
  page: {
    title: (title: string) => `${title} · ${PRODUCT}`,
    moreActions: "More actions",
    breadcrumb: "Breadcrumb",
  },
  panel: { close: "Close panel", width: "Width of the panel" },
  error: {
    noAnswer: "The portal did not answer.",
    checkConnection: "Check the connection, then try again.",
    retry: "Retry",
  },
  pageFailure: {
    title: "Can't show this page",
    detail: "An error in the portal stopped this page. The error changed nothing in Git or in the cluster.",
    suggestion: (reference: string | undefined) =>
      `Retry. If the error continues, tell the platform team the time of the error${reference ? ` and the reference ${reference}` : ""}.`,
    action: "Go to the catalog",
  },
  loading: {
    now: (name: string) => `Loading ${name}`,
    late: (name: string) => `Still waiting for ${name}.`,
  },
  timeline: {
    done: "Done",
    current: "In progress",
    pending: "Pending",
    failed: "Failed",
    skipped: "Skipped",
    details: "Details",
  },
  toast: { label: "Notifications", show: "Show", dismiss: "Dismiss" },
} as const;
