/**
 * Connecting an account of a Git host to a session: the authorization code flow with PKCE and a state, as in a sign-in, but
 * the session stays as it is. https://www.rfc-editor.org/rfc/rfc9700#section-2.1
 */
import { createHash, randomBytes } from "node:crypto";
import type { ConfiguredHost, PendingSecrets } from "#lib/auth/git-account/account-cookie";
import { isReserved } from "#lib/auth/providers/reserved-names";
import type { IdentityProvider, ProviderTokens } from "#lib/auth/providers/types";
import { SignInError } from "#lib/auth/session/sign-in-failure";
import type { Identity } from "#lib/auth/types";
import type { ConfiguredSignIn } from "#lib/config/sign-in";

/**
 * The callback address. It is below that of the sign-in, because an OAuth App of GitHub accepts only addresses below the
 * registered one: https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#redirect-urls
 */
export function accountCallback(portal: string, id: string): string {
  return `${portal}/api/auth/callback/${id}/account`;
}

/** The page of the host that asks the person, and the secrets to keep until they come back. */
export async function startConnection(
  provider: IdentityProvider,
  portal: string,
): Promise<{ page: string; secrets: PendingSecrets }> {
  const { clientId, authorization } = await openHostFlow(provider);
  const secrets = {
    state: randomBytes(32).toString("base64url"),
    verifier: randomBytes(32).toString("base64url"),
  };
  const page = new URL(authorization.url);
  const parameters = {
    ...authorization.params,
    response_type: "code",
    client_id: clientId,
    redirect_uri: accountCallback(portal, provider.id),
    state: secrets.state,
    code_challenge: createHash("sha256").update(secrets.verifier).digest("base64url"),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(parameters)) page.searchParams.set(name, value);
  return { page: page.href, secrets };
}

/**
 * The tokens of the account that the person came back with.
 * @param secrets of this session; undefined where it started no connection
 * @throws SignInError for a connection that fails
 * @throws PortalError `sign-in-unavailable`, `git-unavailable` where the host does not answer; `misconfigured`
 */
export async function finishConnection(
  provider: IdentityProvider,
  portal: string,
  answer: URLSearchParams,
  secrets: PendingSecrets | undefined,
): Promise<ProviderTokens> {
  if (!secrets || answer.get("state") !== secrets.state)
    throw new SignInError("late", "The state is not the one of this session.");
  const refusal = answer.get("error");
  if (refusal !== null) throw new SignInError("refused", `The host answered ${refusal}.`);
  const { exchange } = await openHostFlow(provider);
  const tokens = await exchange({
    code: answer.get("code") ?? "",
    redirectUri: accountCallback(portal, provider.id),
    verifier: secrets.verifier,
  });
  const account = await provider.readAccount(tokens.access);
  if ("refused" in account) throw new SignInError("barred", `The host refused: ${account.refused}.`);
  if (account.user === "" || isReserved(account.user))
    throw new SignInError("barred", "The account has a reserved name.");
  return tokens;
}

/** A sign-in of the configuration that people can connect an account of. */
export function isHost(signIn: ConfiguredSignIn): signIn is ConfiguredHost {
  return signIn.provider !== "oidc";
}

/** The Git hosts that a person can connect an account of: a guest is many people, and a script has no session. */
export function listConnectable(
  { via }: Pick<Identity, "via">,
  signIn: readonly ConfiguredSignIn[],
): ConfiguredHost[] {
  return via === "guest" || via === "token" ? [] : signIn.filter(isHost).filter(({ id }) => id !== via);
}

function openHostFlow(provider: IdentityProvider) {
  if (!provider.openFlow) throw new Error(`${provider.name} is no Git host.`);
  return provider.openFlow();
}
