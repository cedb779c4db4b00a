/** The part of GitLab's GraphQL schema that the stand-in has, with a check of its times. */
import { readFileSync } from "node:fs";
import { buildSchema, GraphQLError, type GraphQLSchema, isScalarType } from "graphql";

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

let loaded: GraphQLSchema | undefined;

/** Builds the schema once a process. */
export function loadSchema(): GraphQLSchema {
  if (loaded) return loaded;
  const schema = buildSchema(readFileSync(new URL("./schema.graphql", import.meta.url), "utf8"));
  const time = schema.getType("Time");
  if (!isScalarType(time)) throw new Error("The schema has no scalar Time.");
  time.serialize = (value) => {
    if (typeof value === "string" && TIME.test(value)) return value;
    throw new GraphQLError(`${JSON.stringify(value)} is not a valid Time.`);
  };
  loaded = schema;
  return schema;
}
