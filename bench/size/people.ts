/** The people of the benchmark and their access: approvers, developers of two namespaces each, and a person without any. */

import { GROUP } from "#bench/size/offers";
import { PORTAL_USER } from "#demo/people";
import type { Manifest } from "#demo/platform/cluster";

export interface Person {
  user: string;
  name: string;
  email: string;
  groups: string[];
}

const TEAMS = 6;
const DEVELOPERS = 40;
const APPROVERS = "bench:approvers";

const number = (index: number) => String(index + 1).padStart(2, "0");

/** Two for each team. */
export const NAMESPACES: readonly string[] = Array.from(
  { length: 2 * TEAMS },
  (_, index) => `team-${number(index)}`,
);

function makePerson(user: string, name: string, groups: string[]): Person {
  return { user, name, email: `${user}@bench.vitrine.dev`, groups };
}

/** Sees and approves everything. */
export const APPROVER = makePerson("approver-01", "Alma", [APPROVERS]);
const SECOND_APPROVER = makePerson("approver-02", "Abel", [APPROVERS]);

function makeDeveloper(index: number): Person {
  return makePerson(`developer-${number(index)}`, `Dev ${number(index)}`, [`bench:team-${index % TEAMS}`]);
}

/** Has access in two namespaces. */
export const DEVELOPER = makeDeveloper(0);
/** Has access to no namespace any more, and sees nothing but the own requests. */
export const OUTSIDER = makePerson("outsider", "Olga", []);

/** The authors of requests who have access. */
export const AUTHORS: readonly Person[] = [
  DEVELOPER,
  ...Array.from({ length: DEVELOPERS - 1 }, (_, index) => makeDeveloper(index + 1)),
];

/** The people who have pages open while the cluster changes. */
export const WATCHERS: readonly Person[] = [APPROVER, SECOND_APPROVER, ...AUTHORS.slice(0, 8)];

/** The people who work at the same time while everything changes. */
export const VISITORS: readonly Person[] = [APPROVER, SECOND_APPROVER, ...AUTHORS.slice(0, 18)];

/** The people who can sign in. */
export const SIGNED_IN: readonly Person[] = [...VISITORS, OUTSIDER];

/** The namespaces of a person's team; all for an approver. */
export function listNamespacesOf({ groups }: Person): readonly string[] {
  if (groups.includes(APPROVERS)) return NAMESPACES;
  return NAMESPACES.filter((_, index) => groups.includes(teamOf(index)));
}

const teamOf = (namespace: number) => `bench:team-${Math.floor(namespace / 2)}`;

const RBAC = "rbac.authorization.k8s.io";
const READ = ["get", "list", "watch"];

function makeRole(name: string, apiGroups: string[], verbs: string[]): Manifest {
  const rules = [{ apiGroups, resources: ["*"], verbs }];
  return { apiVersion: `${RBAC}/v1`, kind: "ClusterRole", metadata: { name }, rules };
}

function bind(role: string, kind: "User" | "Group", name: string, namespace?: string): Manifest {
  const id = `${role}:${name}`.replaceAll(":", "-");
  return {
    apiVersion: `${RBAC}/v1`,
    kind: namespace === undefined ? "ClusterRoleBinding" : "RoleBinding",
    metadata: { name: id, ...(namespace !== undefined && { namespace }) },
    roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: role },
    subjects: [{ apiGroup: RBAC, kind, name }],
  };
}

/**
 * The roles of the benchmark. The roles of the portal are in `demo/platform/rbac/portal.yaml`. No controller
 * aggregates roles here, so `bench:read` is bound by itself.
 */
export const GRANTS: readonly Manifest[] = [
  makeRole("bench:read", [GROUP], READ),
  makeRole("bench:request", [GROUP], [...READ, "request"]),
  makeRole("bench:approve", [GROUP], [...READ, "request", "approve"]),
  makeRole("bench:catalog", ["apiextensions.k8s.io"], READ),
  bind("bench:read", "User", PORTAL_USER),
  bind("bench:catalog", "Group", "system:authenticated"),
  bind("bench:approve", "Group", APPROVERS),
  ...NAMESPACES.map((namespace, index) => bind("bench:request", "Group", teamOf(index), namespace)),
];
