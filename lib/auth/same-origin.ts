import { PortalError } from "#lib/errors";

const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether requests of this method change nothing. */
export function isRead(method: string): boolean {
  return READS.has(method);
}

/**
 * Refuses (`csrf`) a write that another site may have made the browser send with the person's cookie. It must come
 * from the portal's own origin, by what the browser says of it, and be JSON, which a form of another site cannot
 * send without asking first. https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 *
 * @param url the portal's origin.
 */
export function requireSameOrigin(request: Pick<Request, "method" | "headers">, url: string): void {
  if (isRead(request.method)) return;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  if (site !== null && site !== "same-origin") throw foreign(url);
  if (origin !== null && origin !== url) throw foreign(url);
  // Browsers send at least one of the two with a write; what sends neither is a script, and has a token.
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
    detail: "This did not come from the portal's own page, so nothing was done.",
    suggestion: `Open the portal at ${url} and try again. Scripts send a token: \`Authorization: Bearer …\`.`,
  });
}
