const FALLBACK = "/catalog";

/**
 * Where to go after signing in: only a path of our own, since an address given in a link must not lead elsewhere.
 * next-auth gives it as a whole address after a sign-in that failed.
 *
 * @param origin of the portal.
 */
export function readCallback(value: unknown, origin: string): string {
  if (typeof value !== "string" || !URL.canParse(value, origin)) return FALLBACK;
  const { origin: own, pathname, search, hash } = new URL(value, origin);
  if (own !== origin || pathname.startsWith("//") || pathname.startsWith("/sign-in")) return FALLBACK;
  return pathname + search + hash;
}
