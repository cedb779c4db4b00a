import "server-only";
import { NextRequest } from "next/server";
import NextAuth, { type LoggerInstance } from "next-auth";
import { buildAuthOptions } from "#lib/auth/session/session";
import type { ReadCookie } from "#lib/auth/session/session-cookie";
import { nameFailure, type SignInFailure } from "#lib/auth/session/sign-in-failure";
import { type Config, readConfig } from "#lib/config/config";
import { toPortalError } from "#lib/errors";
import { audit } from "#lib/server/http/audit";
import { countCall } from "#lib/server/http/call-limits";
import { answerProblem, toProblem } from "#lib/server/http/problem";
import { readText } from "#lib/server/http/read-body";
import {
  openRequestContext,
  REQUEST_ID_HEADER,
  type RequestContext,
  runInRequest,
} from "#lib/server/http/request-context";
import { describeError, log } from "#lib/server/log";
import { countRequest } from "#lib/server/metrics";
import { findGiteaPeople, readClientSecret } from "#lib/server/session/gitea-people";
import { sessionEnds } from "#lib/server/session/session-ends";

const ERROR_PAGE = "/api/auth/error";

/** Bytes. The forms of next-auth hold a token, an address and a name. */
const FORM_LIMIT = 64 * 1024;

type Context = { params: Promise<{ nextauth: string[] }> };

/** The endpoints of next-auth; the route under `app/api/auth`. */
export function handleSignIn(request: NextRequest, context: Context): Promise<Response> {
  const known = openRequestContext(request);
  return runInRequest(known, async () => {
    const started = performance.now();
    const response = await answerSignIn(request, context, known);
    response.headers.set(REQUEST_ID_HEADER, known.id);
    const seconds = (performance.now() - started) / 1_000;
    countRequest({ method: request.method, pathname: PREFIX, status: response.status, seconds });
    return response;
  });
}

const PREFIX = "/api/auth/";

async function answerSignIn(
  request: NextRequest,
  context: Context,
  known: RequestContext,
): Promise<Response> {
  const { pathname } = new URL(request.url);
  try {
    const config = readConfig();
    // A sign-in without limits would try names and fill the memory of ended sessions.
    if (isAttempt(request.method, pathname)) countCall("signIn", known.address);
    let failure: SignInFailure | undefined;
    const fail = (reason: SignInFailure) => {
      failure = reason;
    };
    const options = await buildOptions(config, known, {
      cookie: (name) => request.cookies.get(name)?.value,
      fail,
    });
    const response: Response = await NextAuth(options)(await capBody(request), context);
    if (failure !== undefined || isRefused(pathname, response))
      audit({ action: "sign-in", result: "refused", status: response.status });
    return failure ? tellFailure(response, failure) : response;
  } catch (error) {
    return tellProblem(error, request, pathname);
  }
}

interface SignInParts {
  cookie: ReadCookie;
  fail: (reason: SignInFailure) => void;
}

async function buildOptions(config: Config, known: RequestContext, { cookie, fail }: SignInParts) {
  const { signIn } = config;
  return buildAuthOptions(config, {
    logger: createLogger((error) => fail(nameFailure(error))),
    ...(signIn ? { clientSecret: await readClientSecret(signIn) } : {}),
    cookie,
    ends: sessionEnds(),
    onSignIn(user, via) {
      known.identity = { user, via };
      audit({ action: "sign-in", result: "done", status: 200 });
    },
    onSignOut(session, user, via) {
      sessionEnds().end(session);
      findGiteaPeople()?.endSession(session.id);
      known.identity = { user, via };
      audit({ action: "sign-out", result: "done", status: 200 });
    },
  });
}

/** Whether it may sign somebody in: a form that is sent, or the way back from the identity provider. */
function isAttempt(method: string, pathname: string): boolean {
  const [action] = pathname.slice(PREFIX.length).split("/");
  return action === "callback" || (action === "signin" && method === "POST");
}

/** next-auth answers so where nobody has the name that was sent; it reports no error. */
function isRefused(pathname: string, { status }: Response): boolean {
  return pathname.startsWith(`${PREFIX}callback/`) && status === 401;
}

/** next-auth reads a body whole, however large. */
async function capBody(request: NextRequest): Promise<NextRequest> {
  if (request.method !== "POST") return request;
  const body = await readText(request, { limit: FORM_LIMIT });
  return new NextRequest(request.url, { method: "POST", headers: request.headers, body });
}

function tellProblem(thrown: unknown, { method }: NextRequest, pathname: string): Response {
  const error = toPortalError(thrown);
  const problem = answerProblem(error, { method, path: "/api/auth" });
  const isBusy = error.code === "too-many-requests";
  if (isBusy) audit({ action: "sign-in", result: "refused", status: error.status, code: error.code });
  // Where next-auth's script sends the browser when it had no answer of use: a person sees what stands there.
  if (pathname === ERROR_PAGE) return redirect("failed");
  if (!isBusy) return problem;
  if (method === "GET") return redirect("busy");
  // next-auth's script goes to the address that it finds in the answer.
  const url = `${readConfig().url}/sign-in?error=busy`;
  return Response.json({ ...toProblem(error), url }, { status: error.status, headers: problem.headers });
}

function redirect(failure: SignInFailure): Response {
  return new Response(null, { status: 302, headers: { location: `/sign-in?error=${failure}` } });
}

function createLogger(onError: (error: unknown) => void): Partial<LoggerInstance> {
  return {
    error(code, metadata) {
      onError(metadata);
      const error = "error" in metadata ? metadata.error : metadata;
      log().warn({ code, error: describeError(error) }, "sign-in failed");
    },
    warn: (code) => log().debug({ code }, "sign-in"),
    debug: () => undefined,
  };
}

/** next-auth has one word for most failures: ours says more, and its own next stop knows where to come back to. */
function tellFailure(response: Response, failure: SignInFailure): Response {
  const address = response.headers.get("location");
  const next = address && new URL(address, readConfig().url);
  if (next && next.pathname === ERROR_PAGE)
    response.headers.set("location", `${next.origin}/api/auth/signin?error=${failure}`);
  return response;
}
