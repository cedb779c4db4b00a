import "server-only";
import { readFile } from "node:fs/promises";
import { readGiteaAccount } from "#lib/auth/gitea/gitea-account";
import { createGiteaPeople, type GiteaPeople } from "#lib/auth/gitea/gitea-people";
import { refreshTokens } from "#lib/auth/gitea/gitea-tokens";
import { type ConfiguredSignIn, readConfig } from "#lib/config";
import { PortalError } from "#lib/errors";
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

/** Read at each use, so that a new secret needs no restart. Throws `misconfigured` where the file cannot be read. */
export async function readClientSecret({
  clientSecret = "",
  clientSecretFile,
}: ConfiguredSignIn): Promise<string> {
  if (clientSecretFile === undefined) return clientSecret;
  try {
    return (await readFile(clientSecretFile, "utf8")).trim();
  } catch (cause) {
    throw new PortalError("misconfigured", {
      detail: "The portal cannot read its secret for signing people in.",
      suggestion:
        "Ask whoever installed it to check the file that clientSecretFile in VITRINE_SIGN_IN names.",
      cause,
    });
  }
}
