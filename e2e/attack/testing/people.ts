/** Who attacks, who is attacked, and the rights that the cluster gives each of them. */
import { ANA, BO } from "#demo/people";
import type { Manifest } from "#demo/platform/cluster";

const person = (user: string, name: string, group: string) => ({
  user,
  name,
  email: `${user}@attack.vitrine.dev`,
  groups: [`attack:${group}`],
});

/** Nobody gave the guest any right: what every signed-in person may see is all there is. */
const GUEST = person("guest", "Guest", "guests");

/** The matrix's people, and two more: `author` opens the requests that others act on, `second` approves beside `platform`. */
export const PEOPLE = {
  requester: person("rita", "Rita", "requesters"),
  approver: person("abel", "Abel", "approvers"),
  platform: person("paula", "Paula", "platform"),
  author: person("otto", "Otto", "platform"),
  second: person("sven", "Sven", "platform"),
} as const;

export type Person = "guest" | keyof typeof PEOPLE;

/** Settings of the portal that let these people sign in, beside the demo's own. */
export const SIGN_IN_SETTINGS = {
  VITRINE_GUEST: JSON.stringify(GUEST),
  VITRINE_DEMO_PEOPLE: JSON.stringify([ANA, BO, ...Object.values(PEOPLE)]),
  VITRINE_DEMO_TOKEN: JSON.stringify({ ...PEOPLE.platform, token: "the-token-of-the-attack-suite" }),
};

export const TOKEN = "the-token-of-the-attack-suite";

const API = "rbac.authorization.k8s.io";
const READ = ["get", "list", "watch"];

function role(name: string, rules: object[]): Manifest {
  return { apiVersion: `${API}/v1`, kind: "ClusterRole", metadata: { name: `attack:${name}` }, rules };
}

/** Binds a role to a group: in one namespace, or everywhere. */
function binding(name: string, group: string, namespace?: string): Manifest {
  return {
    apiVersion: `${API}/v1`,
    kind: namespace ? "RoleBinding" : "ClusterRoleBinding",
    metadata: { name: `attack:${name}:${group}`, ...(namespace ? { namespace } : {}) },
    roleRef: { apiGroup: API, kind: "ClusterRole", name: `attack:${name}` },
    subjects: [{ apiGroup: API, kind: "Group", name: `attack:${group}` }],
  };
}

const everything = (...verbs: string[]) => [{ apiGroups: ["*"], resources: ["*"], verbs }];

/**
 * The requester and the approver hold their rights in team-a alone, there for every resource, Secrets and kinds that
 * have no namespace among them: what they read beyond is the portal's fault, never a role's.
 */
export const GRANTS: readonly Manifest[] = [
  role("catalog", [
    { apiGroups: ["apiextensions.k8s.io"], resources: ["customresourcedefinitions"], verbs: READ },
    { apiGroups: ["platform.kratix.io"], resources: ["promises"], verbs: READ },
    { apiGroups: ["apiextensions.crossplane.io"], resources: ["compositeresourcedefinitions"], verbs: READ },
  ]),
  role("request", everything(...READ, "request")),
  role("approve", everything(...READ, "approve")),
  role("platform", everything(...READ, "request", "approve")),
  binding("catalog", "requesters"),
  binding("catalog", "approvers"),
  binding("request", "requesters", "team-a"),
  binding("approve", "approvers", "team-a"),
  binding("platform", "platform"),
];
