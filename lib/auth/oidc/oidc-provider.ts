import { decodeJwt } from "jose";
import { z } from "zod";
import { type Claims, pickClaims, readClaims } from "#lib/auth/oidc/claims";
import { createDiscovery } from "#lib/auth/oidc/discovery";
import { createTokenVerifier, type VerifiedClaims } from "#lib/auth/oidc/token-verifier";
import { createTrustedFetch } from "#lib/auth/oidc/trusted-fetch";
import { buildCodeFlow } from "#lib/auth/providers/flow";
import type { ProviderFetch } from "#lib/auth/providers/provider-http";
import {
  exchangeCode,
  refreshTokens,
  type TokenAnswer,
  type TokenEndpoint,
} from "#lib/auth/providers/token-endpoint";
import type { IdentityProvider, ProviderTokens } from "#lib/auth/providers/types";
import { isSignInError, SignInError } from "#lib/auth/session/sign-in-failure";
import { readSecret } from "#lib/config/secret";
import type { ConfiguredOidcSignIn } from "#lib/config/sign-in";

const claims = z.record(z.string(), z.unknown());

/** How long a renewal without an ID token and without a time counts. */
const RENEWED_MILLISECONDS = 5 * 60_000;

/**
 * Any provider of OpenID Connect. A session keeps the claims of the last ID token and the refresh token; the portal
 * has no use for the access token.
 */
export function createOidcSignIn(signIn: ConfiguredOidcSignIn): IdentityProvider {
  const { id, name, issuer, clientId, caFile, audiences = [clientId] } = signIn;
  const fetch: ProviderFetch = caFile === undefined ? globalThis.fetch : createTrustedFetch(caFile);
  const discover = createDiscovery({ name, fetch }, issuer);
  const verify = createTokenVerifier({ signIn, discover, fetch });

  async function openEndpoint(): Promise<TokenEndpoint> {
    const { token_endpoint: url, token_endpoint_auth_methods_supported: methods } = await discover();
    const { clientSecret, clientSecretFile, clientSecretEnv } = signIn;
    const isPublic = (clientSecret ?? clientSecretFile ?? clientSecretEnv) === undefined;
    const secret = isPublic ? undefined : await readSecret(signIn, "clientSecret", `signIn.${id}`);
    const usesBasic = methods.includes("client_secret_basic");
    return { url, name, fetch, clientId, clientSecret: secret, usesBasic };
  }

  async function readIdToken({ idToken }: TokenAnswer): Promise<VerifiedClaims> {
    if (idToken === undefined) throw new SignInError("token", "The provider sent no ID token.");
    const verified = await verify(idToken, [clientId]);
    // A token for several audiences names the one that it was issued to.
    const isOurs = verified.azp === undefined ? !isForSeveral(verified) : verified.azp === clientId;
    if (!isOurs) throw new SignInError("token", "The ID token was issued to another client.");
    return verified;
  }

  function keepClaims(verified: VerifiedClaims, refresh: string | undefined): ProviderTokens {
    const kept = pickClaims(signIn, verified);
    return { access: JSON.stringify(kept), refresh, expiresAt: verified.exp * 1_000 };
  }

  const readAccount: IdentityProvider["readAccount"] = async (access) => {
    try {
      return readClaims(signIn, parseClaims(access));
    } catch (error) {
      // The configuration may have changed since the sign-in.
      if (isSignInError(error)) return { refused: 403 };
      throw error;
    }
  };

  return {
    id,
    name,
    isGitHost: false,
    readAccount,
    async buildFlow() {
      const metadata = await discover();
      const endpoint = await openEndpoint();
      return buildCodeFlow(
        { id, name, readAccount },
        {
          clientId,
          authorization: {
            url: metadata.authorization_endpoint,
            params: { ...signIn.authorizationParameters, scope: signIn.scopes.join(" ") },
          },
          hasNonce: true,
          issuer: { name: issuer, isRequired: metadata.authorization_response_iss_parameter_supported },
          async exchange({ nonce, ...code }) {
            const answer = await exchangeCode(endpoint, code);
            const verified = await readIdToken(answer);
            if (nonce === undefined || verified.nonce !== nonce)
              throw new SignInError("token", "The ID token does not belong to this sign-in.");
            readClaims(signIn, verified);
            return keepClaims(verified, answer.refresh);
          },
        },
      );
    },
    async refresh({ access, refresh = "" }) {
      const answer = await refreshTokens(await openEndpoint(), refresh);
      if (!answer) return undefined;
      // The provider confirms the sign-in and repeats no claims: the last ones stay.
      if (answer.idToken === undefined)
        return {
          access,
          refresh: answer.refresh,
          expiresAt: answer.expiresAt ?? Date.now() + RENEWED_MILLISECONDS,
        };
      const verified = await readIdToken(answer).catch(ignoreInvalid);
      // https://openid.net/specs/openid-connect-core-1_0.html#RefreshTokenResponse
      return verified?.sub === parseClaims(access).sub && verified
        ? keepClaims(verified, answer.refresh)
        : undefined;
    },
    isScriptToken: (token) => isFor(token, issuer, audiences),
    async readScriptAccount(token) {
      try {
        const verified = await verify(token, audiences);
        return { account: readClaims(signIn, verified), expiresAt: verified.exp * 1_000 };
      } catch (error) {
        return ignoreInvalid(error);
      }
    },
  };
}

function isForSeveral({ aud }: VerifiedClaims): boolean {
  return Array.isArray(aud) && aud.length > 1;
}

function parseClaims(access: string): Claims {
  return claims.parse(JSON.parse(access));
}

/** Whether a token names the issuer and one of the audiences, before any check. */
function isFor(token: string, issuer: string, audiences: readonly string[]): boolean {
  try {
    const { iss, aud = [] } = decodeJwt(token);
    return iss === issuer && [aud].flat().some((one) => audiences.includes(one));
  } catch {
    return false;
  }
}

/** Undefined for a token that is invalid; other errors say nothing about the token. */
function ignoreInvalid(error: unknown): undefined {
  if (isSignInError(error)) return undefined;
  throw error;
}
