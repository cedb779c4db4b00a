import "server-only";
import type { NextRequest } from "next/server";
import { type Authenticated, authenticate, requireAuthenticated } from "#lib/auth/identity";
import { isRead, requireSameOrigin } from "#lib/auth/same-origin";
import type { Identity } from "#lib/auth/types";
import { readConfig } from "#lib/config";
import { PortalError, toPortalError } from "#lib/errors";
import { formatJson } from "#lib/exact-json";
import { auditWrite } from "#lib/server/http/audit-write";
import { countCall } from "#lib/server/http/call-limits";
import { namesOtherHost } from "#lib/server/http/own-address";
import { answerProblem } from "#lib/server/http/problem";
import {
  openRequestContext,
  REQUEST_ID_HEADER,
  type RequestContext,
  runInRequest,
} from "#lib/server/http/request-context";
import { countRequest } from "#lib/server/metrics";
import { buildAddress, type ObjectAddress } from "#lib/server/resources/objects";
import { findGiteaPeople } from "#lib/server/session/gitea-people";
import { sessionEnds } from "#lib/server/session/session-ends";

type Params = Record<string, string | string[]>;

export interface RouteInput<P extends Params> {
  identity: Identity;
  request: NextRequest;
  params: P;
  /** Aborts when the client goes, and when the person's session ends: for answers that go on, as streams do. */
  signal: AbortSignal;
}

type Route<P extends Params> = (request: NextRequest, context: { params: Promise<P> }) => Promise<Response>;

export interface HandleOptions {
  /** Which limit of the person a call counts for, beside that of all calls. Default: `write` for what is no read. */
  limit?: "preview" | "write";
}

/**
 * The one way into the HTTP API: finds out who asks, refuses forged writes and too many calls, and answers with what
 * the handler returns as JSON, or with its Response as it is, or with a problem for what it throws. Nothing is kept by
 * caches. Next runs the handler of GET for HEAD as well: the answer's body is then cancelled, so a stream ends at once.
 */
export function handle<P extends Params = Record<never, string>>(
  handler: (input: RouteInput<P>) => Promise<object>,
  { limit }: HandleOptions = {},
): Route<P> {
  return answer(async (request, params, context, setCookie) => {
    const { url } = readConfig();
    const isElsewhere = namesOtherHost(request.headers.get("host") ?? "", url);
    const authenticated = requireAuthenticated(
      await identifyCaller(request, context),
      isElsewhere ? url : undefined,
    );
    const { identity, credential, setCookie: cookie } = authenticated;
    context.identity = { user: identity.user, via: identity.via };
    if (cookie) setCookie(cookie);
    if (credential === "cookie") requireSameOrigin(request, url);
    const caller = nameCaller(identity, context);
    countCall("person", caller);
    const own = isRead(request.method) ? limit : (limit ?? "write");
    if (own) countCall(own, caller);
    return handler({
      identity,
      request,
      params,
      get signal() {
        return findSignal(request, authenticated);
      },
    });
  });
}

/** Whom the limits of a person count. Many people are the same guest: one of them must not use up the others' calls. */
function nameCaller({ user, via }: Identity, { address }: RequestContext): string {
  return via === "guest" ? `guest at ${address}` : user;
}

/** For the few routes that tell nothing personal: probes, metrics, the API's description. */
export function handleOpenly<P extends Params = Record<never, string>>(
  handler: (request: NextRequest) => Promise<object>,
): Route<P> {
  return answer((request, _params, { address }) => {
    countCall("anonymous", address);
    return handler(request);
  });
}

type Run<P> = (
  request: NextRequest,
  params: P,
  context: RequestContext,
  setCookie: (headers: readonly string[]) => void,
) => Promise<object>;

function answer<P extends Params>(run: Run<P>): Route<P> {
  return (request, given) => {
    const context = openRequestContext(request);
    return runInRequest(context, () => answerInContext(run, request, given.params, context));
  };
}

async function answerInContext<P extends Params>(
  run: Run<P>,
  request: NextRequest,
  given: Promise<P>,
  context: RequestContext,
): Promise<Response> {
  const started = performance.now();
  const { method } = request;
  const { pathname } = request.nextUrl;
  let cookies: readonly string[] = [];
  let params: Params = {};
  let failure: PortalError | undefined;
  let response: Response;
  try {
    const known = await given;
    // Next gives a route without parameters none at all, whatever its types say.
    params = { ...known };
    const result = await run(request, known, context, (headers) => {
      cookies = headers;
    });
    response = result instanceof Response ? result : sendJson(result);
  } catch (error) {
    failure = toPortalError(error);
    response = answerProblem(failure, { method, path: pathname });
  }
  // Whatever the outcome: the cookie holds the only token that Gitea still accepts.
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  response.headers.set(REQUEST_ID_HEADER, context.id);
  countRequest({
    method,
    pathname,
    status: response.status,
    seconds: (performance.now() - started) / 1_000,
  });
  if (!isRead(method)) auditWrite({ method, pathname, params, status: response.status, failure });
  return method === "HEAD" ? withoutBody(response) : response;
}

/** The headers that GET has. What GET began, a stream for instance, ends. */
function withoutBody(response: Response): Response {
  void response.body?.cancel();
  return new Response(null, response);
}

async function identifyCaller(
  request: NextRequest,
  { address }: RequestContext,
): Promise<Authenticated | undefined> {
  try {
    const authenticated = await identify(request);
    if (!authenticated) countCall("anonymous", address);
    return authenticated;
  } catch (error) {
    if (toPortalError(error).code === "unauthenticated") countCall("anonymous", address);
    throw error;
  }
}

function identify(request: NextRequest): Promise<Authenticated | undefined> {
  return authenticate(
    {
      authorization: request.headers.get("authorization"),
      cookie: (name) => request.cookies.get(name)?.value,
      readOnly: isRead(request.method),
    },
    readConfig(),
    { gitea: findGiteaPeople(), ends: sessionEnds() },
  );
}

function findSignal({ signal }: NextRequest, { session }: Authenticated): AbortSignal {
  return session === undefined ? signal : AbortSignal.any([signal, sessionEnds().signal(session)]);
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

/** JSON that no cache keeps. Whole numbers of 64 bits keep their digits. */
export function sendJson(body: object, status = 200): Response {
  return new Response(formatJson(body), {
    status,
    headers: { "cache-control": "no-store", "content-type": "application/json" },
  });
}
