import "server-only";
import type { NextRequest } from "next/server";
import {
  type ConfiguredHost,
  clearPendingCookie,
  readPendingCookie,
  type SessionOwner,
  writeAccountCookie,
} from "#lib/auth/git-account/account-cookie";
import { finishConnection, isHost } from "#lib/auth/git-account/connect";
import { authenticate } from "#lib/auth/identity";
import { nameFailure, SignInError } from "#lib/auth/session/sign-in-failure";
import { type Config, readConfig } from "#lib/config/config";
import { toPortalError } from "#lib/errors";
import { audit } from "#lib/server/http/audit";
import { countCall } from "#lib/server/http/call-limits";
import { openRequestContext, REQUEST_ID_HEADER, runInRequest } from "#lib/server/http/request-context";
import { describeError, log } from "#lib/server/log";
import { countRequest } from "#lib/server/metrics";
import { identityPeople, identityProviders } from "#lib/server/session/people";
import { sessionEnds } from "#lib/server/session/session-ends";

type Context = { params: Promise<{ provider: string }> };

/** Browsers and servers limit the cookies of a call together: `LONGEST_SESSION` of the session, with room for this. */
const MOST_COOKIES = 13_000;

/**
 * The way back from a Git host whose account a person connects. It always leads to the settings, which show the account,
 * or why it is not connected.
 */
export function handleAccountCallback(request: NextRequest, { params }: Context): Promise<Response> {
  const known = openRequestContext(request);
  return runInRequest(known, async () => {
    const started = performance.now();
    const { provider: id } = await params;
    const { page, cookies } = await connect(request, id, (user, via) => {
      known.identity = { user, via };
    });
    const response = new Response(null, { status: 302, headers: { location: page } });
    response.headers.set("cache-control", "no-store");
    for (const cookie of cookies) response.headers.append("set-cookie", cookie);
    response.headers.set(REQUEST_ID_HEADER, known.id);
    const seconds = (performance.now() - started) / 1_000;
    countRequest({ method: request.method, pathname: "/api/auth/", status: 302, seconds });
    return response;
  });
}

async function connect(
  request: NextRequest,
  id: string,
  note: (user: string, via: string) => void,
): Promise<{ page: string; cookies: string[] }> {
  const cookies: string[] = [];
  try {
    const config = readConfig();
    countCall("signIn", openRequestContext(request).address);
    const host = config.signIn.filter(isHost).find((one) => one.id === id);
    if (!host) return { page: "/settings", cookies };
    cookies.push(clearPendingCookie(config, id));
    cookies.push(await connectHost(request, config, host, note));
    audit({ action: "connect-account", result: "done", status: 200 });
    return { page: "/settings", cookies };
  } catch (error) {
    const { code, status } = toPortalError(error);
    const failure = code === "too-many-requests" ? "busy" : nameFailure(error);
    log().warn({ failure, error: describeError(error) }, "a Git account was not connected");
    audit({ action: "connect-account", result: "refused", status: failure === "busy" ? status : 403 });
    return { page: `/settings?${new URLSearchParams({ error: failure, provider: id })}`, cookies };
  }
}

/** The cookie of the connected account. */
async function connectHost(
  request: NextRequest,
  config: Config,
  host: ConfiguredHost,
  note: (user: string, via: string) => void,
): Promise<string> {
  const cookie = (name: string) => request.cookies.get(name)?.value;
  const owner = await findOwner(cookie, config, note);
  const secrets = owner && (await readPendingCookie(cookie, config, host, owner));
  const provider = identityProviders().find((one) => one.id === host.id);
  if (!owner || !provider) throw new SignInError("ended", "Nobody is signed in.");
  const tokens = await finishConnection(provider, config.url, request.nextUrl.searchParams, secrets);
  const value = await writeAccountCookie(tokens, config, host, owner);
  const length = (request.headers.get("cookie") ?? "").length + (value?.length ?? 0);
  if (value === undefined || length > MOST_COOKIES)
    throw new SignInError("large", "The tokens of the account are too long for cookies.");
  return value;
}

async function findOwner(
  cookie: (name: string) => string | undefined,
  config: Config,
  note: (user: string, via: string) => void,
): Promise<SessionOwner | undefined> {
  const found = await authenticate({ authorization: null, cookie, readOnly: true }, config, {
    people: identityPeople(),
    ends: sessionEnds(),
  });
  if (found?.session === undefined) return undefined;
  note(found.identity.user, found.identity.via);
  return { id: found.session, user: found.identity.user };
}
