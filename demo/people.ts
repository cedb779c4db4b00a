/** Who can sign in to the demo. Their rights are granted to the groups, in demo/platform. */
export const GUEST = {
  user: "guest",
  name: "Guest",
  email: "guest@demo.vitrine.dev",
  groups: ["demo:developers"],
};

export const ANA = { user: "ana", name: "Ana", email: "ana@demo.vitrine.dev", groups: ["demo:developers"] };

export const BO = {
  user: "bo",
  name: "Bo",
  email: "bo@demo.vitrine.dev",
  groups: ["demo:developers", "demo:approvers"],
};

/** The portal's own identity in the cluster: it reads, and asks for others' rights. */
export const PORTAL_USER = "vitrine";
