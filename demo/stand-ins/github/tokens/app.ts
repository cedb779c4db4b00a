/** The GitHub App of the portal: its key, its installation and the tokens of the installation. */

import { generateKeyPairSync, type KeyPairKeyObjectResult } from "node:crypto";
import { errors, jwtVerify } from "jose";
import type { Viewer } from "#demo/stand-ins/github/state/access";
import type { Account, Permissions } from "#demo/stand-ins/github/state/types";
import type { IssuedToken, Tokens } from "#demo/stand-ins/tokens/tokens";

export interface GitHubApp {
  id: number;
  slug: string;
  /** PKCS#1 as PEM, as GitHub hands it out. */
  privateKey: string;
  /** Id of the installation in the organization. */
  installation: number;
  clientId: string;
  clientSecret: string;
  permissions: Permissions;
  /** A token of the installation, which expires after one hour. */
  issueToken(permissions: Permissions): IssuedToken;
  /** Why a JSON web token does not prove the App; undefined for one that does. */
  findJwtProblem(token: string): Promise<string | undefined>;
}

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app */
const TOKEN_LIFETIME = 60 * 60 * 1000;
/** Seconds: https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
const MAX_JWT_LIFETIME = 10 * 60;
const CLOCK_DRIFT = 60;

export interface AppInput {
  slug: string;
  /** Account of the bot. */
  bot: Account;
  tokens: Tokens<Viewer>;
  nextId: () => number;
  clock: () => number;
}

/** Generated once a process, because it takes long. */
let keys: KeyPairKeyObjectResult | undefined;

export function createApp({ slug, bot, tokens, nextId, clock }: AppInput): GitHubApp {
  keys ??= generateKeyPairSync("rsa", { modulusLength: 2048 });
  const { privateKey, publicKey } = keys;
  const id = nextId();
  const clientId = `Iv23li${id.toString(16).padStart(14, "0")}`;
  const permissions: Permissions = {
    metadata: "read",
    contents: "write",
    pull_requests: "write",
    issues: "write",
    checks: "read",
    statuses: "read",
  };
  return {
    id,
    slug,
    privateKey: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
    installation: nextId(),
    clientId,
    clientSecret: `stand-in-secret-of-app-${id}`,
    permissions,
    issueToken: (granted) =>
      tokens.issue({ account: bot, token: "installation", permissions: granted }, "ghs_", TOKEN_LIFETIME),
    async findJwtProblem(token) {
      try {
        const { payload } = await jwtVerify(token, publicKey, {
          algorithms: ["RS256"],
          requiredClaims: ["iat", "exp", "iss"],
          currentDate: new Date(clock()),
        });
        const { iat = 0, exp = 0, iss } = payload;
        // A client may send the id as a number.
        if (String(iss) !== String(id) && iss !== clientId) return "Integration not found";
        if (iat > clock() / 1000 + CLOCK_DRIFT)
          return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
        if (exp > clock() / 1000 + MAX_JWT_LIFETIME)
          return "'Expiration time' claim ('exp') is too far in the future";
        return undefined;
      } catch (error) {
        if (error instanceof errors.JWTExpired)
          return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
        return "A JSON web token could not be decoded";
      }
    },
  };
}
