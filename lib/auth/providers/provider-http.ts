import { PortalError } from "#lib/errors";

const TIMEOUT_MILLISECONDS = 15_000;
/** Characters. Answers with tokens, keys or a page of teams are far smaller. */
const LONGEST_ANSWER = 4_000_000;

/** As the global `fetch`, which a provider with its own certificates replaces. */
export type ProviderFetch = (address: string, init: RequestInit) => Promise<Response>;

export interface ProviderAnswer {
  /** Below 500: a failing server is `sign-in-unavailable`. */
  status: number;
  headers: Headers;
  /** Parsed JSON. Undefined for another text, such as the page of a gateway. */
  body: unknown;
}

export interface ProviderCall {
  /** The provider, for errors. */
  name: string;
  fetch?: ProviderFetch;
}

/**
 * Calls an identity provider. A redirect is an error, because it would take a secret to another address.
 * @throws PortalError `sign-in-unavailable` where the provider is unreachable, slow or failing
 */
export async function callProvider(
  { name, fetch = globalThis.fetch }: ProviderCall,
  address: string,
  init: RequestInit = {},
): Promise<ProviderAnswer> {
  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  try {
    const headers = { accept: "application/json", ...init.headers };
    const response = await fetch(address, { ...init, headers, redirect: "error", signal });
    const text = await response.text();
    if (response.status >= 500 || text.length > LONGEST_ANSWER) throw new Error(`status ${response.status}`);
    return { status: response.status, headers: response.headers, body: readJson(text) };
  } catch (cause) {
    throw unavailable(name, cause);
  }
}

/** The error for a provider that gives no usable answer. */
export function unavailable(name: string, cause?: unknown): PortalError {
  return new PortalError("sign-in-unavailable", {
    detail: `The portal can't find out who you are, because ${name} does not answer as expected.`,
    suggestion: `Try again in a moment. If the problem persists, ask the platform team whether the portal can reach ${name}.`,
    cause,
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
