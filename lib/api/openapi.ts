import { z } from "zod";
import { listRoutes, namedSchemas } from "#lib/api/contract/contract";
import { isTextAnswer, type RouteDeclaration } from "#lib/api/contract/declaration";
import { problem } from "#lib/api/contract/shared";

type Json = Record<string, unknown>;

/**
 * The OpenAPI 3.1 document of the HTTP API, derived from the schemas that the handlers parse with.
 * https://spec.openapis.org/oas/v3.1.1.html
 */
export function buildOpenApi(): Json {
  const schemas = describeSchemas();
  const paths: Record<string, Json> = {};
  for (const { method, path, declaration } of listRoutes()) {
    const verb = method.toLowerCase();
    paths[path] = { ...paths[path], [verb]: describeRoute(verb, path, declaration) };
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

function describeRoute(method: string, path: string, route: RouteDeclaration): Json {
  const { summary, open, query, headers, body, status = 200, answer } = route;
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string" },
    })),
    ...describeParameters("query", query),
    ...describeParameters("header", headers),
  ];
  return {
    operationId: nameOperation(method, path),
    summary,
    ...(open ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: content("application/json", body) } } : {}),
    responses: {
      [status]: { description: summary, content: describeAnswer(answer) },
      default: {
        description: "The failure, and the next step",
        content: content("application/problem+json", problem),
      },
    },
  };
}

/** The parameters of one place, which all arrive as text. */
function describeParameters(place: "query" | "header", schema: z.ZodObject | undefined): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    const { description } = z.globalRegistry.get(field) ?? {};
    const required = !z.safeParse(field, undefined).success;
    return {
      name: place === "header" ? capitaliseWords(name) : name,
      in: place,
      required,
      schema: { type: "string" },
      ...(description ? { description } : {}),
    };
  });
}

function describeAnswer(answer: RouteDeclaration["answer"]): Json {
  return isTextAnswer(answer) ? content(answer.type, answer.event) : content("application/json", answer);
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
    .split(/[/.-]/)
    .map((part) => (part.startsWith("{") ? `By${capitalise(part.slice(1, -1))}` : capitalise(part)));
  return method + words.join("");
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** `idempotency-key` is `Idempotency-Key`. */
function capitaliseWords(name: string): string {
  return name.split("-").map(capitalise).join("-");
}
