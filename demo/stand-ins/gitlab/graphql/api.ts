/** The GraphQL API: limits, validation against the published schema, execution, errors. */
import { execute, GraphQLError, parse, validate } from "graphql";
import { MAX_COMPLEXITY, measureQuery } from "#demo/stand-ins/gitlab/graphql/complexity";
import { createRoot } from "#demo/stand-ins/gitlab/graphql/root";
import { loadSchema } from "#demo/stand-ins/gitlab/graphql/schema";
import type { Host } from "#demo/stand-ins/gitlab/host";
import { type ApiAnswer, takeCall } from "#demo/stand-ins/gitlab/rest/api";
import { requireScope, type Viewer } from "#demo/stand-ins/gitlab/state/access";
import { Refusal } from "#demo/stand-ins/gitlab/state/refusal";
import { findSender } from "#demo/stand-ins/gitlab/tokens/sender";
import { type GraphQLInput, parseInput, resolveField } from "#demo/stand-ins/graphql/call";
import type { Exchange } from "#demo/stand-ins/http/server";

export async function answerGraphQL(host: Host, exchange: Exchange): Promise<ApiAnswer> {
  let headers: Record<string, string> = { "content-type": "application/json; charset=utf-8" };
  let username: string | undefined;
  const answer = (status: number, body: unknown): ApiAnswer => ({
    status,
    headers,
    body: typeof body === "string" ? body : JSON.stringify(body),
    viewer: username,
  });
  try {
    const viewer = findSender(exchange.headers, host.tokens);
    username = viewer?.account.username;
    headers = { ...headers, ...takeCall(host, viewer) };
    if (viewer) requireScope(viewer, ["api", "read_api"]);
    const input = parseInput(exchange);
    if (!input)
      throw new Refusal(400, "Unexpected end of document", {
        body: { errors: [{ message: "Unexpected end of document" }] },
      });
    return answer(200, await run(host, viewer, input));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    headers = { ...headers, ...error.headers };
    const isOther = error.status === 401;
    const body = isOther ? { errors: [{ message: "Invalid token" }] } : error.body;
    return answer(error.status, body);
  }
}

/** Errors of a query have the status 200, as with GitLab. */
async function run(
  host: Host,
  viewer: Viewer | undefined,
  { query, variables, operationName }: GraphQLInput,
) {
  const refuse = (errors: readonly GraphQLError[]) => {
    host.violations.push(...errors.map(({ message }) => `GraphQL: ${message}`));
    return { errors: errors.map((error) => error.toJSON()) };
  };
  try {
    const document = parse(query);
    const schema = loadSchema();
    const invalid = validate(schema, document);
    if (invalid.length > 0) return refuse(invalid);
    const problem = measureQuery(schema, document, query, variables ?? {}).problem(
      viewer ? MAX_COMPLEXITY : 200,
    );
    if (problem) return refuse([new GraphQLError(problem)]);
    const result = await execute({
      schema,
      document,
      rootValue: createRoot({ host, viewer }),
      variableValues: variables,
      operationName,
      fieldResolver: resolveField,
    });
    for (const { message, originalError } of result.errors ?? [])
      if (!(originalError instanceof Refusal)) host.violations.push(`GraphQL: ${message}`);
    return result.errors ? { ...result, errors: result.errors.map((error) => error.toJSON()) } : result;
  } catch (error) {
    if (error instanceof GraphQLError) return refuse([error]);
    throw error;
  }
}
