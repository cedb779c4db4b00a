import { injectedIntoClaim, injectedIntoComposite } from "#lib/crossplane/injected-fields";
import { APIEXTENSIONS_GROUP, XRD_KIND } from "#lib/crossplane/names";
import type { CompositeResourceDefinition } from "#lib/crossplane/xrd";
import type { CustomResourceDefinition } from "#lib/kubernetes/discovery/custom-resource-definition";
import { isRecord, readField, readNumber } from "#lib/kubernetes/objects/field";
import type { Condition, KubernetesObject } from "#lib/kubernetes/types";

/** One of the two APIs that Crossplane generates from an XRD: for claims, or for composite resources. */
export interface XrdApi {
  xrd: CompositeResourceDefinition;
  role: "claim" | "composite";
  kind: string;
  plural: string;
  scope: "Namespaced" | "Cluster";
  /** Name of the CRD that Crossplane generates. */
  crdName: string;
  /** Fields of `spec` that Crossplane adds, as schemas by name. */
  injected: Record<string, unknown>;
}

/** The API of the claims; undefined where the XRD has none. */
export function claimApi(xrd: CompositeResourceDefinition): XrdApi | undefined {
  const { claimNames, group } = xrd;
  if (!claimNames) return undefined;
  const crdName = `${claimNames.plural}.${group}`;
  return {
    xrd,
    role: "claim",
    ...claimNames,
    scope: "Namespaced",
    crdName,
    injected: injectedIntoClaim(xrd),
  };
}

/** The API of the composite resources. */
export function compositeApi(xrd: CompositeResourceDefinition): XrdApi {
  const { names, group } = xrd;
  const scope = xrd.scope === "Namespaced" ? "Namespaced" : "Cluster";
  const crdName = `${names.plural}.${group}`;
  return { xrd, role: "composite", ...names, scope, crdName, injected: injectedIntoComposite(xrd) };
}

/** True for a CRD that Crossplane generated, from any XRD or from the named one. */
export function isMadeByXrd(
  { metadata: { ownerReferences = [] } }: KubernetesObject,
  name?: string,
): boolean {
  return ownerReferences.some(
    (owner) =>
      owner.kind === XRD_KIND &&
      owner.apiVersion.startsWith(`${APIEXTENSIONS_GROUP}/`) &&
      (name === undefined || owner.name === name),
  );
}

/** The error that Crossplane reports for the API, if any. */
export function findRefusal({ role, xrd: { established, offered } }: XrdApi): string | undefined {
  const refuses = (condition: Condition | undefined) => condition?.status === "False" && condition.message;
  // Claims depend on composite resources, so an error of those applies to claims too.
  return (role === "claim" && refuses(offered)) || refuses(established) || undefined;
}

/** True when Crossplane has not reported yet that it processed the latest change of the XRD. */
export function isBehind({ role, xrd }: XrdApi): boolean {
  const { observedGeneration } = (role === "claim" ? xrd.offered : xrd.established) ?? {};
  // Older versions do not report which change they have processed.
  return observedGeneration !== undefined && observedGeneration < xrd.generation;
}

/**
 * Predicts the CRD that Crossplane generates. It takes the description, the length of names, and the listed
 * keywords of `spec` from the author's schema. It drops the rest of `spec` and of the root.
 */
export function predictDefinition(api: XrdApi): CustomResourceDefinition {
  const { xrd, crdName, kind, plural, scope } = api;
  return {
    name: crdName,
    labels: xrd.labels,
    annotations: xrd.generatedAnnotations,
    group: xrd.group,
    kind,
    plural,
    scope,
    versions: xrd.versions.map(({ name, served, referenceable, deprecated, deprecationWarning, schema }) => ({
      name,
      served,
      storage: referenceable,
      deprecated,
      deprecationWarning,
      schema: schema && predictSchema(schema, api.injected),
    })),
    established: false,
    deleting: false,
  };
}

/** Root fields of an API that Crossplane defines or keeps. */
const KEPT_OF_ROOT = new Set(["apiVersion", "kind", "metadata", "spec", "status"]);

/**
 * Names of the fields that an author wrote beside `spec`, in served versions. Crossplane copies only `spec`
 * and `status` into the CRD, so nobody can set these fields.
 * https://docs.crossplane.io/latest/composition/composite-resource-definitions/#schemas
 */
export function findDroppedFields({ xrd }: XrdApi): string[] {
  const names = xrd.versions
    .filter(({ served }) => served)
    .flatMap(({ schema }) => {
      const properties = readField(schema, "properties");
      return isRecord(properties) ? Object.keys(properties) : [];
    });
  return [...new Set(names)].filter((name) => !KEPT_OF_ROOT.has(name));
}

const KEPT_OF_SPEC = [
  "required",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-validations",
  "oneOf",
  "description",
];
// Names are used as label values.
const LONGEST_NAME = 63;

function predictSchema(schema: Record<string, unknown>, injected: Record<string, unknown>) {
  const spec = readField(schema, "properties", "spec");
  const properties = readField(spec, "properties");
  const limit = readNumber(schema, "properties", "metadata", "properties", "name", "maxLength");
  const name = { type: "string", maxLength: Math.min(limit ?? LONGEST_NAME, LONGEST_NAME) };
  return {
    type: "object",
    required: ["spec"],
    ...pick(schema, ["description"]),
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { type: "object", properties: { name } },
      spec: {
        type: "object",
        ...pick(spec, KEPT_OF_SPEC),
        properties: { ...(isRecord(properties) && properties), ...injected },
      },
      status: { type: "object" },
    },
  };
}

function pick(value: unknown, keys: readonly string[]): Record<string, unknown> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([key]) => keys.includes(key)));
}
