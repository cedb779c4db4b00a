/** Sign-in of people at the portal with GitLab: https://docs.gitlab.com/api/oauth2/#authorization-code-with-proof-key-for-code-exchange-pkce */
import { z } from "zod";
import type { Host } from "#demo/stand-ins/gitlab/host";
import { ACCESS_LIFETIME, type GrantError } from "#demo/stand-ins/gitlab/oauth/grants";
import { describeIssuer, describeUser, issueIdToken, loadKeys } from "#demo/stand-ins/gitlab/oauth/identity";
import {
  describePerson,
  listPeople,
  type PageCall,
  type PageRoute,
  showPage,
  showProblem,
} from "#demo/stand-ins/gitlab/pages/page";
import type { Scope } from "#demo/stand-ins/gitlab/state/access";
import { Refusal } from "#demo/stand-ins/gitlab/state/refusal";
import { findSender } from "#demo/stand-ins/gitlab/tokens/sender";
import type { Answer, Exchange } from "#demo/stand-ins/http/server";
import { addParameters, readBasic, readFields } from "#demo/stand-ins/oauth/requests";
import { showConsentForm } from "#demo/stand-ins/pages/session";
import { redirect } from "#demo/stand-ins/pages/shell";

const AUTHORIZE = "/oauth/authorize";

export const OAUTH_ROUTES: readonly PageRoute[] = [
  { method: "GET", template: AUTHORIZE, isPrivate: false, handle: showAuthorize },
  { method: "POST", template: AUTHORIZE, isPrivate: false, handle: authorize },
];

interface Wanted {
  redirect: string;
  state: string | null;
  scopes: Scope[];
  challenge: string | undefined;
  nonce: string | undefined;
}

/** The parameters of a request for authorization, or the answer that refuses them. */
function readWanted(call: PageCall, parameters: URLSearchParams): Wanted | Answer {
  const { client } = call.host;
  const target = parameters.get("redirect_uri") ?? "";
  if (parameters.get("client_id") !== client.clientId)
    return showProblem(call, 401, "Client authentication failed due to unknown client.");
  if (!client.callbacks.includes(target))
    return showProblem(call, 401, "The redirect URI included is not valid.");
  const state = parameters.get("state");
  const fail = (error: string, description: string) =>
    redirect(addParameters(target, { error, error_description: description, state }));
  if (parameters.get("response_type") !== "code")
    return fail("unsupported_response_type", "The authorization server does not support this response type.");
  const wanted = (parameters.get("scope") ?? "read_user").split(/\s+/).filter(Boolean);
  const scopes = client.scopes.filter((scope) => wanted.includes(scope));
  if (scopes.length !== wanted.length)
    return fail("invalid_scope", "The requested scope is invalid, unknown, or malformed.");
  const challenge = parameters.get("code_challenge") ?? undefined;
  if (challenge !== undefined && parameters.get("code_challenge_method") !== "S256")
    return fail("invalid_code_challenge_method", "The code challenge method must be S256.");
  return { redirect: target, state, scopes, challenge, nonce: parameters.get("nonce") ?? undefined };
}

function showAuthorize(call: PageCall): Answer {
  const parameters = call.exchange.url.searchParams;
  const wanted = readWanted(call, parameters);
  if ("status" in wanted) return wanted;
  const { name } = call.host.client;
  const people = listPeople(call.host.state).map(describePerson);
  const body = showConsentForm(AUTHORIZE, name, people, wanted.scopes, parameters);
  return showPage(call, `Authorize ${name}`, body, { formTargets: [new URL(wanted.redirect).origin] });
}

function authorize(call: PageCall): Answer {
  const wanted = readWanted(call, call.form);
  if ("status" in wanted) return wanted;
  const { state } = wanted;
  const account = listPeople(call.host.state).find(({ username }) => username === call.form.get("login"));
  if (!account) {
    const error_description = "The resource owner or authorization server denied the request.";
    return redirect(addParameters(wanted.redirect, { error: "access_denied", error_description, state }));
  }
  const code = call.host.grants.issueCode({ ...wanted, account });
  return redirect(addParameters(wanted.redirect, { code, state }));
}

const tokenRequest = z.object({
  grant_type: z.string().default(""),
  client_id: z.string().default(""),
  client_secret: z.string().default(""),
  code: z.string().optional(),
  redirect_uri: z.string().optional(),
  code_verifier: z.string().optional(),
  refresh_token: z.string().optional(),
});

const DESCRIPTIONS: Readonly<Record<GrantError, string>> = {
  invalid_client:
    "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
  invalid_grant:
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
  unsupported_grant_type: "The authorization grant type is not supported by the authorization server.",
};

function answerJson(status: number, body: unknown): Answer {
  const headers = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" };
  return { status, headers, body: JSON.stringify(body) };
}

/** Discovery, keys, tokens and the person of a token; undefined for another address. */
export async function answerIdentity(host: Host, exchange: Exchange): Promise<Answer | undefined> {
  const { method, url } = exchange;
  const isGet = method === "GET";
  if (isGet && url.pathname === "/.well-known/openid-configuration")
    return answerJson(200, describeIssuer(host.url));
  if (isGet && url.pathname === "/oauth/discovery/keys")
    return answerJson(200, { keys: [(await loadKeys()).publicKey] });
  if (url.pathname === "/oauth/userinfo") return answerUser(host, exchange);
  return method === "POST" && url.pathname === "/oauth/token" ? answerToken(host, exchange) : undefined;
}

async function answerToken(host: Host, exchange: Exchange): Promise<Answer> {
  const sent = tokenRequest.safeParse(readFields(exchange));
  if (!sent.success) return answerJson(400, { error: "invalid_request" });
  const { data } = sent;
  const basic = readBasic(exchange.headers.authorization);
  const issued = host.grants.exchange({
    grant: data.grant_type,
    clientId: basic?.user ?? data.client_id,
    clientSecret: basic?.password ?? data.client_secret,
    code: data.code,
    redirect: data.redirect_uri,
    verifier: data.code_verifier,
    refreshToken: data.refresh_token,
  });
  if (typeof issued === "string")
    return answerJson(issued === "invalid_client" ? 401 : 400, {
      error: issued,
      error_description: DESCRIPTIONS[issued],
    });
  const { authorization, access, refresh, createdAt } = issued;
  const isOpenId = authorization.scopes.includes("openid");
  return answerJson(200, {
    access_token: access,
    token_type: "Bearer",
    expires_in: ACCESS_LIFETIME,
    refresh_token: refresh,
    scope: authorization.scopes.join(" "),
    created_at: createdAt,
    ...(isOpenId ? { id_token: await issueIdToken(authorization, host.client, host.url, createdAt) } : {}),
  });
}

function answerUser(host: Host, exchange: Exchange): Answer {
  try {
    const viewer = findSender(exchange.headers, host.tokens);
    if (viewer?.scopes.includes("openid"))
      return answerJson(200, describeUser(viewer.account, host.url, viewer.scopes));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return answerJson(401, { error: "invalid_token", error_description: "The access token is invalid" });
}
