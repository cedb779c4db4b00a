import { z } from "zod";
import { buildApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { GroupVersionKind, KubernetesObject } from "#lib/kubernetes/types";

const ownerReferenceSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  uid: z.string(),
  controller: z.boolean().optional(),
});

/**
 * Keys that are not named are dropped, mainly managedFields, which often take half of an object's bytes. Only
 * stored objects have uid, resourceVersion and creationTimestamp; computed ones (metrics) do not.
 */
const metadataSchema = z.object({
  name: z.string().min(1),
  namespace: z.string().optional(),
  uid: z.string().default(""),
  resourceVersion: z.string().default(""),
  generation: z.number().optional(),
  creationTimestamp: z
    .string()
    .nullish()
    .transform((time) => time ?? ""),
  deletionTimestamp: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  ownerReferences: z.array(ownerReferenceSchema).optional(),
  finalizers: z.array(z.string()).optional(),
});

const objectSchema = z.looseObject({ apiVersion: z.string(), kind: z.string(), metadata: metadataSchema });
const untypedSchema = z.looseObject({ metadata: metadataSchema });

const listSchema = z.object({
  metadata: z.object({ resourceVersion: z.string().default(""), continue: z.string().optional() }),
  // An empty Go slice is written as null.
  items: z
    .array(z.unknown())
    .nullish()
    .transform((items) => items ?? []),
});

/**
 * Parses an object of the API server: checks metadata, drops managedFields, and keeps the rest. Takes about 6
 * µs for an object of usual size. Throws ZodError.
 * @param type for items of a list, which lack apiVersion and kind, and for metadata-only objects, which have
 * another kind
 */
export function parseObject(value: unknown, type?: GroupVersionKind): KubernetesObject {
  if (!type) return objectSchema.parse(value);
  const object = untypedSchema.parse(value);
  // kubectl writes the whole Secret into an annotation, so its metadata would carry the values.
  if (type.group === "" && type.kind === "Secret") object.metadata.annotations = undefined;
  return { ...object, apiVersion: buildApiVersion(type), kind: type.kind };
}

/** One page of a list. `items` are not parsed yet. Throws ZodError. */
export function parseListPage(value: unknown): z.infer<typeof listSchema> {
  return listSchema.parse(value);
}
