import "server-only";
import type { NextRequest } from "next/server";
import { contract } from "#lib/api/contract/contract";
import type { RouteDeclaration } from "#lib/api/contract/declaration";
import type { RESOURCE_PATH } from "#lib/api/resource-path";
import { matchRoute } from "#lib/api/route-match";
import type { OpenRouteName, PathParameters, RouteAnswer, RouteCall, RouteName } from "#lib/api/types";
import { type Authenticated, requireAuthenticated } from "#lib/auth/identity";
import { isRead, requireSameOrigin } from "#lib/auth/same-origin";
import { SETUP } from "#lib/auth/session/setup";
import type { Identity } from "#lib/auth/types";
import { readConfig } from "#lib/config/config";
import { PortalError, toPortalError } from "#lib/errors";
import { formatJson } from "#lib/exact-json";
import { auditWrite } from "#lib/server/http/audit-write";
import { countCall } from "#lib/server/http/call-limits";
import { namesOtherHost } from "#lib/server/http/own-address";
import { parseInput } from "#lib/server/http/parse-input";
import { answerProblem } from "#lib/server/http/problem";
import { readBody } from "#lib/server/http/read-body";
import {
  openRequestContext,
  REQUEST_ID_HEADER,
  type RequestContext,
  runInRequest,
} from "#lib/server/http/request-context";
import { countProblem, countRequest } from "#lib/server/metrics";
import { buildAddress, type ObjectAddress } from "#lib/server/resources/objects";
import { identify } from "#lib/server/session/authentication";
import { sessionEnds } from "#lib/server/session/session-ends";
import { inCallSpan } from "#lib/server/tracing/tracing";

type Params = Record<string, string | string[]>;

/** Who calls, beside what the contract says of a call. */
interface Caller {
  identity: Identity;
  /** Id of the session; absent for a call with a token. */
  session?: string | undefined;
  request: NextRequest;
  /** Aborts when the client goes, and when the person's session ends: for answers that go on, as streams do. */
  signal: AbortSignal;
}

export interface DeclaredInput<P extends Params> extends Caller {
  params: P;
  query: unknown;
  headers: unknown;
  body: unknown;
}

export type RouteInput<Name extends RouteName> = Caller & RouteCall<Name>;

type Handler<P extends Params> = (request: NextRequest, context: { params: Promise<P> }) => Promise<Response>;

/**
 * The one way into the HTTP API: finds out who calls, refuses forged writes and too many calls, parses what the
 * contract declares of the route, and answers with what `run` returns as JSON, with its Response as it is, or with a
 * problem for what it throws. Caches keep nothing. Next runs the handler of GET for HEAD as well: the answer's body is
 * then cancelled, so a stream ends at once.
 */
export function handle<Name extends Exclude<RouteName, OpenRouteName>>(
  name: Name,
  run: (input: RouteInput<Name>) => Promise<RouteAnswer<Name> | Response>,
): Handler<PathParameters<Name>> {
  // What the declaration of the name parses its parts to is what the types of the name say.
  return handleDeclared(
    contract[name],
    run as (input: DeclaredInput<PathParameters<Name>>) => Promise<unknown>,
  );
}

/** `handle` for a declaration, whether the contract has it or not. */
export function handleDeclared<P extends Params>(
  declaration: RouteDeclaration,
  run: (input: DeclaredInput<P>) => Promise<unknown>,
): Handler<P> {
  return answer(async (request, params, context, setCookie) => {
    const authenticated = await admit(request, context, declaration, setCookie);
    const { query, headers, body, status } = declaration;
    const call = {
      query: query && parseInput(query, Object.fromEntries(request.nextUrl.searchParams)),
      headers: headers && parseInput(headers, Object.fromEntries(request.headers)),
      body: body && (await readBody(request, body)),
      identity: authenticated.identity,
      session: authenticated.session,
      request,
      params,
      get signal() {
        return findSignal(request, authenticated);
      },
    };
    const result = await run(call);
    return result instanceof Response ? result : sendJson(result, status);
  });
}

