import "server-only";
import type { NextRequest } from "next/server";
import type { z } from "zod";
import { type Authenticated, authenticate, requireAuthenticated } from "#lib/auth/identity";
import { isRead, requireSameOrigin } from "#lib/auth/same-origin";
import type { Identity } from "#lib/auth/types";
import { readConfig } from "#lib/config";
import { type FieldError, PortalError } from "#lib/errors";
import { findGiteaPeople } from "#lib/server/gitea-people";
import { countRequest } from "#lib/server/metrics";
import { buildAddress, type ObjectAddress } from "#lib/server/objects";
import { answerProblem } from "#lib/server/problem";

type Params = Record<string, string | string[]>;

export interface RouteInput<P extends Params> {
  identity: Identity;
  request: NextRequest;
  params: P;
}

type Route<P extends Params> = (request: NextRequest, context: { params: Promise<P> }) => Promise<Response>;

/**
 * The one way into the HTTP API: finds out who asks, refuses forged writes, and answers with what the handler returns
 * as JSON, or with its Response as it is, or with a problem for what it throws. Nothing is kept by caches.
 */
export function handle<P extends Params = Record<never, string>>(
  handler: (input: RouteInput<P>) => Promise<object>,
): Route<P> {
  return answer(async (request, params, setCookie) => {
    const { identity, credential, setCookie: cookie } = requireAuthenticated(await identify(request));
    if (cookie) setCookie(cookie);
    if (credential === "cookie") requireSameOrigin(request, readConfig().url);
    return handler({ identity, request, params });
  });
}

/** For the few routes that tell nothing personal: probes, metrics, the API's description. */
export function handleOpenly<P extends Params = Record<never, string>>(
  handler: (request: NextRequest) => Promise<object>,
): Route<P> {
  return answer(handler);
}

type Run<P> = (request: NextRequest, params: P, setCookie: (header: string) => void) => Promise<object>;

function answer<P extends Params>(run: Run<P>): Route<P> {
  return async (request, context) => {
    let cookie: string | undefined;
    const started = performance.now();
    const { pathname } = request.nextUrl;
    let params: P | undefined;
    const response = await Promise.resolve(context.params)
      .then((given) => {
        params = given;
        return run(request, given, (header) => {
          cookie = header;
        });
      })
      .then(
        (result) => (result instanceof Response ? result : sendJson(result)),
        (error: unknown) => answerProblem(error, { method: request.method, path: pathname }),
      );
    // Whatever became of the request: what the session has now is all that Gitea takes.
    if (cookie) response.headers.append("set-cookie", cookie);
    const route = nameRoute(pathname, params ?? {});
    countRequest(request.method, route, response.status, (performance.now() - started) / 1_000);
    return response;
  };
}

function identify(request: NextRequest): Promise<Authenticated | undefined> {
  return authenticate(
    {
      authorization: request.headers.get("authorization"),
      cookie: (name) => request.cookies.get(name)?.value,
      readOnly: isRead(request.method),
    },
    readConfig(),
    findGiteaPeople(),
  );
}

/** For every address of the API that is none. */
export const answerUnknown = handleOpenly<{ path: string[] }>(async ({ method, nextUrl }) => {
  throw new PortalError("not-found", {
    detail: `The API has nothing at ${method} ${nextUrl.pathname}.`,
    suggestion: "What it has is described at /api/v1/openapi.json.",
  });
});

/** Parameters of the routes of one resource. */
export type AddressParams = Record<"cluster" | "group" | "version" | "plural" | "namespace" | "name", string>;

/** Throws `invalid`. */
export function addressOf({
  cluster,
  group,
  version,
  plural,
  namespace,
  name,
}: AddressParams): ObjectAddress {
  return buildAddress([cluster, group, version, plural, namespace, name]);
}

/** JSON that no cache keeps. */
export function sendJson(body: object, status = 200): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}

/** The path with its parameters' names for their values: names of objects and people stay out of metrics. */
export function nameRoute(pathname: string, params: Params): string {
  const segments = pathname.split("/");
  const entries = Object.entries(params);
  // From the end: parameters are never before the route's own words.
  let last = segments.length - 1;
  for (const [name, value] of entries.reverse()) {
    const position = segments.findLastIndex((segment, index) => index <= last && isSame(segment, value));
    if (position < 0) continue;
    segments.splice(position, Array.isArray(value) ? segments.length : 1, `{${name}}`);
    last = position - 1;
  }
  return segments.join("/");
}

function isSame(segment: string, value: string | string[]): boolean {
  const expected = Array.isArray(value) ? value[0] : value;
  return segment === expected || segment === encodeURIComponent(expected ?? "");
}

const BODY_LIMIT = 2 * 1024 * 1024;

/** The body, parsed. Throws `invalid` with the paths of what is wrong. */
export async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  if (Number(request.headers.get("content-length") ?? 0) > BODY_LIMIT) throw tooLarge();
  const text = await request.text();
  if (text.length > BODY_LIMIT) throw tooLarge();
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(toFieldError);
  throw new PortalError("invalid", {
    detail: errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join(" "),
    suggestion: "Correct what is named. The API is described at /api/v1/openapi.json.",
    errors,
  });
}

function parseJson(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    throw new PortalError("invalid", {
      detail: "What was sent is not JSON.",
      suggestion: "The API is described at /api/v1/openapi.json.",
    });
  }
}

function toFieldError({ path, message }: z.core.$ZodIssue): FieldError {
  const pointer = path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return { path: pointer, message, source: "portal" };
}

function tooLarge(): PortalError {
  return new PortalError("invalid", {
    detail: "What was sent is larger than 2 MB.",
    suggestion: "Kubernetes keeps no object as large as that: shorten it.",
  });
}
