/** The GraphQL API: limits, validation against the published schema, execution, errors. */
import {
  type DocumentNode,
  execute,
  GraphQLError,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
  validate,
} from "graphql";
import { countCost } from "#demo/stand-ins/github/graphql/cost";
import { createRoot } from "#demo/stand-ins/github/graphql/root";
import { loadSchema } from "#demo/stand-ins/github/graphql/schema";
import type { Host } from "#demo/stand-ins/github/host";
import { type ApiAnswer, requireWrite } from "#demo/stand-ins/github/rest/api";
import type { Viewer } from "#demo/stand-ins/github/state/access";
import { Refusal } from "#demo/stand-ins/github/state/refusal";
import { showQuota } from "#demo/stand-ins/github/tokens/rate-limits";
import { findSender } from "#demo/stand-ins/github/tokens/sender";
import { type GraphQLInput, parseInput, resolveField } from "#demo/stand-ins/graphql/call";
import type { Exchange } from "#demo/stand-ins/http/server";

/** https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#node-limit */
const MAX_NODES = 500_000;

export async function answerGraphQL(host: Host, exchange: Exchange): Promise<ApiAnswer> {
  try {
    const sender = await findSender(exchange.headers, host);
    if (sender.kind !== "account") throw new Refusal(401, "This endpoint requires you to be authenticated.");
    return await run(host, sender.viewer, requireInput(exchange));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, message, retryAfter } = error;
    return {
      status,
      headers: { ...JSON_TYPE, ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }) },
      body: JSON.stringify({
        message,
        documentation_url: "https://docs.github.com/graphql",
        status: String(status),
      }),
      cost: 0,
    };
  }
}

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

function requireInput(exchange: Exchange): GraphQLInput {
  if (exchange.method !== "POST") throw new Refusal(404, "Not Found");
  const call = parseInput(exchange);
  if (!call) throw new Refusal(400, "Problems parsing JSON");
  return call;
}

async function run(
  host: Host,
  viewer: Viewer,
  { query, variables, operationName }: GraphQLInput,
): Promise<ApiAnswer> {
  const { limits, rateLimits, violations } = host;
  const key = viewer.account.login;
  const parsed = parseDocument(query, operationName);
  const refuse = (errors: readonly GraphQLError[], cost = 1) => {
    violations.push(...errors.map(({ message }) => `GraphQL: ${message}`));
    const quota = rateLimits.take(key, "graphql", limits.graphql, cost);
    return answer({ errors: errors.map(showError) }, showQuota(quota), cost, key);
  };
  if (parsed instanceof GraphQLError) return refuse([parsed]);
  const { document, operation } = parsed;
  const invalid = validate(loadSchema(), document);
  if (invalid.length > 0) return refuse(invalid);
  const { cost, nodeCount } = countCost(document, operation, variables ?? {});
  if (nodeCount > MAX_NODES)
    return refuse(
      [
        refusalError(
          `This query requests up to ${nodeCount} possible nodes which exceeds the maximum limit of ${MAX_NODES}.`,
        ),
      ],
      0,
    );
  if (operation.operation === "mutation") requireWrite(rateLimits.takeWrite(key, limits.writesPerMinute));
  const quota = rateLimits.take(key, "graphql", limits.graphql, cost);
  if (quota.isExceeded) {
    const message = `API rate limit exceeded for user ID ${viewer.account.id}.`;
    return answer(
      { errors: [{ type: "RATE_LIMITED", message }] },
      showQuota({ ...quota, remaining: 0 }),
      0,
      key,
    );
  }
  const result = await execute({
    schema: loadSchema(),
    document,
    rootValue: createRoot({ host, viewer, quota, cost, nodeCount }),
    variableValues: variables,
    operationName,
    fieldResolver: resolveField,
  });
  for (const { message, originalError } of result.errors ?? [])
    if (!(originalError instanceof Refusal)) violations.push(`GraphQL: ${message}`);
  const errors = result.errors ? { errors: result.errors.map(showError) } : {};
  return answer(
    { ...(result.data === undefined ? {} : { data: result.data }), ...errors },
    showQuota(quota),
    cost,
    key,
  );
}

function answer(body: unknown, headers: Record<string, string>, cost: number, viewer: string): ApiAnswer {
  return {
    status: 200,
    headers: { ...JSON_TYPE, "x-github-media-type": "github.v4; format=json", ...headers },
    body: JSON.stringify(body),
    cost,
    viewer,
  };
}

function refusalError(message: string): GraphQLError {
  return new GraphQLError(message, {
    originalError: new Refusal(422, message, { type: "MAX_NODE_LIMIT_EXCEEDED" }),
  });
}

/** GitHub puts the type of an error beside its message. */
function showError(error: GraphQLError) {
  const { originalError } = error;
  const shown = error.toJSON();
  if (!(originalError instanceof Refusal)) return shown;
  const details = originalError.errors?.map((detail) =>
    typeof detail === "string" ? detail : (detail.message ?? `${detail.field} is ${detail.code}`),
  );
  return { type: originalError.type, ...shown, message: details?.join(", ") ?? shown.message };
}

function parseDocument(
  query: string,
  operationName: string | null | undefined,
): { document: DocumentNode; operation: OperationDefinitionNode } | GraphQLError {
  try {
    const document = parse(query);
    const operation = getOperationAST(document, operationName);
    if (!operation) return new GraphQLError(`No operation named ${JSON.stringify(operationName ?? null)}`);
    return { document, operation };
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}