/** Who calls, once the call is allowed to go on. Throws `unauthenticated`, `csrf`, `too-many-requests`. */
async function admit(
  request: NextRequest,
  context: RequestContext,
  { limit, setup }: RouteDeclaration,
  setCookie: (headers: readonly string[]) => void,
): Promise<Authenticated> {
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
  if (identity.via === SETUP && !setup) throw setupOnly();
  const caller = nameCaller(identity, context);
  countCall("person", caller);
  const own = isRead(request.method) ? limit : (limit ?? "write");
  if (own) countCall(own, caller);
  return authenticated;
}

/** Whom the limits of a person count. Many people are the same guest: one of them must not use up the others' calls. */
function nameCaller({ user, via }: Identity, { address }: RequestContext): string {
  return via === "guest" || via === SETUP ? `${via} at ${address}` : user;
}

function setupOnly(): PortalError {
  return new PortalError("forbidden", {
    detail: "A sign-in with the setup code shows Diagnostics and nothing else.",
    suggestion: "Configure a sign-in, then sign in with it.",
  });
}

/** For the few routes that everybody may call: probes, metrics, the API's description. */
export function handleOpenly(
  _name: OpenRouteName,
  run: (request: NextRequest) => Promise<object>,
): Handler<Record<never, string>> {
  return answerOpenly(run);
}

/**
 * For the routes whose calls prove themselves, with a signature for instance. Only a refused call counts against the limit of
 * calls without a sign-in.
 */
export function handleSigned<Name extends OpenRouteName>(
  _name: Name,
  run: (request: NextRequest, params: PathParameters<Name>) => Promise<Response>,
): Handler<PathParameters<Name>> {
  return answer(async (request, params, { address }) => {
    try {
      return await run(request, params);
    } catch (error) {
      countCall("anonymous", address);
      throw error;
    }
  });
}

/** The answer for an address that the API does not have. */
export function noRoute({ method, nextUrl }: NextRequest): PortalError {
  return new PortalError("not-found", {
    detail: `The API has nothing at ${method} ${nextUrl.pathname}.`,
    suggestion: "The document at /api/v1/openapi.json lists all routes.",
  });
}

/** An answer to everybody, at an address that no route of the contract has. */
export function answerOpenly<P extends Params = Record<never, string>>(
  handler: (request: NextRequest) => Promise<object>,
): Handler<P> {
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

function answer<P extends Params>(run: Run<P>): Handler<P> {
  return (request, given) => {
    const context = openRequestContext(request);
    const { method, nextUrl, headers } = request;
    const name = `${method} ${matchRoute(nextUrl.pathname)?.template ?? "unknown"}`;
    return inCallSpan(name, headers, async (mark) => {
      const response = await runInRequest(context, () =>
        answerInContext(run, request, given.params, context),
      );
      mark({ "http.response.status_code": response.status, "vitrine.request_id": context.id });
      return response;
    });
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
    countProblem(failure.code);
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
    const authenticated = await identify({
      authorization: request.headers.get("authorization"),
      cookie: (name) => request.cookies.get(name)?.value,
      readOnly: isRead(request.method),
    });
    if (!authenticated) countCall("anonymous", address);
    return authenticated;
  } catch (error) {
    if (toPortalError(error).code === "unauthenticated") countCall("anonymous", address);
    throw error;
  }
}

function findSignal({ signal }: NextRequest, { session }: Authenticated): AbortSignal {
  return session === undefined ? signal : AbortSignal.any([signal, sessionEnds().signal(session)]);
}

/** For every address of the API that is none. */
export const answerUnknown = answerOpenly<{ path: string[] }>(async (request) => {
  throw noRoute(request);
});

/** Parameters of the routes of one resource, and of its pages. */
export type AddressParams = PathParameters<`GET ${typeof RESOURCE_PATH}`>;

/** The address of an object, as its path has it. Throws `invalid`. */
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
export function sendJson(body: unknown, status = 200): Response {
  return new Response(formatJson(body), {
    status,
    headers: { "cache-control": "no-store", "content-type": "application/json" },
  });
}
