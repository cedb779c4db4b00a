import "server-only";
import { isSameHost } from "#lib/auth/providers/git-token";
import { openProvider } from "#lib/auth/providers/open-provider";
import { createPeople, type People } from "#lib/auth/providers/people";
import type { IdentityProvider } from "#lib/auth/providers/types";
import { readConfig } from "#lib/config/config";
import { shared } from "#lib/server/shared";

/** The identity providers of the configuration, in its order. */
export function identityProviders(): readonly IdentityProvider[] {
  return shared("identity-providers", () => {
    const { signIn, repositories } = readConfig();
    return signIn.map((one) =>
      openProvider(
        one,
        repositories.find((git) => isSameHost(one, git)),
      ),
    );
  });
}

/** The people of each identity provider, by its id. */
export function identityPeople(): ReadonlyMap<string, People> {
  return shared("identity-people", () => {
    const people = identityProviders().map((provider) => [provider.id, createPeople(provider)] as const);
    return new Map(people);
  });
}
