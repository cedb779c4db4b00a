import { PortalError } from "#lib/errors";

/** The fields of a resource that a path needs. */
export interface ResourceLocation {
  group: string;
  version: string;
  plural: string;
  namespaced: boolean;
}

/** `v1` for the core group, `group/version` otherwise. */
export function buildApiVersion(type: { group: string; version: string }): string {
  return type.group === "" ? type.version : `${type.group}/${type.version}`;
}

/** The group and version of an apiVersion. */
export function splitApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.lastIndexOf("/");
  return { group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1) };
}

/**
 * Path of a resource, of one namespace of it, or of one object. Segments come from URLs and people, so each
 * is encoded, and `..` is refused (`invalid`).
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
 */
export function buildResourcePath(resource: ResourceLocation, namespace?: string, name?: string): string {
  const root = resource.group === "" ? ["api"] : ["apis", resource.group];
  const scope = resource.namespaced && namespace ? ["namespaces", namespace] : [];
  const object = name === undefined ? [] : [name];
  return [...root, resource.version, ...scope, resource.plural, ...object].map(encodeSegment).join("");
}

function encodeSegment(segment: string): string {
  if (segment === "" || segment === "." || segment === "..") {
    throw new PortalError("invalid", {
      detail: `"${segment}" is not a valid name in Kubernetes.`,
      suggestion: "Check the address.",
    });
  }
  return `/${encodeURIComponent(segment)}`;
}
