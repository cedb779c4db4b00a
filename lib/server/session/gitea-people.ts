import "server-only";
import { readGiteaAccount } from "#lib/auth/gitea/gitea-account";
import { createGiteaPeople, type GiteaPeople } from "#lib/auth/gitea/gitea-people";
import { refreshTokens } from "#lib/auth/gitea/gitea-tokens";
import { readConfig } from "#lib/config/config";
import { readSecret } from "#lib/config/secret";
import type { ConfiguredSignIn } from "#lib/config/sign-in";
import { shared } from "#lib/server/shared";

/** Who people are in Gitea; undefined where they do not sign in with it. */
export function findGiteaPeople(): GiteaPeople | undefined {
  const { signIn } = readConfig();
  return signIn && shared("gitea-people", () => openGiteaPeople(signIn));
}

function openGiteaPeople(signIn: ConfiguredSignIn): GiteaPeople {
  return createGiteaPeople({
    readAccount: (token) => readGiteaAccount(signIn, token),
    refresh: async (token) =>
      refreshTokens({ ...signIn, clientSecret: await readClientSecret(signIn) }, token),
  });
}

/** Throws `misconfigured` where the secret cannot be read. */
export async function readClientSecret(signIn: ConfiguredSignIn): Promise<string> {
  return readSecret(signIn, "clientSecret", "signIn");
}
