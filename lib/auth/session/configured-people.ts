import type { AuthOptions } from "next-auth";
import { isSameSecret } from "#lib/auth/secret-comparison";
import { INSTALLER, isSetupCode, lacksSignIn, SETUP } from "#lib/auth/session/setup";
import type { Identity } from "#lib/auth/types";
import type { Config } from "#lib/config/config";
import type { ConfiguredPerson } from "#lib/config/settings";

/** The people of the configuration, as providers of next-auth; without any sign-in, the person who installs. */
export function listPeople(
  config: Pick<Config, "secret" | "signIn" | "guest" | "demoPeople">,
): AuthOptions["providers"] {
  const { guest, demoPeople } = config;
  const providers: AuthOptions["providers"] = [];
  if (guest) {
    providers.push({
      id: "guest",
      name: guest.name,
      type: "credentials",
      credentials: {},
      authorize: () => asUser(guest),
    });
  }
  if (demoPeople.length > 0) {
    providers.push({
      id: "demo",
      name: "Demo people",
      type: "credentials",
      credentials: { user: {}, code: {} },
      authorize: (given) => asUser(demoPeople.find((person) => admits(person, given ?? {}))),
    });
  }
  if (lacksSignIn(config)) {
    providers.push({
      id: SETUP,
      name: INSTALLER.name,
      type: "credentials",
      credentials: { code: {} },
      authorize: (credentials) =>
        isSetupCode(credentials?.code, config) ? { id: INSTALLER.user, name: INSTALLER.name } : null,
    });
  }
  return providers;
}

/** A person with a code signs in with it alone, so that nobody else who reaches the portal can. */
function admits({ user, code }: Config["demoPeople"][number], given: { user?: string; code?: string }) {
  if (code === undefined) return given.user === user;
  return given.code !== undefined && isSameSecret(given.code, code);
}

function asUser(person: ConfiguredPerson | undefined) {
  return person ? { id: person.user, name: person.name, email: person.email } : null;
}

/** A person of the configuration as the portal knows them after a sign-in. */
export function asIdentity({ user, name, email, groups }: ConfiguredPerson, via: Identity["via"]): Identity {
  return { user, name, email, groups, via };
}
