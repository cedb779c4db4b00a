import type { AuthOptions } from "next-auth";
import type { Identity } from "#lib/auth/types";
import type { Config } from "#lib/config/config";
import type { ConfiguredPerson } from "#lib/config/settings";

/** The people of the configuration, as providers of next-auth. */
export function listPeople({
  guest,
  demoPeople,
}: Pick<Config, "guest" | "demoPeople">): AuthOptions["providers"] {
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
      credentials: { user: {} },
      authorize: (credentials) => asUser(demoPeople.find(({ user }) => user === credentials?.user)),
    });
  }
  return providers;
}

function asUser(person: ConfiguredPerson | undefined) {
  return person ? { id: person.user, name: person.name, email: person.email } : null;
}

/** A person of the configuration as the portal knows them after a sign-in. */
export function asIdentity({ user, name, email, groups }: ConfiguredPerson, via: Identity["via"]): Identity {
  return { user, name, email, groups, via };
}
