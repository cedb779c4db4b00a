import type { JsonRecord } from "#lib/schema/pointer";

/** Schemas by the name of their field of `spec`: `s0`, `s1`, … */
export type SchemaSet = ReadonlyMap<string, JsonRecord>;

/** The reason of each refusal, by the name of the field; the empty name is the whole object. */
export type Refusals = ReadonlyMap<string, string>;

export interface Answer {
  /** The spec that the server would store; undefined for a refused object. */
  spec: JsonRecord | undefined;
  refusals: Refusals;
}

/** An API server that tests apply random schemas and values to. */
export interface PropertyServer {
  /** Defines the schemas as one kind. Returns the schemas that the server refuses. */
  define(kind: string, schemas: SchemaSet): Promise<Refusals>;
  /** Server-side apply (dry run) of a manifest's text. */
  apply(kind: string, manifest: string): Promise<Answer>;
  remove(kind: string): Promise<void>;
  close(): void;
}

export const GROUP = "property.vitrine.dev";

/** The schema of a kind whose `spec` has one field for each schema. */
export function rootSchema(schemas: SchemaSet): JsonRecord {
  const spec = { type: "object", properties: Object.fromEntries(schemas) };
  return { type: "object", properties: { spec } };
}
