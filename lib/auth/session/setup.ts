import { createHmac } from "node:crypto";
import { isSameSecret } from "#lib/auth/secret-comparison";
import type { Identity } from "#lib/auth/types";
import type { Config } from "#lib/config/config";
import { admitsPeople } from "#lib/config/sign-in";

/** How long a person who installs the portal stays signed in. */
export const SETUP_SECONDS = 60 * 60;

/** `via` of the person who installs, and the id of the provider that takes the code. */
export const SETUP = "setup";

/** The person who installs a portal that nobody can sign in to yet. They may see Diagnostics and nothing else. */
export const INSTALLER: Identity = {
  user: "vitrine-setup",
  name: "Setup",
  email: "",
  groups: [],
  via: SETUP,
};

/** Whether no person can sign in. The setup code works only then. */
export function lacksSignIn({
  signIn,
  guest,
  demoPeople,
}: Pick<Config, "signIn" | "guest" | "demoPeople">): boolean {
  return !guest && demoPeople.length === 0 && !signIn.some(admitsPeople);
}

/**
 * The code that signs in a person who can read the portal's log. It follows from the secret of sessions, so that all
 * replicas have the same one, and another secret makes it useless.
 */
export function makeSetupCode({ secret }: Pick<Config, "secret">): string {
  return createHmac("sha256", secret).update("Vitrine setup code, version 1").digest("base64url");
}

/** Whether the code is right and can be used now. */
export function isSetupCode(
  code: string | undefined,
  config: Pick<Config, "secret" | "signIn" | "guest" | "demoPeople">,
): boolean {
  return lacksSignIn(config) && isSameSecret(code ?? "", makeSetupCode(config));
}

/** The sign-in page with the code. A browser does not send the part after `#`, so no log of a proxy has it. */
export function makeSetupLink(config: Pick<Config, "url" | "secret">): string {
  return `${config.url}/sign-in#${SETUP}=${makeSetupCode(config)}`;
}
