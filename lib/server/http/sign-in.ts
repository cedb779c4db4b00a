import "server-only";
import { NextRequest } from "next/server";
import NextAuth, { type LoggerInstance } from "next-auth";
import { z } from "zod";
import { listFlow } from "#lib/auth/providers/flow";
import { readCallback } from "#lib/auth/session/callback-url";
import { callbackCookieName } from "#lib/auth/session/cookie-names";
import { buildAuthOptions } from "#lib/auth/session/session";
import {
  explainFailure,
  nameFailure,
  SignInError,
  type SignInFailure,
} from "#lib/auth/session/sign-in-failure";
import { type Config, readConfig } from "#lib/config/config";
import { admitsPeople } from "#lib/config/sign-in";
import { PortalError, toPortalError } from "#lib/errors";
import { audit } from "#lib/server/http/audit";
import { AUTH_PREFIX, answerAuth } from "#lib/server/http/auth-endpoint";
import { countCall } from "#lib/server/http/call-limits";
import { namesOtherHost } from "#lib/server/http/own-address";
import { answerProblem, toProblem } from "#lib/server/http/problem";
import { readText } from "#lib/server/http/read-body";
import type { RequestContext } from "#lib/server/http/request-context";
import { describeError, log } from "#lib/server/log";
import { identityPeople, identityProviders } from "#lib/server/session/people";
import { sessionEnds } from "#lib/server/session/session-ends";

/** Bytes. The forms of next-auth hold a token, an address and a name. */
const FORM_LIMIT = 64 * 1024;

type Context = { params: Promise<{ nextauth: string[] }> };

/** The endpoints of next-auth; the route under `app/api/auth`. */
export function handleSignIn(request: NextRequest, context: Context): Promise<Response> {
  return answerAuth(request, (known) => answerSignIn(request, context, known));
}

async function answerSignIn(
  request: NextRequest,
  context: Context,
  known: RequestContext,
): Promise<Response> {
  const call = readCall(request);
  let config: Config | undefined;
  try {
    config = readConfig();
    // A sign-in without limits would try names and fill the memory of ended sessions.
    if (call.isAttempt) countCall("signIn", known.address);
    const sent = await readForm(request, call);
    if (call.action === "signin") assertOwnHost(request, config);
    let reported: SignInFailure | undefined;
    const options = await buildOptions(config, known, call, request, (error) => {
      reported = nameFailure(error);
    });
    const response: Response = await NextAuth(options)(sent, context);
    const failure = call.isAttempt ? await findFailure(response, reported, config) : undefined;
    if (failure !== undefined || isRefused(call, response))
      audit({ action: "sign-in", result: "refused", status: response.status });
    return failure === undefined ? response : answerFailure(response, failure, call, request, config);
  } catch (error) {
    return answerError(error, call, request, config);
  }
}

interface Call {
  /** The endpoint of next-auth, such as `callback`. */
  action: string;
  /** The provider that the address names; empty without one. */
  provider: string;
  /** It may sign somebody in: a form that is sent, or the way back from the identity provider. */
  isAttempt: boolean;
  /** The page to come back to, from the form. On the way back it is in a cookie. */
  wanted?: string | null;
}

function readCall({ url, method }: Pick<NextRequest, "url" | "method">): Call {
  const [action = "", provider = ""] = new URL(url).pathname.slice(AUTH_PREFIX.length).split("/");
  const isAttempt = action === "callback" || (action === "signin" && method === "POST");
  return { action, provider, isAttempt };
}

/**
 * Refuses to send a person to a provider from another host than the portal's own: the provider sends them back to the
 * portal's own, where the browser has no cookie of this sign-in. Only the browser knows the host, since a proxy can change
 * the `Host` header. People of the configuration sign in at any host.
 */
function assertOwnHost({ headers }: NextRequest, { url }: Config): void {
  const origin = headers.get("origin") ?? "";
  if (URL.canParse(origin) && namesOtherHost(new URL(origin).host, url))
    throw new SignInError("host", `The sign-in started at ${origin}.`);
}

