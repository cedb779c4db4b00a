import { PortalError } from "#lib/errors";

const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/** True for methods that change nothing. */
export function isRead(method: string): boolean {
  return READS.has(method);
}

/**
 * Refuses (`csrf`) a write that another site may have made the browser send with the person's cookie. It must
 * come from the portal's own origin, according to the browser's headers, and be JSON, which a form of another
 * site cannot send without a preflight.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 * @param url the portal's origin
 */
export function requireSameOrigin(request: Pick<Request, "method" | "headers">, url: string): void {
  if (isRead(request.method)) return;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  if (site !== null && site !== "same-origin") throw foreign(url);
  if (origin !== null && origin !== url) throw foreign(url);
  // Browsers send at least one of the two headers with a write. A client without both is a script, and needs
  // a token.
  if (site === null && origin === null) throw foreign(url);
  const [type] = (request.headers.get("content-type") ?? "").split(";");
  if (type?.trim().toLowerCase() !== "application/json") {
    throw new PortalError("csrf", {
      detail: "The portal accepts writes as JSON only.",
      suggestion: "Send the header `Content-Type: application/json`.",
    });
  }
}

function foreign(url: string): PortalError {
  return new PortalError("csrf", {
    detail: "The request did not come from a page of the portal, so the portal refused it.",
    suggestion: `Open the portal at ${url} and try again. Scripts send a token: \`Authorization: Bearer …\`.`,
  });
}
