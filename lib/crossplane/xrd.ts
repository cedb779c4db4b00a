import { z } from "zod";
import { readConditions } from "#lib/kubernetes/health/conditions";
import type { Condition, KubernetesObject } from "#lib/kubernetes/types";

/** LegacyCluster is what version 1 of Crossplane had: cluster-scoped, and the only one that claims can stand for. */
type CompositeScope = "LegacyCluster" | "Namespaced" | "Cluster";

interface ResourceNames {
  kind: string;
  plural: string;
}

interface CompositeVersion {
  name: string;
  served: boolean;
  /** The version that compositions use and objects are stored in; the default choice. */
  referenceable: boolean;
  deprecated: boolean;
  deprecationWarning?: string;
  /** `openAPIV3Schema` as its author wrote it, hints and all; undefined where the version has none. */
  schema: Record<string, unknown> | undefined;
}

/** A CompositeResourceDefinition, the same whether it was read as version 1 or 2. */
export interface CompositeResourceDefinition {
  name: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Annotations that the generated CRDs get. */
  generatedAnnotations: Record<string, string>;
  group: string;
  names: ResourceNames;
  /** Absent: there are no claims. */
  claimNames?: ResourceNames;
  scope: CompositeScope;
  versions: CompositeVersion[];
  /** The composition that is used where a request names none. */
  defaultComposition?: string;
  /** The composition that is used whatever a request names. */
  enforcedComposition?: string;
  defaultUpdatePolicy?: string;
  defaultDeletePolicy?: string;
  generation: number;
  /** The CRD of the composite resources is there and watched; undefined until Crossplane said so. */
  established?: Condition;
  /** The same for the CRD of the claims. */
  offered?: Condition;
}

export type ParsedXrd =
  | { state: "defined"; xrd: CompositeResourceDefinition }
  | { state: "broken"; reason: string };

// What only describes falls back alone; what nothing can be offered without must be right.
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
 * An XRD from its object. Never throws: `reason` names the field that is not of an XRD's form.
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
  if (!issue) return "its definition cannot be read";
  return `${["spec", ...issue.path].join(".")}: ${issue.message}`;
}
