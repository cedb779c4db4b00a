import type { Headers } from "#lib/git/remote/refusal";

/**
 * When the token of a call ends, RFC 3339; undefined for a token without an end. GitHub writes
 * `2026-12-30 10:00:00 UTC`, or an offset in place of `UTC`.
 * https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/token-expiration-and-revocation
 */
export function readTokenExpiry(headers: Headers): string | undefined {
  const text = String(headers["github-authentication-token-expiration"] ?? "");
  const [, day, clock, zone = ""] = /^(\S+) (\S+) (\S+)$/.exec(text) ?? [];
  const time = Date.parse(`${day}T${clock}${zone === "UTC" ? "Z" : zone}`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
