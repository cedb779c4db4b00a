import { z } from "zod";
import { callProvider, type ProviderCall, unavailable } from "#lib/auth/providers/provider-http";
import { PortalError } from "#lib/errors";

/** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata */
const metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(["client_secret_basic"]),
  authorization_response_iss_parameter_supported: z.boolean().default(false),
});

export type IssuerMetadata = z.infer<typeof metadata>;

/** New endpoints and keys take effect after this time. */
const FRESH_MILLISECONDS = 10 * 60_000;

/**
 * Reads the metadata of one issuer. Holds the last answer for ten minutes, and one running call for all callers.
 * @returns a function that throws `sign-in-unavailable`, and `misconfigured` where the issuer has another name
 */
export function createDiscovery(call: ProviderCall, issuer: string): () => Promise<IssuerMetadata> {
  let known: { found: IssuerMetadata; until: number } | undefined;
  let running: Promise<IssuerMetadata> | undefined;

  async function read(): Promise<IssuerMetadata> {
    const found = await discover(call, issuer);
    known = { found, until: Date.now() + FRESH_MILLISECONDS };
    return found;
  }

  return async () => {
    if (known && Date.now() < known.until) return known.found;
    running ??= read().finally(() => {
      running = undefined;
    });
    return running;
  };
}

async function discover(call: ProviderCall, issuer: string): Promise<IssuerMetadata> {
  const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const { status, body } = await callProvider(call, address);
  const parsed = metadata.safeParse(body);
  if (status !== 200 || !parsed.success) throw unavailable(call.name, parsed.error ?? new Error(`${status}`));
  const { issuer: named, authorization_endpoint, token_endpoint, jwks_uri } = parsed.data;
  // Another spelling is another issuer: https://openid.net/specs/openid-connect-discovery-1_0.html#IssuerDiscovery
  if (named !== issuer) throw wrongIssuer(call.name, `the provider names itself ${JSON.stringify(named)}`);
  const endpoints = [authorization_endpoint, token_endpoint, jwks_uri];
  if (issuer.startsWith("https:") && !endpoints.every((endpoint) => endpoint.startsWith("https:")))
    throw wrongIssuer(call.name, "an endpoint of the provider has no encryption");
  return parsed.data;
}

function wrongIssuer(name: string, why: string): PortalError {
  return new PortalError("misconfigured", {
    detail: `The portal does not trust ${name} as it is configured.`,
    suggestion: "Ask the platform team to check the issuer in VITRINE_SIGN_IN.",
    cause: new Error(why),
  });
}
