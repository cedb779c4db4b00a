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
import type { ReadCookie } from "#lib/auth/session/session-cookie";
import { nameFailure, SignInError } from "#lib/auth/session/sign-in-failure";
import { type Config, readConfig } from "#lib/config/config";
import { toPortalError } from "#lib/errors";
import { audit } from "#lib/server/http/audit";
import { answerAuth } from "#lib/server/http/auth-endpoint";
import { countCall } from "#lib/server/http/call-limits";
import type { RequestContext } from "#lib/server/http/request-context";
import { describeError, log } from "#lib/server/log";
import { identify } from "#lib/server/session/authentication";
import { identityProviders } from "#lib/server/session/people";

type Context = { params: Promise<{ provider: string }> };

/** Browsers and servers limit the cookies of a call together: `LONGEST_SESSION` of the session, with room for this. */
const MOST_COOKIES = 13_000;

/**
 * The way back from a Git host whose account a person connects. It always leads to the settings, which show the account,
 * or why it is not connected.
 */
export function handleAccountCallback(request: NextRequest, { params }: Context): Promise<Response> {
  return answerAuth(request, async (known) => {
    const { provider: id } = await params;
    const { page, cookies } = await connect(request, id, known);
    const headers = new Headers({ location: page, "cache-control": "no-store" });
    for (const cookie of cookies) headers.append("set-cookie", cookie);
    return new Response(null, { status: 302, headers });
  });
}

async function connect(
  request: NextRequest,
  id: string,
  known: RequestContext,
): Promise<{ page: string; cookies: string[] }> {
  const cookies: string[] = [];
  try {
    const config = readConfig();
    countCall("signIn", known.address);
    const host = config.signIn.filter(isHost).find((one) => one.id === id);
    if (!host) return { page: "/settings", cookies };
    cookies.push(clearPendingCookie(config, id));
    cookies.push(await connectHost(request, config, host, known));
    audit({ action: "connect-account", account: id, result: "done", status: 200 });
    return { page: "/settings", cookies };
  } catch (error) {
    const { code, status } = toPortalError(error);
    const failure = code === "too-many-requests" ? "busy" : nameFailure(error);
    log().warn({ failure, error: describeError(error) }, "a Git account was not connected");
    const refusal = { result: "refused", status: failure === "busy" ? status : 403 } as const;
    audit({ action: "connect-account", account: id.slice(0, 253), ...refusal });
    return { page: `/settings?${new URLSearchParams({ error: failure, provider: id })}`, cookies };
  }
}

/** The cookie of the connected account. */
async function connectHost(
  request: NextRequest,
  config: Config,
  host: ConfiguredHost,
  known: RequestContext,
): Promise<string> {
  const cookie = (name: string) => request.cookies.get(name)?.value;
  const owner = await findOwner(cookie, known);
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

async function findOwner(cookie: ReadCookie, known: RequestContext): Promise<SessionOwner | undefined> {
  const found = await identify({ authorization: null, cookie, readOnly: true });
  if (found?.session === undefined) return undefined;
  const { user, via } = found.identity;
  known.identity = { user, via };
  return { id: found.session, user };
}
