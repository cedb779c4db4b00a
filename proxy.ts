import { type NextRequest, NextResponse } from "next/server";
import { buildPagePolicy, createNonce, DATA_POLICY } from "#lib/auth/security-headers";

/**
 * Gives each page its content security policy. Next reads the nonce from the request's policy for its own scripts;
 * the layout reads it from `x-nonce`, and where to come back to after sign-in from `x-path`. Rights are checked in the handlers, never here.
 */
export function proxy(request: NextRequest): NextResponse {
  if (request.nextUrl.pathname.startsWith("/api/")) {
    const response = NextResponse.next();
    response.headers.set("content-security-policy", DATA_POLICY);
    return response;
  }
  const nonce = createNonce();
  const policy = buildPagePolicy(nonce, process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  headers.set("x-path", request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = { matcher: "/((?!_next/static|_next/image|favicon.ico).*)" };
