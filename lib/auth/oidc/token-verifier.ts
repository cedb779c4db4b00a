import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify, type RemoteJWKSet } from "jose";
import type { IssuerMetadata } from "#lib/auth/oidc/discovery";
import { type ProviderFetch, unavailable } from "#lib/auth/providers/provider-http";
import { isSignInError, SignInError } from "#lib/auth/session/sign-in-failure";
import type { ConfiguredOidcSignIn } from "#lib/config/sign-in";
import { isPortalError } from "#lib/errors";

/** Clocks may differ by this. */
const TOLERANCE_SECONDS = 10;

/** Failures to read the keys; all other errors are about the token. */
const UNREADABLE = new Set(["ERR_JOSE_GENERIC", "ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID"]);

export interface VerifierOptions {
  signIn: Pick<ConfiguredOidcSignIn, "name" | "issuer" | "signingAlgorithms">;
  discover: () => Promise<IssuerMetadata>;
  fetch: ProviderFetch;
}

/** The claims of a valid token. */
export type VerifiedClaims = JWTPayload & { sub: string; exp: number };

/**
 * Verifies a token of the issuer for one of the audiences: signature, algorithm, issuer, audience and time.
 * https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 * @throws SignInError for an invalid token
 * @throws PortalError `sign-in-unavailable` where the keys cannot be read
 */
export type VerifyToken = (token: string, audiences: readonly string[]) => Promise<VerifiedClaims>;

/** Keeps the issuer's keys for at most ten minutes, and reads them again for a token with an unknown key. */
export function createTokenVerifier({ signIn, discover, fetch }: VerifierOptions): VerifyToken {
  const { name, issuer, signingAlgorithms: algorithms } = signIn;
  let keys: { address: string; read: RemoteJWKSet } | undefined;

  async function openKeys(): Promise<RemoteJWKSet> {
    const { jwks_uri: address } = await discover();
    if (keys?.address !== address)
      keys = { address, read: createRemoteJWKSet(new URL(address), { [customFetch]: fetch }) };
    return keys.read;
  }

  return async (token, audiences) => {
    const read = await openKeys();
    try {
      const { payload } = await jwtVerify(token, read, {
        issuer,
        audience: [...audiences],
        algorithms: [...algorithms],
        clockTolerance: TOLERANCE_SECONDS,
      });
      return requireClaims(payload);
    } catch (error) {
      throw explain(name, error);
    }
  };
}

function requireClaims(payload: JWTPayload): VerifiedClaims {
  const { sub, exp, events } = payload;
  if (sub === undefined || sub === "" || exp === undefined)
    throw new SignInError("token", "The token has no subject or no end.");
  // A logout token has the same issuer and audience, and is no sign-in:
  // https://openid.net/specs/openid-connect-backchannel-1_0.html#LogoutToken
  if (events !== undefined) throw new SignInError("token", "The token reports events.");
  return { ...payload, sub, exp };
}

function explain(name: string, error: unknown): unknown {
  if (isPortalError(error) || isSignInError(error)) return error;
  if (!(error instanceof errors.JOSEError) || UNREADABLE.has(error.code)) return unavailable(name, error);
  const isEarly = error instanceof errors.JWTClaimValidationFailed && error.claim === "nbf";
  const failure = error instanceof errors.JWTExpired || isEarly ? "clock" : "token";
  // Without the cause: it holds the claims.
  return new SignInError(failure, `${error.code}: ${error.message}`);
}
