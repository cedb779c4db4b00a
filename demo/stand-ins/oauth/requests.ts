/** What stand-ins share of OAuth 2: https://datatracker.ietf.org/doc/html/rfc6749 */
import { createHash, timingSafeEqual } from "node:crypto";
import { readForm } from "#demo/stand-ins/http/forms";
import type { Exchange } from "#demo/stand-ins/http/server";

/** True where there is no challenge, or the verifier is its own: https://datatracker.ietf.org/doc/html/rfc7636#section-4.6 */
export function isProven(challenge: string | undefined, verifier = ""): boolean {
  if (challenge === undefined) return true;
  return createHash("sha256").update(verifier).digest("base64url") === challenge;
}

/** Compares two secrets in a time that tells nothing about them. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** The address with more parameters; those that are null are left out. */
export function addParameters(target: string, parameters: Record<string, string | null>): string {
  const url = new URL(target);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null) url.searchParams.set(name, value);
  }
  return url.href;
}

/** The fields of a request for a token, which is a form or JSON. Undefined for another body. */
export function readFields(exchange: Exchange): unknown {
  const { headers, body } = exchange;
  if (!headers["content-type"]?.startsWith("application/json")) return Object.fromEntries(readForm(exchange));
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** The credentials of a client in the header: https://datatracker.ietf.org/doc/html/rfc6749#section-2.3.1 */
export function readBasic(authorization: string | undefined): { user: string; password: string } | undefined {
  const [, value] = /^basic\s+(\S+)$/i.exec(authorization ?? "") ?? [];
  if (value === undefined) return undefined;
  const [user = "", password = ""] = Buffer.from(value, "base64").toString().split(":");
  return { user: decodeURIComponent(user), password: decodeURIComponent(password) };
}
