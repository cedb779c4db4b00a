/** Finds the handler of a path. Templates are written as in OpenAPI: `/repos/{owner}/{repo}/git/ref/{ref}`. */

interface AnyRoute {
  method: string;
  template: string;
}

export interface RouteMatch<Route> {
  route: Route;
  /** Values of the parameters in the path, decoded. */
  params: Record<string, string>;
}

export interface Routes<Route> {
  find(method: string, path: string): RouteMatch<Route> | undefined;
}

/**
 * @param wide names of parameters whose value can contain slashes
 * @returns routes, of which the first that fits is found
 */
export function createRoutes<Route extends AnyRoute>(
  routes: readonly Route[],
  wide: ReadonlySet<string> = new Set(),
): Routes<Route> {
  const compiled = routes.map((route) => ({ route, pattern: compileTemplate(route.template, wide) }));
  return {
    find(method, path) {
      for (const { route, pattern } of compiled) {
        if (route.method !== method) continue;
        const groups = pattern.exec(path)?.groups;
        const params = groups && decodeAll(groups);
        if (params) return { route, params };
      }
      return undefined;
    },
  };
}

function compileTemplate(template: string, wide: ReadonlySet<string>): RegExp {
  const parts = template.split(/\{(\w+)\}/).map((part, index) => {
    if (index % 2 === 0) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return `(?<${part}>${wide.has(part) ? ".+" : "[^/]+"})`;
  });
  // A named group makes `groups` exist for templates without parameters too.
  return new RegExp(`^(?<_>)${parts.join("")}$`);
}

/** Undefined where an escape is invalid. */
function decodeAll(groups: Record<string, string>): Record<string, string> | undefined {
  try {
    const entries = Object.entries(groups).filter(([name]) => name !== "_");
    return Object.fromEntries(entries.map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return undefined;
  }
}
