import type { OAuthConfig } from "next-auth/providers/oauth";

/** A person at an identity provider, as currently stored there. */
export interface Account {
  user: string;
  name: string;
  email: string;
  groups: string[];
}

/** The status of the provider's refusal: 401 for an invalid token, 403 for a person who cannot sign in. */
export interface Refused {
  refused: number;
}

/** The provider's proof that a person signed in. It leaves the server only in the encrypted session cookie. */
export interface ProviderTokens {
  /** The account is read from it: an access token, or with OpenID Connect the claims of the ID token. */
  access: string;
  /** Absent where the provider does not renew the sign-in. */
  refresh?: string | undefined;
  /** When `access` ends, in milliseconds since 1970. Absent: it does not end by itself. */
  expiresAt?: number | undefined;
}

/** The person of a token that a script sent. */
export interface ScriptAccount {
  account: Account;
  /** When the token ends, in milliseconds since 1970, where the provider states it. */
  expiresAt?: number | undefined;
}

/** The authorization code flow of a provider. */
export interface Flow {
  clientId: string;
  /** The page of the provider, with its parameters. */
  authorization: { url: string; params: Record<string, string> };
  /** OpenID Connect: the ID token repeats a number that only this browser knows. */
  hasNonce?: boolean;
  /**
   * The issuer that the way back names, so that no other provider can send its code:
   * https://www.rfc-editor.org/rfc/rfc9207
   */
  issuer?: { name: string; isRequired: boolean };
  /** The tokens for the code that the person came back with. Throws a `SignInError`. */
  exchange(code: {
    code: string;
    redirectUri: string;
    verifier: string;
    nonce?: string | undefined;
  }): Promise<ProviderTokens>;
}

/** An identity provider of the configuration. Each call can throw `sign-in-unavailable` and `misconfigured`. */
export interface IdentityProvider {
  /** Part of the callback address, and `Identity.via`. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** Its tokens are tokens of a Git host. */
  readonly isGitHost: boolean;
  /** The provider for next-auth. Its calls throw a `SignInError` for a sign-in that fails. */
  buildFlow(): Promise<OAuthConfig<Account>>;
  /** The code flow itself, to connect an account; absent where the provider is no Git host. */
  openFlow?(): Promise<Flow>;
  readAccount(access: string): Promise<Account | Refused>;
  /**
   * New tokens. Many providers accept a refresh token only once: never call this twice at once with one token.
   * Undefined where the provider refuses, so the person must sign in again.
   */
  refresh(old: ProviderTokens): Promise<ProviderTokens | undefined>;
  /**
   * Whether a bearer token can be a token of this provider that a person made for scripts, by its form alone. A token
   * of another provider must never be sent to this one.
   */
  isScriptToken(token: string): boolean;
  /** Undefined for a token that is not valid for this portal. */
  readScriptAccount(token: string): Promise<ScriptAccount | undefined>;
}
