/** One call of a GraphQL API, as the stand-ins share it. */
import { type GraphQLFieldResolver, getOperationAST, parse } from "graphql";
import { z } from "zod";
import type { Exchange } from "#demo/stand-ins/http/server";

const input = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});
export type GraphQLInput = z.infer<typeof input>;

/** Undefined for a body that is no call. */
export function parseInput({ body }: Exchange): GraphQLInput | undefined {
  try {
    return input.parse(JSON.parse(body.toString()));
  } catch {
    return undefined;
  }
}

/** The name of the operation in a body; undefined where there is none. */
export function findOperationName(exchange: Exchange): string | undefined {
  const call = parseInput(exchange);
  try {
    return call && getOperationAST(parse(call.query), call.operationName)?.name?.value;
  } catch {
    return undefined;
  }
}

/** A field that the stand-in does not have is an error, so that it is never null by chance. */
export const resolveField: GraphQLFieldResolver<unknown, unknown> = (
  source,
  args,
  _context,
  { fieldName, parentType },
) => {
  const fields = new Map<string, unknown>(Object.entries(source ?? {}));
  if (!fields.has(fieldName)) throw new Error(`The stand-in has no field ${parentType.name}.${fieldName}.`);
  const value = fields.get(fieldName);
  return typeof value === "function" ? value(args) : value;
};
