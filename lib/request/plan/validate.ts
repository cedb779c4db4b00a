/** Stage "validate" of a request: its place, its version, and the object in its file. */
import type { FieldError } from "#lib/errors";
import { checkName } from "#lib/form/fields/object-name";
import { findOverrides } from "#lib/form/layout/visibility";
import type { FormSchema } from "#lib/form/types";
import { validateValues } from "#lib/form/values/validate";
import { isLabel } from "#lib/kubernetes/objects/reference";
import { buildApiVersion } from "#lib/kubernetes/transport/resource-path";
import { extractValues, IDENTITY_FIELDS, type Manifest } from "#lib/request/file/manifest";
import type { RequestEntry, RequestObject } from "#lib/request/object";
import type { Draft } from "#lib/request/plan/draft";
import type { PlanContext } from "#lib/request/plan/types";
import type { RequestInput } from "#lib/request/types";

/** Checks that the place of a request can exist, before anything is built from it. */
export function validatePlace(
  input: RequestInput,
  { scope }: RequestEntry,
  form: FormSchema | undefined,
): FieldError[] {
  const name = checkName(input.name, form);
  const namespace = checkNamespace(input.namespace, scope);
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

/** No agent can apply a version that the cluster does not serve. */
export function validateVersion(
  { operation }: RequestInput,
  { cluster, kind, version }: RequestObject,
  { servedVersions }: PlanContext,
): FieldError[] {
  if (operation === "delete" || !servedVersions || servedVersions.includes(version)) return [];
  const served = servedVersions.join(" or ") || "none";
  return [
    portalError(
      "/apiVersion",
      `The cluster ${cluster} does not serve ${kind} ${version}. Served: ${served}.`,
    ),
  ];
}

/**
 * Checks that a file can be parsed and written, that its object is the requested one, and its values against
 * the form's schema and the platform team's set values.
 */
export function validateDraft(draft: Draft, form: FormSchema | undefined): FieldError[] {
  const { object, inGit, named, after, values = {} } = draft;
  const result = after && form ? extractValues(after) : undefined;
  return [
    ...draft.parseErrors,
    ...validateFields(values),
    ...(named ? validateIdentity(named, object, inGit) : []),
    ...draft.writeErrors,
    ...(result && form ? [...validateValues(form, result), ...findOverrides(form, result)] : []),
  ];
}

/**
 * Checks that the object is the requested one. Access is checked for the place that the request names, so a
 * manifest with another place is refused.
 * @param inGit the object in the file in Git. If that has no namespace because the agent sets it (a
 * kustomization, Flux's `targetNamespace`, Argo CD's destination), the manifest may leave it out as well.
 */
function validateIdentity(
  manifest: Manifest,
  object: RequestObject,
  inGit: Manifest | undefined,
): FieldError[] {
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
function validateFields(values: Record<string, unknown>): FieldError[] {
  return IDENTITY_FIELDS.filter((field) => Object.hasOwn(values, field)).map((field) =>
    portalError(`/${field}`, `${field} is not part of the form. Remove it.`),
  );
}

function describeMismatch(path: string, wanted: string | undefined): string {
  const field = path.slice(1).replace("/", ".");
  return wanted === undefined ? `${field} does not belong here. Remove it.` : `${field} must be ${wanted}.`;
}

function portalError(path: string, message: string): FieldError {
  return { path, message, source: "portal" };
}
