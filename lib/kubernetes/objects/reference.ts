import { PortalError } from "#lib/errors";
import type { ObjectReference, ResourceType } from "#lib/kubernetes/types";

// Not exported, so that only the functions of this file create a resolved reference.
const RESOLVED: unique symbol = Symbol("resolved");

/**
 * Objects of one kind in one namespace, or in the whole cluster. `namespace` is undefined for a
 * cluster-scoped kind, whatever an address contains, so access is reviewed for exactly the objects that are
 * read.
 */
export interface ResolvedScope {
  readonly type: ResourceType;
  readonly namespace: string | undefined;
  readonly [RESOLVED]: true;
}

/** One object of a kind that the cluster serves. `namespace` as in `ResolvedScope`. */
export interface ResolvedReference extends ResolvedScope {
  readonly name: string;
}

/**
 * The scope to list or watch. A namespace of a cluster-scoped kind is dropped, as in the API server; without
 * a namespace the scope is the whole cluster. Throws `invalid` for an invalid namespace.
 */
export function resolveScope(type: ResourceType, namespace: string | undefined): ResolvedScope {
  const place = type.namespaced ? namespace : undefined;
  if (place !== undefined && !isLabel(place)) throw invalidName("namespace", place);
  return { type, namespace: place, [RESOLVED]: true };
}

/**
 * One object. A namespace of a cluster-scoped kind is dropped. Throws `invalid` for a namespaced kind without
 * a namespace, and for invalid names.
 */
export function resolveReference(
  type: ResourceType,
  namespace: string | undefined,
  name: string,
): ResolvedReference {
  const scope = resolveScope(type, namespace);
  if (type.namespaced && scope.namespace === undefined) {
    throw new PortalError("invalid", {
      detail: `${type.kind} is namespaced, and the address has no namespace.`,
      suggestion: "Add the namespace to the address.",
    });
  }
  const isNamespace = type.group === "" && type.kind === "Namespace";
  if (isNamespace ? !isLabel(name) : !isPathSegmentName(name)) throw invalidName("name", name);
  return { ...scope, name };
}

/**
 * A reference from the cluster itself: from an object of a watch, or checked against discovery. Its namespace
 * shows the scope of its kind. Never use it for an address or a body; use `resolveReference` there.
 */
export function trustReference(object: ObjectReference & { plural: string }): ResolvedReference {
  const { cluster, group, version, kind, plural, namespace, name } = object;
  const type = { cluster, group, version, kind, plural, namespaced: namespace !== undefined };
  return resolveReference(type, namespace, name);
}

/**
 * RFC 1123 label: namespaces.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
 */
export function isLabel(text: string): boolean {
  return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text);
}

/**
 * RFC 1035 label: versions, and plurals of kinds.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#rfc-1035-label-names
 */
export function isLetterLabel(text: string): boolean {
  return isLabel(text) && /^[a-z]/.test(text);
}

/**
 * RFC 1123 subdomain: groups.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names
 */
export function isSubdomain(text: string): boolean {
  return text.length <= 253 && text.split(".").every((part) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(part));
}

/**
 * The rule for the name of every object; many kinds have a stricter one.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#path-segment-names
 */
export function isPathSegmentName(text: string): boolean {
  if (text === "" || text === "." || text === ".." || text.length > 253) return false;
  // Stricter than the rule: no controller writes names with control characters or half a surrogate pair.
  return !/[/%\p{Cc}\p{Cs}\u2028\u2029]/u.test(text);
}

function invalidName(what: string, given: string): PortalError {
  return new PortalError("invalid", {
    detail: `${JSON.stringify(given.slice(0, 80))} is not a valid ${what} in Kubernetes.`,
    suggestion: "Check the address.",
  });
}
