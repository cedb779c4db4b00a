/** The OAuth web flow: https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#web-application-flow */
import { z } from "zod";
import { isAllowedRedirect, type OAuthClient } from "#demo/stand-ins/github/oauth/grants";
import {
  describePerson,
  listPeople,
  type PageCall,
  type PageRoute,
  showPage,
  showProblem,
} from "#demo/stand-ins/github/pages/page";
import type { Answer, Exchange } from "#demo/stand-ins/http/server";
import { addParameters, readBasic, readFields } from "#demo/stand-ins/oauth/requests";
import { showConsentForm } from "#demo/stand-ins/pages/session";
import { redirect } from "#demo/stand-ins/pages/shell";

export const OAUTH_ROUTES: readonly PageRoute[] = [
  { method: "GET", template: "/login/oauth/authorize", isPrivate: false, handle: showAuthorize },
  { method: "POST", template: "/login/oauth/authorize", isPrivate: false, handle: authorize },
];

interface Wanted {
  client: OAuthClient;
  redirect: string;
  state: string | null;
  scopes: string[];
  challenge: string | undefined;
}

/** GitHub leads to the registered address and names the problem there. */
const MISMATCH = {
  error: "redirect_uri_mismatch",
  error_description: "The redirect_uri MUST match the registered callback URL for this application.",
  error_uri:
    "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-authorization-request-errors/#redirect-uri-mismatch",
};

/** The parameters of a request for authorization, or the answer that refuses them. */
function readWanted(call: PageCall, parameters: URLSearchParams): Wanted | Answer {
  const client = call.host.clients.find(({ clientId }) => clientId === parameters.get("client_id"));
  if (!client) return showProblem(call, 404, "No application has this client_id.");
  const [callback = ""] = client.callbacks;
  const target = parameters.get("redirect_uri") ?? callback;
  const state = parameters.get("state");
  if (!isAllowedRedirect(client, target)) return redirect(addParameters(callback, { ...MISMATCH, state }));
  const challenge = parameters.get("code_challenge") ?? undefined;
  if (challenge !== undefined && parameters.get("code_challenge_method") !== "S256")
    return redirect(
      addParameters(target, {
        error: "invalid_request",
        error_description: "The code_challenge_method must be S256.",
        state,
      }),
    );
  const scopes = (parameters.get("scope") ?? "").split(/[\s,]+/).filter(Boolean);
  return { client, redirect: target, state, scopes, challenge };
}

function showAuthorize(call: PageCall): Answer {
  const parameters = call.exchange.url.searchParams;
  const wanted = readWanted(call, parameters);
  if ("status" in wanted) return wanted;
  const { client, scopes } = wanted;
  const people = listPeople(call.host.state).map(describePerson);
  const body = showConsentForm("/login/oauth/authorize", client.name, people, scopes, parameters);
  const formTargets = [new URL(wanted.redirect).origin];
  return showPage(call, `Authorize ${client.name}`, body, { formTargets });
}

function authorize(call: PageCall): Answer {
  const wanted = readWanted(call, call.form);
  if ("status" in wanted) return wanted;
  const { client, state, scopes, challenge } = wanted;
  const account = listPeople(call.host.state).find(({ login }) => login === call.form.get("login"));
  if (!account) {
    const denied = {
      error: "access_denied",
      error_description: "The user has denied your application access.",
      state,
    };
    return redirect(addParameters(wanted.redirect, denied));
  }
  const code = call.host.grants.issueCode({ client, account, redirect: wanted.redirect, scopes, challenge });
  return redirect(addParameters(wanted.redirect, { code, state }));
}

const tokenRequest = z.object({
  client_id: z.string().default(""),
  client_secret: z.string().default(""),
  code: z.string().optional(),
  redirect_uri: z.string().optional(),
  code_verifier: z.string().optional(),
  grant_type: z.string().optional(),
  refresh_token: z.string().optional(),
});

/** `POST /login/oauth/access_token`, with a form or JSON; the answer is a form unless the client accepts JSON. */
export function answerAccessToken(host: PageCall["host"], exchange: Exchange): Answer {
  const { headers } = exchange;
  const sent = tokenRequest.safeParse(readFields(exchange));
  if (!sent.success) return { status: 400, headers: { "content-type": "text/plain" }, body: "Bad request\n" };
  const basic = readBasic(headers.authorization);
  const { data } = sent;
  const isRefresh = data.grant_type === "refresh_token";
  const answer = host.grants.exchange({
    clientId: basic?.user ?? data.client_id,
    clientSecret: basic?.password ?? data.client_secret,
    code: data.code,
    redirect: data.redirect_uri,
    verifier: data.code_verifier,
    refreshToken: isRefresh ? (data.refresh_token ?? "") : undefined,
  });
  if (headers.accept?.includes("application/json"))
    return {
      status: 200,
      headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" },
      body: JSON.stringify(answer),
    };
  const fields = Object.entries(answer).map(([name, value]): [string, string] => [name, String(value)]);
  return {
    status: 200,
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      "cache-control": "no-store",
    },
    body: new URLSearchParams(fields).toString(),
  };
}