async function buildOptions(
  config: Config,
  known: RequestContext,
  { provider, isAttempt }: Call,
  { cookies }: NextRequest,
  fail: (error: unknown) => void,
) {
  const admitting = readConfig().signIn.filter(admitsPeople);
  const offered = identityProviders().filter(({ id }) => admitting.some((one) => one.id === id));
  const providers = offered.map((one) =>
    isAttempt && one.id === provider ? one.buildFlow() : listFlow(one),
  );
  return buildAuthOptions(config, {
    logger: createLogger(fail),
    providers: await Promise.all(providers),
    cookie: (name) => cookies.get(name)?.value,
    ends: sessionEnds(),
    onSignIn(user, via) {
      known.identity = { user, via };
      audit({ action: "sign-in", result: "done", status: 200 });
    },
    onSignOut(session, user, via) {
      sessionEnds().end(session);
      // Beside the sign-in, these are the accounts that the person connected.
      for (const people of identityPeople().values()) people.endSession(session.id);
      known.identity = { user, via };
      audit({ action: "sign-out", result: "done", status: 200 });
    },
  });
}

/** next-auth answers so where nobody has the name that was sent; it reports no error. */
function isRefused({ action }: Call, { status }: Response): boolean {
  return action === "callback" && status === 401;
}

/** next-auth reads a body whole, however large. Notes the page to come back to. */
async function readForm(request: NextRequest, call: Call): Promise<NextRequest> {
  if (request.method !== "POST") return request;
  const body = await readText(request, { limit: FORM_LIMIT });
  call.wanted = new URLSearchParams(body).get("callbackUrl");
  return new NextRequest(request.url, { method: "POST", headers: request.headers, body });
}

/**
 * Why an attempt failed: next-auth then leads to one of its own pages, in some cases without a reason. It refuses a
 * form without its cookie, which a browser that blocks cookies does not send.
 */
async function findFailure(
  response: Response,
  reported: SignInFailure | undefined,
  { url }: Config,
): Promise<SignInFailure | undefined> {
  const next = response.headers.get("location") ?? (await readNextStop(response));
  if (next === undefined) return undefined;
  const { origin, pathname, searchParams } = new URL(next, url);
  if (origin !== url || !pathname.startsWith(AUTH_PREFIX)) return undefined;
  if (searchParams.has("csrf")) return "cookies";
  // Nobody has the name that was sent; the sign-in page explains it.
  if (searchParams.get("error") === "CredentialsSignin") return undefined;
  return reported ?? "failed";
}

const nextStop = z.object({ url: z.string() });

/** Where next-auth's script sends the browser, from the answer that it reads. */
async function readNextStop(response: Response): Promise<string | undefined> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return nextStop.safeParse(body).data?.url;
}

/** Leads to the sign-in page, which explains the failure and comes back to where the person wanted to go. */
function answerFailure(
  { headers, status }: Response,
  failure: SignInFailure,
  call: Call,
  request: NextRequest,
  config: Config,
): Response {
  const page = findPage(failure, call, request, config);
  if (request.method !== "GET") return Response.json({ url: page }, { status, headers });
  headers.set("location", page);
  return new Response(null, { status: 302, headers });
}

/** @param config undefined where it cannot be read */
function answerError(
  thrown: unknown,
  call: Call,
  request: NextRequest,
  config: Config | undefined,
): Response {
  const failure = nameFailure(thrown);
  const error = toAnswer(thrown, failure, config);
  const problem = answerProblem(error, { method: request.method, path: "/api/auth" });
  if (call.isAttempt) audit({ action: "sign-in", result: "refused", status: error.status, code: error.code });
  if (!call.isAttempt && call.action !== "error") return problem;
  const page = findPage(error.code === "too-many-requests" ? "busy" : failure, call, request, config);
  // A person sees what stands here; next-auth's script goes to the address that it finds in the answer.
  if (request.method === "GET") return new Response(null, { status: 302, headers: { location: page } });
  return Response.json(
    { ...toProblem(error), url: page },
    { status: error.status, headers: problem.headers },
  );
}

/** A failure that is known is no error of the portal. */
function toAnswer(thrown: unknown, failure: SignInFailure, config: Config | undefined): PortalError {
  const error = toPortalError(thrown);
  if (error.code !== "internal" || failure === "failed" || !config) return error;
  const place = { name: "The identity provider", origin: config.url };
  const { detail, suggestion } = explainFailure(failure, place);
  return new PortalError("forbidden", { detail, suggestion, cause: thrown });
}

/** The path of the sign-in page with the reason, the provider, and the page to come back to. */
function findPage(
  failure: SignInFailure,
  { provider, wanted }: Call,
  { cookies }: NextRequest,
  config: Config | undefined,
): string {
  const query = new URLSearchParams({ error: failure });
  if (config) {
    const kept = cookies.get(callbackCookieName(config.url))?.value;
    query.set("callbackUrl", readCallback(wanted ?? kept, config.url));
  }
  if (provider !== "") query.set("provider", provider);
  return `/sign-in?${query}`;
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
