import type { z } from "zod";

/** The name of a route is its method and its path as OpenAPI writes it: `GET /api/v1/catalog/{id}`. */
export type RouteName = `${"GET" | "POST"} /api/${string}`;

/** An answer that is not JSON, by its media type; of a stream, with the shape of each event. */
export interface TextAnswer {
  type: string;
  event?: z.ZodType;
}

/** One route of the HTTP API: what it takes, what it answers, and who may call it. */
export interface RouteDeclaration {
  summary: string;
  /** Everybody may call it; otherwise the caller needs a session or a token. */
  open?: true;
  /** A person with the setup code may call it too; they get no other route. */
  setup?: true;
  /** Query parameters; each arrives as text. */
  query?: z.ZodObject;
  /** Request headers, by their names in lower case. */
  headers?: z.ZodObject;
  /** The JSON body. */
  body?: z.ZodType;
  /** The limit that a call counts against, beside the limit of all calls. Default: `write` for a POST. */
  limit?: "preview";
  /** The status of success. Default: 200. */
  status?: 201 | 202;
  answer: z.ZodType | TextAnswer;
}

/** Checks the declarations and keeps their exact types, from which the types of handlers and clients come. */
export function declareRoutes<const Routes extends Record<RouteName, RouteDeclaration>>(routes: Routes) {
  return routes;
}

export function isTextAnswer(answer: RouteDeclaration["answer"]): answer is TextAnswer {
  return !("safeParse" in answer);
}
