import type { FieldError } from "#lib/errors";
import { checkName } from "#lib/form/fields/object-name";
import { isLabel } from "#lib/kubernetes/objects/reference";
import { buildApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { RequestContext, RequestObject } from "#lib/request/context";
import { IDENTITY_FIELDS, type Manifest } from "#lib/request/file/manifest";
import type { RequestInput } from "#lib/request/types";

/** Checks that the place of a request can exist, before anything is built from it. */
export function validatePlace(input: RequestInput, { entry, form }: RequestContext): FieldError[] {
  const name = checkName(input.name, form);
  const namespace = checkNamespace(input.namespace, entry.scope);
  return [
    ...(name === undefined ? [] : [portalError("/metadata/name", name)]),
    ...(namespace === undefined ? [] : [portalError("/metadata/namespace", namespace)]),
  ];
}

function checkNamespace(namespace: string | undefined, scope: "Namespaced" | "Cluster"): string | undefined {
  if (scope === "Cluster") {
    return namespace ? "This belongs to the whole cluster. Leave the namespace out." : undefined;
  }
  if (!namespace) return "Namespace is required.";
  if (isLabel(namespace)) return undefined;
  return "Namespace must be 1–63 of a–z, 0–9 and hyphens, and start and end with a letter or digit.";
}

/**
 * Checks that the object is the requested one. Access is checked for the place that the request names, so a
 * manifest with another place is refused.
 * @param inGit the object in the file in Git. If that has no namespace because the agent sets it (a
 * kustomization, Flux's `targetNamespace`, Argo CD's destination), the manifest may leave it out as well.
 */
export function validateManifest(manifest: Manifest, object: RequestObject, inGit?: Manifest): FieldError[] {
  const isLeftOut = [inGit, manifest].every(
    (one) => one !== undefined && one.metadata.namespace === undefined,
  );
  const expected: [path: string, found: unknown, wanted: string | undefined][] = [
    ["/apiVersion", manifest.apiVersion, buildApiVersion(object)],
    ["/kind", manifest.kind, object.kind],
    ["/metadata/name", manifest.metadata.name, object.name],
    ["/metadata/namespace", manifest.metadata.namespace, isLeftOut ? undefined : object.namespace],
  ];
  const misplaced = expected
    .filter(([, found, wanted]) => found !== wanted)
    .map(([path, , wanted]) => portalError(path, describeMismatch(path, wanted)));
  const status =
    "status" in manifest ? [portalError("/status", "The cluster writes status. Remove it.")] : [];
  return [...misplaced, ...status];
}

/** Values must not contain identity fields: the request itself names the object. */
export function validateFields(values: Record<string, unknown>): FieldError[] {
  return IDENTITY_FIELDS.filter((field) => Object.hasOwn(values, field)).map((field) =>
    portalError(`/${field}`, `${field} is not part of the form. Remove it.`),
  );
}

function describeMismatch(path: string, wanted: string | undefined): string {
  const field = path.slice(1).replace("/", ".");
  return wanted === undefined ? `${field} does not belong here. Remove it.` : `${field} must be ${wanted}.`;
}

export function portalError(path: string, message: string): FieldError {
  return { path, message, source: "portal" };
}
