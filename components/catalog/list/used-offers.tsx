/** The offers that a person used: those of their requests, and those that they opened. */
import { z } from "zod";

/** The cookie with the offers that were opened last; the server reads it, so that the page comes with its sections. */
export const RECENT_COOKIE = "recent-offers";

const MOST_KEPT = 6;

/** No id has this character, and a cookie may contain it. */
const SEPARATOR = "!";

/** Ids of lib/catalog/entry-id.ts. */
const ids = z.array(z.string().regex(/^[A-Za-z0-9_.~-]{1,400}$/)).max(MOST_KEPT);

/** The ids of a cookie's value, the latest first; none for an absent or damaged one. */
export function parseRecentOffers(value: string | undefined): string[] {
  if (!value) return [];
  return ids.catch([]).parse(value.split(SEPARATOR));
}

/** The value of the cookie after an offer was opened. */
export function addRecentOffer(value: string | undefined, id: string): string {
  const others = parseRecentOffers(value).filter((other) => other !== id);
  return [id, ...others].slice(0, MOST_KEPT).join(SEPARATOR);
}

/** The requests of the person whose offers are theirs. */
export const OWN_REQUESTS = { author: "@me", limit: 20 } as const;
