import type { Action, Decision, Identity } from "#lib/auth/types";
import { PortalError } from "#lib/errors";
import type { ResolvedReference, ResolvedScope } from "#lib/kubernetes/objects/reference";
import type { ResourceAttributes, Subject } from "#lib/kubernetes/types";

/** Asks a cluster with a SubjectAccessReview. Rejects with `cluster-unavailable` when it cannot be asked. */
export type ReviewAccess = (
  cluster: string,
  subject: Subject,
  attributes: ResourceAttributes,
) => Promise<{ allowed: boolean; reason?: string }>;

export interface PermissionRules {
  review: ReviewAccess;
  /** What asking for a resource is called in roles: a virtual verb of ours, or plain create. */
  requestVerb: "request" | "create";
}

/**
 * Whether a person may do something, as the roles of the cluster say. Every route, page and stream passes here.
 * Attributes are asked from the widest to the narrowest; the first that is allowed decides. No answer is no right:
 * the error of the review is passed on.
 */
export async function decide(identity: Identity, action: Action, rules: PermissionRules): Promise<Decision> {
  const subject = subjectOf(identity);
  for (const attributes of attributesOf(action, rules.requestVerb)) {
    const { allowed } = await rules.review(clusterOf(action), subject, attributes);
    if (allowed) return { allowed: true, reason: "" };
  }
  return { allowed: false, reason: explain(action, rules.requestVerb) };
}

/** Throws `forbidden` with the reason, unless the person may. */
export async function authorize(identity: Identity, action: Action, rules: PermissionRules): Promise<void> {
  const { allowed, reason } = await decide(identity, action, rules);
  if (!allowed) throw forbidden(reason);
}

/** The refusal of a decision, for one who had to look first. */
function forbidden(reason: string): PortalError {
  return new PortalError("forbidden", {
    detail: reason,
    suggestion: "The platform team can give you this right.",
  });
}

/** As the API server itself would know the person once signed in. */
function subjectOf(identity: Identity): Subject {
  const groups = new Set([...identity.groups, "system:authenticated"]);
  return { user: identity.user, groups: [...groups] };
}

function clusterOf(action: Action): string {
  if ("object" in action) return action.object.type.cluster;
  return "scope" in action ? action.scope.type.cluster : action.cluster;
}

function attributesOf(action: Action, requestVerb: string): ResourceAttributes[] {
  switch (action.action) {
    case "see-entry": {
      const { group, resource, name } = action;
      // Most people may see all offers: the list right answers for a whole catalog at once.
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
    case "read":
      return [{ verb: "get", ...placeOf(action.object), name: action.object.name }];
    case "list":
      return [{ verb: "list", ...placeOf(action.scope) }];
    case "refresh":
      return [{ verb: "patch", ...placeOf(action.object), name: action.object.name }];
  }
}

function placeOf({ type: { group, plural }, namespace }: ResolvedScope) {
  return { group, resource: plural, namespace };
}

function explain(action: Action, requestVerb: string): string {
  switch (action.action) {
    case "see-entry":
      return `You may not see this offer. It takes the right to "get" ${nameResource(action)} "${action.name}" in ${action.cluster}.`;
    case "request":
      return `You may not request ${nameResource(action)} ${describePlace(action)}. It takes the right to "${requestVerb}" them there.`;
    case "approve":
      return `You may not approve requests for ${nameResource(action)} ${describePlace(action)}. It takes the right to "approve" them there.`;
    case "read":
      return `You may not see ${describeObject(action.object)}.`;
    case "list":
      return `You may not list ${describeScope(action.scope)}.`;
    case "refresh":
      return `You may not ask for this. It takes the right to "patch" ${describeObject(action.object)}.`;
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
