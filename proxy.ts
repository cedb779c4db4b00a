import { type NextRequest, NextResponse } from "next/server";
import { buildPagePolicy, createNonce } from "#lib/auth/security-headers";
import { readConfig } from "#lib/config/config";

/**
 * Gives each page its content security policy. Next reads the nonce from the request's policy for its own scripts;
 * the layout reads it from `x-nonce`, and where to come back to after sign-in from `x-path`. Access is checked in the
 * handlers, never here. The API does not pass here: Next would hold each body whole before the API sees any of it.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = createNonce();
  const development = process.env.NODE_ENV === "development";
  const policy = buildPagePolicy(nonce, { development, imageHosts: findImageHosts() });
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  headers.set("x-path", request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

/** A configuration that cannot be read is said on the page itself. */
function findImageHosts(): readonly string[] {
  try {
    return readConfig().imageHosts;
  } catch {
    return [];
  }
}

export const config = { matcher: "/((?!api/|_next/static|_next/image|favicon.ico).*)" };
