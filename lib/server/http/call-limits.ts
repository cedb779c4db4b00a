import "server-only";
import { createRateLimit, type RateLimit } from "#lib/async/rate-limit";
import { readConfig } from "#lib/config/config";
import type { CallLimits } from "#lib/config/settings";
import { PortalError } from "#lib/errors";
import { sharedBy } from "#lib/server/shared";

/** Persons or addresses that each limit remembers: about 2 MB for all limits together. */
const MOST_KEYS = 5_000;

type Limits = Record<keyof CallLimits, RateLimit>;

/**
 * Counts a call of a person or an address, as the configured limit says. Throws `too-many-requests`, whose
 * `retryAfter` says when the next call is granted.
 *
 * @param key the user, or the address of the client.
 */
export function countCall(limit: keyof CallLimits, key: string): void {
  const decision = sharedBy("call-limits", readConfig().limits, createLimits)[limit].take(key);
  if (decision.ok) return;
  const { retryAfterSeconds } = decision;
  throw new PortalError("too-many-requests", {
    detail: DETAILS[limit],
    suggestion: `Wait ${retryAfterSeconds === 1 ? "a second" : `${retryAfterSeconds} seconds`}, then try again.`,
    retryAfter: retryAfterSeconds,
  });
}

function createLimits(limits: CallLimits): Limits {
  const create = (name: keyof CallLimits) =>
    createRateLimit({
      capacity: limits[name].burst,
      refillPerSecond: limits[name].perSecond,
      maxKeys: MOST_KEYS,
    });
  return {
    address: create("address"),
    anonymous: create("anonymous"),
    signIn: create("signIn"),
    person: create("person"),
    preview: create("preview"),
    write: create("write"),
  };
}

const DETAILS: Record<keyof CallLimits, string> = {
  address: "Too many requests came from your network address.",
  anonymous: "Too many requests without a valid sign-in came from your network address.",
  signIn: "Too many people tried to sign in from your network address.",
  person: "You sent too many requests.",
  preview: "You checked too many previews.",
  write: "You submitted or acted on too many requests.",
};
