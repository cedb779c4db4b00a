import type { JsonRecord } from "#lib/schema/pointer";

/** Schemas by the name of their field of `spec`: `s0`, `s1`, … */
export type SchemaSet = ReadonlyMap<string, JsonRecord>;

/** Why something was refused, by the name of the field; that of none: it is about the whole. */
export type Refusals = ReadonlyMap<string, string>;

export interface Answer {
  /** What the server would store; undefined: refused. */
  spec: JsonRecord | undefined;
  refusals: Refusals;
}

/** An API server that random schemas and values are put before. */
export interface PropertyServer {
  /** Offers the schemas as one kind, without those that the server does not accept, which are given back. */
  define(kind: string, schemas: SchemaSet): Promise<Refusals>;
  /** Server-side apply of a manifest's text; nothing is kept. */
  apply(kind: string, manifest: string): Promise<Answer>;
  remove(kind: string): Promise<void>;
  close(): void;
}

export const GROUP = "property.vitrine.dev";

/** The schema of a kind whose `spec` has a field of each. */
export function rootSchema(schemas: SchemaSet): JsonRecord {
  const spec = { type: "object", properties: Object.fromEntries(schemas) };
  return { type: "object", properties: { spec } };
}
