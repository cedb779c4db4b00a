export interface PagePolicyOptions {
  /**
   * Allows, then only, `eval`, with which React rebuilds server stacks, and the styles that Next's own development
   * tools put into the page.
   */
  development: boolean;
  /** Hosts that icons may come from over HTTPS, as the configuration names them. */
  imageHosts: readonly string[];
}

/**
 * The content security policy of one page: only scripts that carry this answer's nonce run, and what they load.
 * Servers render `style=` attributes, which no nonce can carry, hence `style-src-attr`. Pictures come from the portal,
 * from `data:` URLs and from configured hosts: any other host would learn who looks at which page.
 */
export function buildPagePolicy(nonce: string, { development, imageHosts }: PagePolicyOptions): string {
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src-elem 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    ["img-src 'self' data:", ...imageHosts.map((host) => `https://${host}`)].join(" "),
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** The policy of what is no page: should a browser ever show it as one, nothing in it runs. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** 128 random bits, in base64, as CSP3 asks. https://www.w3.org/TR/CSP3/#security-nonces */
export function createNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
}
