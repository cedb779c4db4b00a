import type { IncomingMessage } from "node:http";
import type { Config } from "#lib/config/config";

/**
 * Set with a redirect. A browser that sends it to the same host again has come back: a proxy replaces the `Host`
 * header, so the host that the portal sees is not the one that the person opened, and another redirect would never end.
 */
export const MOVED_COOKIE = "vitrine.moved=1; Path=/; Max-Age=5; HttpOnly; SameSite=Lax";

/** Paths that programs ask for, or that belong to a page which a browser has already. */
const NO_PAGE = /^\/(api|_next|__nextjs[^/]*)(\/|$|\?)/;

/**
 * The address of the same page under the portal's own host, where a browser opens it under another one: cookies and
 * sign-in belong to one host, so that `127.0.0.1` in place of `localhost` would lead back to the sign-in for ever.
 * Undefined for everything that is no page, such as a probe, a call of the API and a file of a page.
 *
 * Only a trusted proxy's `X-Forwarded-Host` counts. The result always begins with the configured address.
 */
export function findOwnAddress(
  { method, url = "", headers }: Pick<IncomingMessage, "method" | "url" | "headers">,
  { url: own, trustedProxies }: Pick<Config, "url" | "trustedProxies">,
): string | undefined {
  if ((method !== "GET" && method !== "HEAD") || !url.startsWith("/") || NO_PAGE.test(url)) return undefined;
  const destination = headers["sec-fetch-dest"];
  if (destination !== undefined && destination !== "document") return undefined;
  if (/(^|;\s*)vitrine\.moved=/.test(headers.cookie ?? "")) return undefined;
  const forwarded = trustedProxies > 0 ? headers["x-forwarded-host"] : undefined;
  const given = [forwarded ?? headers.host].flat().at(-1)?.split(",").at(-1)?.trim();
  return given && namesOtherHost(given, own) ? new URL(own).origin + url : undefined;
}

/**
 * Whether the host of a request is another than the portal's own. The protocol counts as configured, since a proxy that
 * ends TLS asks the portal over HTTP.
 *
 * @param host as the `Host` header has it, with the port unless that is the protocol's own.
 * @param own the portal's configured address.
 */
export function namesOtherHost(host: string, own: string): boolean {
  const { protocol, host: expected } = new URL(own);
  const opened = `${protocol}//${host}`;
  return URL.canParse(opened) && new URL(opened).host !== expected;
}
