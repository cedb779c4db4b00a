/** GitLab as an OpenID Connect provider: https://docs.gitlab.com/integration/openid_connect_provider/ */
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { ACCESS_LIFETIME, type Authorization, type OAuthClient } from "#demo/stand-ins/gitlab/oauth/grants";
import type { Account } from "#demo/stand-ins/gitlab/state/types";

export interface IdentityKeys {
  publicKey: JWK;
  sign(claims: Record<string, unknown>): Promise<string>;
}

/** Generated once a process, because it takes long. */
let keys: Promise<IdentityKeys> | undefined;

export function loadKeys(): Promise<IdentityKeys> {
  keys ??= createKeys();
  return keys;
}

async function createKeys(): Promise<IdentityKeys> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const kid = "stand-in";
  return {
    publicKey: { ...(await exportJWK(publicKey)), kid, use: "sig", alg: "RS256" },
    sign: (claims) =>
      new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid, typ: "JWT" }).sign(privateKey),
  };
}

/** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata */
export function describeIssuer(url: string) {
  return {
    issuer: url,
    authorization_endpoint: `${url}/oauth/authorize`,
    token_endpoint: `${url}/oauth/token`,
    userinfo_endpoint: `${url}/oauth/userinfo`,
    jwks_uri: `${url}/oauth/discovery/keys`,
    scopes_supported: [
      "api",
      "read_api",
      "read_user",
      "read_repository",
      "write_repository",
      "openid",
      "profile",
      "email",
    ],
    response_types_supported: ["code"],
    response_modes_supported: ["query", "fragment", "form_post"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    claim_types_supported: ["normal"],
    claims_supported: [
      "iss",
      "sub",
      "aud",
      "exp",
      "iat",
      "name",
      "nickname",
      "email",
      "email_verified",
      "groups",
      "groups_direct",
    ],
    code_challenge_methods_supported: ["plain", "S256"],
  };
}

function describePerson({ id, name, username, email }: Account, url: string, scopes: readonly string[]) {
  return {
    sub: String(id),
    ...(scopes.includes("profile")
      ? {
          name,
          nickname: username,
          preferred_username: username,
          profile: `${url}/${username}`,
          picture: null,
        }
      : {}),
    ...(scopes.includes("email") ? { email, email_verified: true } : {}),
  };
}

/** `groups` has every group of the person, `groups_direct` those that the person is a direct member of. */
export function describeUser(account: Account, url: string, scopes: readonly string[]) {
  return { ...describePerson(account, url, scopes), groups: [...account.groups] };
}

/** The claims of an ID token, signed. */
export async function issueIdToken(
  { account, scopes, nonce }: Authorization,
  { clientId }: OAuthClient,
  url: string,
  createdAt: number,
): Promise<string> {
  const { sign } = await loadKeys();
  return sign({
    iss: url,
    aud: clientId,
    iat: createdAt,
    exp: createdAt + ACCESS_LIFETIME,
    auth_time: createdAt,
    ...(nonce === undefined ? {} : { nonce }),
    ...describePerson(account, url, scopes),
    groups_direct: [...account.groups],
  });
}
