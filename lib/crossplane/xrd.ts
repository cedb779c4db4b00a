import { z } from "zod";
import { readConditions } from "#lib/kubernetes/health/conditions";
import type { Condition, KubernetesObject } from "#lib/kubernetes/types";

/** LegacyCluster is the scope of Crossplane 1: cluster-scoped, and the only one that supports claims. */
type CompositeScope = "LegacyCluster" | "Namespaced" | "Cluster";

interface ResourceNames {
  kind: string;
  plural: string;
}

interface CompositeVersion {
  name: string;
  served: boolean;
  /** The version that compositions use and that objects are stored in; the default choice. */
  referenceable: boolean;
  deprecated: boolean;
  deprecationWarning?: string;
  /** `openAPIV3Schema` of the author, with hints; undefined for a version without a schema. */
  schema: Record<string, unknown> | undefined;
}

/** A CompositeResourceDefinition, in a form independent of version 1 or 2. */
export interface CompositeResourceDefinition {
  name: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Annotations of the generated CRDs. */
  generatedAnnotations: Record<string, string>;
  group: string;
  names: ResourceNames;
  /** Absent: no claims. */
  claimNames?: ResourceNames;
  scope: CompositeScope;
  versions: CompositeVersion[];
  /** The composition for requests that choose none. */
  defaultComposition?: string;
  /** The composition for all requests, whatever they choose. */
  enforcedComposition?: string;
  defaultUpdatePolicy?: string;
  defaultDeletePolicy?: string;
  generation: number;
  /**
   * Whether the CRD of the composite resources exists and is watched; undefined before Crossplane reported
   * it.
   */
  established?: Condition;
  /** The same for the CRD of the claims. */
  offered?: Condition;
}

export type ParsedXrd =
  | { state: "defined"; xrd: CompositeResourceDefinition }
  | { state: "broken"; reason: string };

// Descriptive fields fall back on their own. Fields that an offer needs must be valid.
const text = z.string().optional().catch(undefined);
const flag = z.boolean().catch(false);
const namesSchema = z.object({ kind: z.string().min(1), plural: z.string().min(1) });
const nameOf = z
  .object({ name: z.string() })
  .transform(({ name }) => name)
  .optional()
  .catch(undefined);

const versionSchema = z
  .object({
    name: z.string().min(1),
    served: flag,
    referenceable: flag,
    deprecated: flag,
    deprecationWarning: text,
    schema: z
      .object({ openAPIV3Schema: z.record(z.string(), z.unknown()) })
      .optional()
      .catch(undefined),
  })
  .transform(({ schema, ...version }): CompositeVersion => ({ ...version, schema: schema?.openAPIV3Schema }));

const specSchema = z.object({
  group: z.string().min(1),
  names: namesSchema,
  claimNames: namesSchema.nullish(),
  scope: z.enum(["LegacyCluster", "Namespaced", "Cluster"]).optional().catch(undefined),
  versions: z.array(versionSchema),
  metadata: z.object({ annotations: z.record(z.string(), z.string()).catch({}) }).catch({ annotations: {} }),
  defaultCompositionRef: nameOf,
  enforcedCompositionRef: nameOf,
  defaultCompositionUpdatePolicy: text,
  defaultCompositeDeletePolicy: text,
});

/**
 * Parses an XRD. Never throws: `reason` names the invalid field.
 * https://docs.crossplane.io/latest/composition/composite-resource-definitions/
 */
export function parseXrd(object: KubernetesObject): ParsedXrd {
  const parsed = specSchema.safeParse(object.spec);
  if (!parsed.success) return { state: "broken", reason: describeIssue(parsed.error) };
  const { claimNames, scope, metadata, ...spec } = parsed.data;
  const { name, labels = {}, annotations = {}, generation = 0 } = object.metadata;
  const conditions = readConditions(object);
  return {
    state: "defined",
    xrd: {
      name,
      labels,
      annotations,
      generatedAnnotations: metadata.annotations,
      group: spec.group,
      names: spec.names,
      claimNames: claimNames ?? undefined,
      scope: scope ?? (object.apiVersion.endsWith("/v1") ? "LegacyCluster" : "Namespaced"),
      versions: spec.versions,
      defaultComposition: spec.defaultCompositionRef,
      enforcedComposition: spec.enforcedCompositionRef,
      defaultUpdatePolicy: spec.defaultCompositionUpdatePolicy,
      defaultDeletePolicy: spec.defaultCompositeDeletePolicy,
      generation,
      established: conditions.find(({ type }) => type === "Established"),
      offered: conditions.find(({ type }) => type === "Offered"),
    },
  };
}

function describeIssue({ issues: [issue] }: z.ZodError): string {
  if (!issue) return "the definition can't be read";
  return `${["spec", ...issue.path].join(".")}: ${issue.message}`;
}
