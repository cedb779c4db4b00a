import { z } from "zod";
import { type RouteDescription, routes } from "#lib/api/routes";
import { namedSchemas, problem } from "#lib/api/schemas";

type Json = Record<string, unknown>;

/**
 * The OpenAPI 3.1 document of the HTTP API, derived from the schemas that the handlers parse with.
 * https://spec.openapis.org/oas/v3.1.1.html
 */
export function buildOpenApi(): Json {
  const schemas = describeSchemas();
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: describeRoute(route) };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Vitrine",
      version: "1",
      description:
        "Find an offer, request it by pull request, follow it. The portal's own pages use nothing else.",
    },
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: { type: "http", scheme: "bearer" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "vitrine.session",
          description: "Set by signing in. Writes must then be JSON and come from the portal's own origin.",
        },
      },
    },
  };
}

const references = new Map(
  Object.entries(namedSchemas).map(([name, schema]) => [schema, `#/components/schemas/${name}`]),
);

function describeSchemas(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(namedSchemas)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    // As input, objects stay open: a field that is added later breaks no client.
    io: "input",
    unrepresentable: "any",
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema]),
  );
}

function describeRoute({ method, path, summary, open, query, header, body, answer }: RouteDescription): Json {
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter(name ?? "", "path", true)),
    ...Object.entries(query ?? {}).map(([name, text]) => parameter(name, "query", name === "topics", text)),
    ...Object.entries(header ?? {}).map(([name, text]) => parameter(name, "header", false, text)),
  ];
  return {
    operationId: nameOperation(method, path),
    summary,
    ...(open ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: content("application/json", body) } } : {}),
    responses: {
      [answer.status]: { description: summary, content: content(answer.type, answer.schema) },
      default: {
        description: "What failed, and the next step",
        content: content("application/problem+json", problem),
      },
    },
  };
}

function parameter(name: string, place: string, required: boolean, description?: string): Json {
  return { name, in: place, required, schema: { type: "string" }, ...(description ? { description } : {}) };
}

function content(type: string, schema: z.ZodType | undefined): Json {
  const reference = schema && references.get(schema);
  if (reference) return { [type]: { schema: { $ref: reference } } };
  return { [type]: { schema: { type: type === "application/json" ? "object" : "string" } } };
}

/** `get /api/v1/catalog/{id}` is `getCatalogById`. */
function nameOperation(method: string, path: string): string {
  const words = path
    .replace(/^\/api\/(v1\/)?/, "")
    .split(/[/.]/)
    .map((part) => (part.startsWith("{") ? `By${capitalise(part.slice(1, -1))}` : capitalise(part)));
  return method + words.join("");
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
