import "server-only";
import { SESSION_SECONDS } from "#lib/auth/session/session";
import { createSessionEnds, type SessionEnds } from "#lib/auth/session/session-ends";
import { shared } from "#lib/server/shared";

/** The sessions that people signed out of, as this process knows. */
export function sessionEnds(): SessionEnds {
  return shared("session-ends", () => createSessionEnds({ lifetime: SESSION_SECONDS }));
}
