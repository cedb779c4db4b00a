import type { AuthOptions } from "next-auth";

/** Name of the session's cookie. On HTTPS the browser ties it to this host (`__Host-`). */
export function sessionCookieName(url: string): string {
  return nameCookie(url, "session");
}

/** Name of the cookie in which next-auth keeps the page to come back to. */
export function callbackCookieName(url: string): string {
  return nameCookie(url, "callback");
}

/** How browsers keep the portal's cookies. */
export function cookieOptions(url: string) {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: url.startsWith("https:") } as const;
}

/** The attributes of a `Set-Cookie` header, the path first and without an age. */
export function formatCookieAttributes(url: string): [path: string, ...others: string[]] {
  const { path, secure } = cookieOptions(url);
  return [`Path=${path}`, "HttpOnly", "SameSite=Lax", ...(secure ? ["Secure"] : [])];
}

/** The cookies of next-auth: the session, and those of a sign-in that is under way. */
export function nameCookies(url: string): AuthOptions["cookies"] {
  const options = cookieOptions(url);
  return {
    sessionToken: { name: sessionCookieName(url), options },
    callbackUrl: { name: callbackCookieName(url), options },
    csrfToken: { name: nameCookie(url, "csrf"), options },
    state: { name: nameCookie(url, "state"), options },
    nonce: { name: nameCookie(url, "nonce"), options },
    pkceCodeVerifier: { name: nameCookie(url, "pkce"), options },
  };
}

/** The name of one of the portal's cookies. On HTTPS the browser ties it to this host. */
export function nameCookie(url: string, name: string): string {
  return `${url.startsWith("https:") ? "__Host-" : ""}vitrine.${name}`;
}
