/**
 * The content security policy of one page: only scripts that carry this answer's nonce run, and what they load.
 * Servers render `style=` attributes, which no nonce can carry, hence `style-src-attr`; an offer's icon may be at
 * any https address.
 *
 * @param development allows, then only, `eval`, with which React rebuilds server stacks, and the styles that Next's
 *   own development tools put into the page.
 */
export function buildPagePolicy(nonce: string, development: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src-elem 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob: https:",
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
