import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import type { Account, Flow, IdentityProvider, ProviderTokens } from "#lib/auth/providers/types";
import { SignInError } from "#lib/auth/session/sign-in-failure";

const flowSecrets = z.object({
  state: z.string().min(1),
  code_verifier: z.string().min(1),
  nonce: z.string().optional(),
});

/**
 * The authorization code flow for next-auth, with PKCE and a state. next-auth makes and keeps the secrets of the
 * flow; the tokens are requested and checked here, so that each failure has its reason.
 * https://www.rfc-editor.org/rfc/rfc9700#section-2.1
 */
export function buildCodeFlow(
  { id, name, readAccount }: Pick<IdentityProvider, "id" | "name" | "readAccount">,
  { clientId, authorization, hasNonce = false, issuer, exchange }: Flow,
): OAuthConfig<Account> {
  return {
    id,
    name,
    type: "oauth",
    clientId,
    checks: hasNonce ? ["pkce", "state", "nonce"] : ["pkce", "state"],
    authorization,
    token: {
      async request({ params, checks, provider }) {
        // The types of next-auth lack the nonce.
        const secrets = flowSecrets.parse(checks);
        if (params.state !== secrets.state)
          throw new SignInError("late", "The state is not the one of this browser.");
        const isIssuer = params.iss === issuer?.name || (params.iss === undefined && !issuer?.isRequired);
        if (issuer !== undefined && !isIssuer)
          throw new SignInError("token", "Another issuer sent the person back.");
        const tokens = await exchange({
          code: params.code ?? "",
          redirectUri: provider.callbackUrl,
          verifier: secrets.code_verifier,
          nonce: secrets.nonce,
        });
        return { tokens: toTokenSet(tokens) };
      },
    },
    userinfo: { request: ({ tokens }) => requireAccount(name, readAccount(tokens.access_token ?? "")) },
    profile: ({ user, name: fullName, email }) => ({ id: user, name: fullName, email }),
  };
}

/** The listing of a provider that the current call does not use. */
export function listFlow({ id, name }: Pick<IdentityProvider, "id" | "name">): OAuthConfig<Account> {
  const profile = ({ user }: Account) => ({ id: user });
  return { id, name, type: "oauth", clientId: "", authorization: {}, token: {}, userinfo: {}, profile };
}

/** next-auth's names for tokens; `readTokens` reads them again. */
function toTokenSet({ access, refresh, expiresAt }: ProviderTokens) {
  return {
    access_token: access,
    ...(refresh === undefined ? {} : { refresh_token: refresh }),
    ...(expiresAt === undefined ? {} : { expires_at: Math.floor(expiresAt / 1_000) }),
  };
}

async function requireAccount(
  name: string,
  read: ReturnType<IdentityProvider["readAccount"]>,
): Promise<Account> {
  const account = await read;
  if ("refused" in account)
    throw new SignInError("barred", `${name} refused the account: ${account.refused}`);
  return account;
}
