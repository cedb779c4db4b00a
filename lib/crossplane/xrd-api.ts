import { injectedIntoClaim, injectedIntoComposite } from "#lib/crossplane/injected";
import { APIEXTENSIONS_GROUP, XRD_KIND } from "#lib/crossplane/names";
import type { CompositeResourceDefinition } from "#lib/crossplane/xrd";
import type { CustomResourceDefinition } from "#lib/kubernetes/discovery/custom-resource-definition";
import { isRecord, readField, readNumber } from "#lib/kubernetes/objects/field";
import type { Condition, KubernetesObject } from "#lib/kubernetes/types";

/** One of the two APIs that Crossplane makes of an XRD: that of the claims, or that of the composite resources. */
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

/** True for a CRD that Crossplane generated, of any XRD or of the one that is named. */
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

/** What Crossplane says against the API; undefined where it says nothing. */
export function findRefusal({ role, xrd: { established, offered } }: XrdApi): string | undefined {
  const refuses = (condition: Condition | undefined) => condition?.status === "False" && condition.message;
  // Claims stand for composite resources, so what hinders those hinders them.
  return (role === "claim" && refuses(offered)) || refuses(established) || undefined;
}

/** True when Crossplane has not said yet that it took the latest change of the XRD over. */
export function isBehind({ role, xrd }: XrdApi): boolean {
  const { observedGeneration } = (role === "claim" ? xrd.offered : xrd.established) ?? {};
  // Older versions never say which change they have seen.
  return observedGeneration !== undefined && observedGeneration < xrd.generation;
}

/**
 * The CRD that Crossplane makes of the XRD, told beforehand. Of the author's schema it takes the description, the
 * length of names, and of `spec` what is listed here; the rest of `spec` and of the root is dropped.
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

/** Fields at the root of an API that Crossplane itself defines or keeps. */
const KEPT_OF_ROOT = new Set(["apiVersion", "kind", "metadata", "spec", "status"]);

/**
 * Names of the fields that an author wrote beside `spec`, in served versions: Crossplane takes only `spec` and `status`
 * over into the CRD, so that nobody can set them.
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
// Names become label values.
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
