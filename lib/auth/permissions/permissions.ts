import { SETUP } from "#lib/auth/session/setup";
import type { Action, Decision, Identity } from "#lib/auth/types";
import { PortalError } from "#lib/errors";
import type { ResolvedReference, ResolvedScope } from "#lib/kubernetes/objects/reference";
import type { ResourceAttributes, Subject } from "#lib/kubernetes/types";

/** Runs a SubjectAccessReview in a cluster. Rejects with `cluster-unavailable` without a response. */
export type ReviewAccess = (
  cluster: string,
  subject: Subject,
  attributes: ResourceAttributes,
) => Promise<{ allowed: boolean; reason?: string }>;

export interface PermissionRules {
  review: ReviewAccess;
  /** The verb for requests in roles: the portal's virtual verb, or create. */
  requestVerb: "request" | "create";
}

/**
 * Whether the cluster's roles allow the person's action. Every route, page and stream calls this. Attributes
 * are reviewed from the widest to the narrowest; the first allowed one decides. For reading, the widest is the
 * whole cluster: who may read a kind in all namespaces needs one review for all of them. Without a response there is
 * no access: the error of the review is thrown.
 */
export async function decide(identity: Identity, action: Action, rules: PermissionRules): Promise<Decision> {
  if (identity.via === SETUP) return decideSetup(action);
  const subject = subjectOf(identity);
  for (const attributes of attributesOf(action, rules.requestVerb)) {
    const { allowed } = await rules.review(clusterOf(action), subject, attributes);
    if (allowed) return { allowed: true, reason: "" };
  }
  return { allowed: false, reason: explain(action, rules.requestVerb) };
}

/** The person who installs has one right, and no cluster knows them. */
function decideSetup({ action }: Action): Decision {
  return action === "diagnose" ? { allowed: true, reason: "" } : { allowed: false, reason: SETUP_ONLY };
}

const SETUP_ONLY = "A sign-in with the setup code shows Diagnostics and nothing else.";

/** Throws `forbidden` with the reason, unless the person has access. */
export async function authorize(identity: Identity, action: Action, rules: PermissionRules): Promise<void> {
  const { allowed, reason } = await decide(identity, action, rules);
  if (!allowed) throw forbidden(reason);
}

/** The error of a decision, for callers that decided first. */
function forbidden(reason: string): PortalError {
  return new PortalError("forbidden", {
    detail: reason,
    suggestion: "Ask the platform team for access.",
  });
}

/**
 * The person as the API server would know them after signing in.
 * @throws PortalError `forbidden` for the person who installs, whom no role of a cluster may mean
 */
export function subjectOf(identity: Identity): Subject {
  if (identity.via === SETUP) throw forbidden(SETUP_ONLY);
  const groups = new Set([...identity.groups, "system:authenticated"]);
  return { user: identity.user, groups: [...groups] };
}

function clusterOf(action: Action): string {
  if ("object" in action) return action.object.type.cluster;
  return "scope" in action ? action.scope.type.cluster : action.cluster;
}

/** A virtual resource: no API serves it, and roles can name it. */
const DIAGNOSE = { verb: "get", group: "vitrine.dev", resource: "diagnostics" };

function attributesOf(action: Action, requestVerb: string): ResourceAttributes[] {
  switch (action.action) {
    case "see-entry": {
      const { group, resource, name } = action;
      // Most people can see all offers: list access answers for a whole catalog at once.
      return [
        { verb: "list", group, resource },
        { verb: "get", group, resource, name },
      ];
    }
    case "request":
    case "approve": {
      const { group, resource, namespace } = action;
      const verb = action.action === "request" ? requestVerb : "approve";
      return [{ verb, group, resource, namespace }];
    }
    case "read": {
      const places = placesOf(action.object).map((place) => ({ verb: "get", ...place }));
      return [...places, { verb: "get", ...placeOf(action.object), name: action.object.name }];
    }
    case "list":
      return placesOf(action.scope).map((place) => ({ verb: "list", ...place }));
    case "diagnose":
      return [DIAGNOSE];
    case "refresh":
      return [{ verb: "patch", ...placeOf(action.object), name: action.object.name }];
  }
}

/**
 * All namespaces, then the one of the scope. Without a namespace or a name, a review is about all of them.
 * https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/subject-access-review-v1/
 */
function placesOf(scope: ResolvedScope) {
  const place = placeOf(scope);
  const { group, resource, namespace } = place;
  return namespace === undefined ? [place] : [{ group, resource }, place];
}

function placeOf({ type: { group, plural }, namespace }: ResolvedScope) {
  return { group, resource: plural, namespace };
}

function explain(action: Action, requestVerb: string): string {
  switch (action.action) {
    case "see-entry":
      return `You can't see this offer. You need the permission to "get" ${nameResource(action)} "${action.name}" in ${action.cluster}.`;
    case "request":
      return `You can't request ${nameResource(action)} ${describePlace(action)}. You need the permission to "${requestVerb}" them there.`;
    case "approve":
      return `You can't approve requests for ${nameResource(action)} ${describePlace(action)}. You need the permission to "approve" them there.`;
    case "read":
      return `You can't see ${describeObject(action.object)}.`;
    case "list":
      return `You can't list ${describeScope(action.scope)}.`;
    case "diagnose":
      return `You can't see Diagnostics. You need the permission to "${DIAGNOSE.verb}" ${nameResource(DIAGNOSE)} in ${action.cluster}.`;
    case "refresh":
      return `You can't start a sync. You need the permission to "patch" ${describeObject(action.object)}.`;
  }
}

function describeObject(object: ResolvedReference): string {
  const { type, namespace, name } = object;
  return `${nameResource({ group: type.group, resource: type.plural })} "${name}" ${describePlace({ cluster: type.cluster, namespace })}`;
}

function describeScope({ type, namespace }: ResolvedScope): string {
  const resource = nameResource({ group: type.group, resource: type.plural });
  return `${resource} ${describePlace({ cluster: type.cluster, namespace })}`;
}

function nameResource({ group, resource }: { group: string; resource: string }): string {
  return group ? `${resource}.${group}` : resource;
}

function describePlace({ cluster, namespace }: { cluster: string; namespace?: string | undefined }): string {
  return namespace ? `in namespace ${namespace} of ${cluster}` : `in all of ${cluster}`;
}
