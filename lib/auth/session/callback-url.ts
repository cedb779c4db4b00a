const FALLBACK = "/catalog";

/**
 * The path to open after signing in: only a path of the portal, because an address in a link must not lead
 * elsewhere. next-auth passes a full address after a failed sign-in.
 * @param origin of the portal
 */
export function readCallback(value: unknown, origin: string): string {
  if (typeof value !== "string" || !URL.canParse(value, origin)) return FALLBACK;
  const { origin: own, pathname, search, hash } = new URL(value, origin);
  if (own !== origin || pathname.startsWith("//") || pathname.startsWith("/sign-in")) return FALLBACK;
  return pathname + search + hash;
}
