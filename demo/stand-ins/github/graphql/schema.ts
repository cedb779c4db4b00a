/** GitHub's published GraphQL schema, with checks of its own scalars. */
import { schema as published } from "@octokit/graphql-schema";
import { buildSchema, GraphQLError, type GraphQLSchema, isScalarType, valueFromASTUntyped } from "graphql";

/** The form of scalars whose values the schema describes in prose. */
const FORMS: Readonly<Record<string, RegExp>> = {
  GitObjectID: /^[0-9a-f]{40}$/,
  DateTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  GitTimestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  Base64String: /^[A-Za-z0-9+/]*={0,2}$/,
  URI: /^(https?:\/\/|\/)\S+$/,
};

let loaded: GraphQLSchema | undefined;

/** Builds the schema (1.2 MB) once a process. */
export function loadSchema(): GraphQLSchema {
  if (loaded) return loaded;
  const schema = buildSchema(published.idl, { assumeValid: true });
  for (const [name, form] of Object.entries(FORMS)) {
    const type = schema.getType(name);
    if (!isScalarType(type)) throw new Error(`GitHub's schema has no scalar ${name}.`);
    const check = (value: unknown) => {
      if (typeof value === "string" && form.test(value)) return value;
      throw new GraphQLError(`${JSON.stringify(value)} is not a valid ${name}.`);
    };
    type.parseValue = check;
    type.parseLiteral = (node, variables) => check(valueFromASTUntyped(node, variables));
    type.serialize = check;
  }
  loaded = schema;
  return schema;
}
