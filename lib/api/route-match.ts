import { listRoutes } from "#lib/api/contract/contract";

/** An address of the portal as the HTTP API describes it. */
export interface MatchedRoute {
  /** As OpenAPI writes it: `/api/v1/requests/{id}`. The names of objects and people are not in it. */
  template: string;
  /** The methods that the address takes. GET brings HEAD (RFC 9110, 9.3.2), and every address answers OPTIONS. */
  methods: readonly string[];
}

/** The endpoints of next-auth are no part of the API's description. HEAD would run their GET, which signs people in. */
const SIGN_IN: MatchedRoute = { template: "/api/auth/{action}", methods: ["GET", "POST", "OPTIONS"] };

const known = buildMatchers();

/**
 * The route that a path belongs to; undefined where the API has nothing. A route of literal words comes before one
 * with parameters, as in Next: `/api/v1/requests/preview` is no request with the id `preview`.
 */
export function matchRoute(pathname: string): MatchedRoute | undefined {
  if (pathname.startsWith("/api/auth/")) return SIGN_IN;
  return known.find(({ pattern }) => pattern.test(pathname))?.route;
}

function buildMatchers() {
  const routes = listRoutes();
  const templates = [...new Set(routes.map(({ path }) => path))];
  return templates
    .map((template) => ({
      parameters: template.split("{").length,
      pattern: new RegExp(`^${template.replaceAll(/[.]/g, "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}/?$`),
      route: { template, methods: listMethods(routes.filter(({ path }) => path === template)) },
    }))
    .sort((one, other) => one.parameters - other.parameters);
}

function listMethods(routes: readonly { method: string }[]): string[] {
  const methods = routes.map(({ method }) => method);
  return [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"];
}
