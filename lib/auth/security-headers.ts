export interface PagePolicyOptions {
  /** Allows `eval`, with which React rebuilds server stacks, and the styles of Next's development tools. */
  development: boolean;
  /** Hosts in the configuration that icons may be loaded from over HTTPS. */
  imageHosts: readonly string[];
}

/**
 * The content security policy of one page: only scripts with this response's nonce run, and scripts that they
 * load. Servers render `style=` attributes, which cannot have a nonce, so `style-src-attr` allows them.
 * Images come from the portal, from `data:` URLs and from configured hosts, because any other host could see
 * who opens which page.
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

/** The policy of responses that are not pages: if a browser shows one as a page, nothing in it runs. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** 128 random bits in base64, as CSP3 requires. https://www.w3.org/TR/CSP3/#security-nonces */
export function createNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
}
