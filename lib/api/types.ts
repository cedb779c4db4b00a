/** Types of the HTTP API, derived from its contract. A page imports these and no schema. */
import type { z } from "zod";
import type { Contract } from "#lib/api/contract/contract";

export type * from "#lib/api/contract/catalog";
export type * from "#lib/api/contract/diagnostics";
export type * from "#lib/api/contract/platform";
export type * from "#lib/api/contract/requests";
export type * from "#lib/api/contract/resources";
export type { Problem, RefreshAccess } from "#lib/api/contract/shared";

/** `GET /api/v1/catalog/{id}` and so on: the name of a route is its method and path. */
export type RouteName = keyof Contract;

/** The routes that everybody may call. */
export type OpenRouteName = {
  [Name in RouteName]: Contract[Name] extends { open: true } ? Name : never;
}[RouteName];

/** The names in braces of a path. */
type ParameterNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterNames<Rest>
  : never;

export type PathParameters<Route extends RouteName> = Record<ParameterNames<Route>, string>;

/** What a part of the route is parsed to; undefined where the route has no such part. */
type Parsed<Route extends RouteName, Part extends string> = Contract[Route] extends {
  [key in Part]: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : undefined;

/** What a caller sends in a part of the route. */
type Sent<Route extends RouteName, Part extends string> = Contract[Route] extends {
  [key in Part]: infer Schema extends z.ZodType;
}
  ? z.input<Schema>
  : undefined;

/** The parts of a call, parsed: what a handler gets. */
export interface RouteCall<Route extends RouteName> {
  params: PathParameters<Route>;
  query: Parsed<Route, "query">;
  headers: Parsed<Route, "headers">;
  body: Parsed<Route, "body">;
}

export type RouteQuery<Route extends RouteName> = Sent<Route, "query">;
export type RouteBody<Route extends RouteName> = Sent<Route, "body">;
export type RouteAnswer<Route extends RouteName> = Parsed<Route, "answer">;
