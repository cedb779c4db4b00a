import { z } from "zod";
import { CRD_CATEGORIES } from "#lib/crossplane/names";
import { isRecord, readField } from "#lib/kubernetes/objects/field";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { GroupVersionKind, KubernetesObject, ResourceType } from "#lib/kubernetes/types";

/** An object that a claim or a composite resource refers to. */
export interface CompositeReference extends GroupVersionKind {
  /** Absent for a cluster-scoped object, and where the composite resource and its parts share a namespace. */
  namespace?: string;
  name: string;
}

/** A claim, or a composite resource of any version. */
export interface Composite {
  role: "claim" | "composite";
  /** For a claim: its composite resource, once bound. For a composite resource: its parts, in its order. */
  references: CompositeReference[];
}

const reference = z.object({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  namespace: z.string().min(1).optional().catch(undefined),
  name: z.string().min(1),
});
const references = z.array(reference.optional().catch(undefined)).catch([]);

/** Fields that Crossplane adds to the schema of claims and composite resources: in `spec`, since v2 in `spec.crossplane`. */
const OWN_FIELDS = [
  "compositionRef",
  "compositionSelector",
  "compositionRevisionRef",
  "compositionRevisionSelector",
  "compositionUpdatePolicy",
  "compositeDeletePolicy",
  "claimRef",
] as const;

/**
 * Parses a claim or composite resource; undefined for any other object. The category of its kind decides
 * where known, else the fields that only Crossplane writes, because other APIs can have a field `resourceRef`
 * too. https://docs.crossplane.io/latest/composition/composite-resources/
 */
export function parseComposite(
  object: KubernetesObject,
  type?: Pick<ResourceType, "categories">,
): Composite | undefined {
  const role = findRole(object, type?.categories ?? []);
  if (!role) return undefined;
  const found =
    role === "claim"
      ? references.parse([readField(object.spec, "resourceRef")])
      : [
          ...references.parse(readField(object.spec, "crossplane", "resourceRefs") ?? []),
          ...references.parse(readField(object.spec, "resourceRefs") ?? []),
        ];
  return { role, references: found.flatMap((one) => (one ? [toReference(one)] : [])) };
}

function findRole(object: KubernetesObject, categories: readonly string[]): Composite["role"] | undefined {
  if (categories.includes(CRD_CATEGORIES.claim)) return "claim";
  if (categories.includes(CRD_CATEGORIES.composite)) return "composite";
  const { spec } = object;
  if (isWrittenByCrossplane(readField(spec, "crossplane"))) return "composite";
  if (!isWrittenByCrossplane(spec)) return undefined;
  // Both have these fields: a claim refers to a composite resource, which refers to its claim and its parts.
  if (Array.isArray(readField(spec, "resourceRefs")) || isRecord(readField(spec, "claimRef"))) {
    return "composite";
  }
  const bound = isRecord(readField(spec, "resourceRef"));
  return bound || readField(spec, "compositeDeletePolicy") !== undefined ? "claim" : undefined;
}

function isWrittenByCrossplane(fields: unknown): boolean {
  return isRecord(fields) && OWN_FIELDS.some((field) => fields[field] !== undefined);
}

function toReference({ apiVersion, kind, namespace, name }: z.infer<typeof reference>): CompositeReference {
  return { ...splitApiVersion(apiVersion), kind, ...(namespace ? { namespace } : {}), name };
}
