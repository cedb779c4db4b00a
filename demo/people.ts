/** Who can sign in to the demo. Their rights are granted to the groups, in demo/platform. */
export const GUEST = {
  user: "guest",
  name: "Guest",
  email: "guest@demo.vitrine.dev",
  groups: ["demo:developers"],
  about: "No account needed. Requests resources in team-a and team-b, as a developer does.",
};

export const ANA = {
  user: "ana",
  name: "Ana",
  email: "ana@demo.vitrine.dev",
  groups: ["demo:developers"],
  about: "Developer. Requests resources in team-a and team-b.",
};

export const BO = {
  user: "bo",
  name: "Bo",
  email: "bo@demo.vitrine.dev",
  groups: ["demo:developers", "demo:approvers"],
  about: "Developer and approver. Approves and merges the requests of others.",
};

export const PIA = {
  user: "pia",
  name: "Pia",
  email: "pia@demo.vitrine.dev",
  groups: ["demo:developers", "demo:platform"],
  about: "Platform team. Sees Diagnostics, and requests resources as a developer does.",
};

/** The ServiceAccount of the portal, from the chart: it reads, and sends access reviews. */
export const PORTAL_ACCOUNT = { name: "vitrine", namespace: "vitrine" };

/** The name by which the cluster knows the account. */
export const PORTAL_USER = `system:serviceaccount:${PORTAL_ACCOUNT.namespace}:${PORTAL_ACCOUNT.name}`;
