/** Forms that pages send, and the check that a page of the stand-in itself sent them. */
import type { IncomingHttpHeaders } from "node:http";
import type { Exchange } from "#demo/stand-ins/http/server";

export function readForm({ body }: Exchange): URLSearchParams {
  return new URLSearchParams(body.toString());
}

/**
 * False for a form that another site may have made the browser send.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function isSameOrigin({ headers, url }: Exchange): boolean {
  const site = headers["sec-fetch-site"];
  const { origin } = headers;
  if (site === undefined && origin === undefined) return false;
  if (site !== undefined && site !== "same-origin") return false;
  return origin === undefined || origin === url.origin;
}

/** The value of a cookie. */
export function readCookie({ cookie = "" }: IncomingHttpHeaders, name: string): string | undefined {
  const pairs = cookie.split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
