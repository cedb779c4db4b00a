import "server-only";
import { type Authenticated, authenticate, type Credentials } from "#lib/auth/identity";
import { readConfig } from "#lib/config/config";
import { identityPeople } from "#lib/server/session/people";
import { sessionEnds } from "#lib/server/session/session-ends";

/** Who sends these credentials to this portal. Throws as `authenticate`. */
export function identify(credentials: Credentials): Promise<Authenticated | undefined> {
  return authenticate(credentials, readConfig(), { people: identityPeople(), ends: sessionEnds() });
}
