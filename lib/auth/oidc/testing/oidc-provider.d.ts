/** The part of oidc-provider that the tests use; the package has no types of its own. */
declare module "oidc-provider" {
  import type { RequestListener } from "node:http";

  interface Account {
    accountId: string;
    claims(): object;
  }

  export interface Configuration {
    clients: object[];
    claims: Record<string, readonly string[]>;
    scopes: readonly string[];
    cookies: { keys: string[] };
    conformIdTokenClaims: boolean;
    findAccount(context: unknown, id: string): Account | undefined;
    issueRefreshToken(context: unknown, client: { clientId: string }): boolean;
    rotateRefreshToken: boolean;
    renderError(context: { body: string }, out: { error: string }): void;
    ttl: Record<string, number>;
  }

  export default class Provider {
    constructor(issuer: string, configuration: Configuration);
    callback(): RequestListener;
  }
}
