import { z } from "zod";

/** https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/ */
export interface CustomResourceDefinition {
  name: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  group: string;
  kind: string;
  plural: string;
  scope: "Namespaced" | "Cluster";
  versions: CustomResourceVersion[];
  /** The API server serves it. */
  established: boolean;
  /** The API server's reason for refusing the names, if any. */
  namesRefused?: string;
  deleting: boolean;
}

export interface CustomResourceVersion {
  name: string;
  served: boolean;
  /** The version that objects are stored in; the default choice. */
  storage: boolean;
  deprecated: boolean;
  deprecationWarning?: string;
  /** `openAPIV3Schema`; undefined for a version without one. */
  schema: Record<string, unknown> | undefined;
}

const stringMap = z
  .record(z.string(), z.string())
  .nullish()
  .transform((map) => map ?? {});

const versionSchema = z
  .object({
    name: z.string().min(1),
    served: z.boolean().nullish(),
    storage: z.boolean().nullish(),
    deprecated: z.boolean().nullish(),
    deprecationWarning: z.string().nullish(),
    schema: z.object({ openAPIV3Schema: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  })
  .transform(
    (version): CustomResourceVersion => ({
      name: version.name,
      served: version.served ?? false,
      storage: version.storage ?? false,
      deprecated: version.deprecated ?? false,
      deprecationWarning: version.deprecationWarning ?? undefined,
      schema: version.schema?.openAPIV3Schema ?? undefined,
    }),
  );

const conditionSchema = z.object({
  type: z.string(),
  status: z.string(),
  message: z.string().nullish(),
});

const definitionSchema = z.object({
  metadata: z
    .object({
      name: z.string().nullish(),
      labels: stringMap,
      annotations: stringMap,
      deletionTimestamp: z.string().nullish(),
    })
    .prefault({}),
  spec: z.object({
    group: z.string().min(1),
    names: z.object({ kind: z.string().min(1), plural: z.string().min(1) }),
    scope: z.enum(["Namespaced", "Cluster"]).nullish(),
    versions: z.array(versionSchema),
  }),
  status: z.object({ conditions: z.array(conditionSchema).nullish() }).nullish(),
});

/**
 * Parses a CRD from the API server or from another object (a Promise). Absent fields of an embedded CRD get
 * the API server's defaults: the name `<plural>.<group>`, the scope Namespaced, `served` false. Throws a
 * ZodError that names the invalid fields.
 */
export function parseCustomResourceDefinition(object: unknown): CustomResourceDefinition {
  const { metadata, spec, status } = definitionSchema.parse(object);
  const conditions = status?.conditions ?? [];
  const refused = conditions.find(({ type, status }) => type === "NamesAccepted" && status === "False");
  return {
    name: metadata.name || `${spec.names.plural}.${spec.group}`,
    labels: metadata.labels,
    annotations: metadata.annotations,
    group: spec.group,
    kind: spec.names.kind,
    plural: spec.names.plural,
    scope: spec.scope ?? "Namespaced",
    versions: spec.versions,
    established: conditions.some(({ type, status }) => type === "Established" && status === "True"),
    namesRefused: refused && (refused.message ?? "its names are taken"),
    deleting: Boolean(metadata.deletionTimestamp),
  };
}

/**
 * The version to offer: the stored one if served, else the first served one, else undefined.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/
 */
export function chooseVersion<T extends { served: boolean; storage: boolean }>(
  versions: readonly T[],
): T | undefined {
  const served = versions.filter((version) => version.served);
  return served.find((version) => version.storage) ?? served[0];
}
