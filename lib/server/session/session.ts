import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { sessionCookieName } from "#lib/auth/session/cookie-names";
import { lacksSignIn, SETUP } from "#lib/auth/session/setup";
import { explainFailure, isSignInFailure } from "#lib/auth/session/sign-in-failure";
import { type SignInOptions, signInOptions } from "#lib/auth/session/sign-in-options";
import type { Identity } from "#lib/auth/types";
import { type Config, readConfig } from "#lib/config/config";
import { identify } from "#lib/server/session/authentication";

/**
 * The person who asks for this page; undefined when nobody is signed in. A page cannot set a cookie: tokens that were
 * renewed for it wait for the next answer of the API.
 */
async function findIdentity(): Promise<Identity | undefined> {
  const jar = await cookies();
  const authenticated = await identify({
    authorization: null,
    cookie: (name) => jar.get(name)?.value,
    readOnly: true,
  });
  return authenticated?.identity;
}

/**
 * The person who asks for this page; whoever is not signed in is sent to sign in and comes back to it. A browser with a
 * session that is no longer valid also learns that it ended.
 */
export async function requireIdentity(): Promise<Identity> {
  const identity = await findIdentity();
  const path = (await headers()).get("x-path") ?? "/";
  // A person with the setup code has one page.
  if (identity?.via === SETUP && path !== DIAGNOSTICS) redirect(DIAGNOSTICS);
  if (identity) return identity;
  const jar = await cookies();
  const name = sessionCookieName(getOrigin());
  const hadSession = jar.has(name) || jar.has(`${name}.0`);
  redirect(
    `/sign-in?${new URLSearchParams({ callbackUrl: path, ...(hadSession ? { error: "ended" } : {}) })}`,
  );
}

const DIAGNOSTICS = "/diagnostics";

/** Whether nobody can sign in yet, except with the setup code of the log. */
export function needsSetup(): boolean {
  return lacksSignIn(readConfig());
}

/** What the sign-in page offers: identity providers, the guest, and people of the provider `demo`. */
export function getSignInOptions(): SignInOptions {
  return signInOptions(readConfig());
}

/** Under which people open the portal. */
export function getOrigin(): string {
  return readConfig().url;
}

/** Hosts that pictures may come from; none where the configuration cannot be read, which the page itself says. */
export function getImageHosts(): readonly string[] {
  try {
    return readConfig().imageHosts;
  } catch {
    return [];
  }
}

/** How the platform team names and marks its portal; nothing where the configuration cannot be read, which the page itself says. */
export function getLook(): Config["look"] {
  try {
    return readConfig().look;
  } catch {
    return {};
  }
}

/** Why a Git account is not connected, from the address of the settings; undefined for an address without a failure. */
export function explainConnectionFailure(
  failure: unknown,
  id: unknown,
): { name: string; detail: string } | undefined {
  const { signIn, url: origin } = readConfig();
  const name = signIn.find((one) => one.id === id)?.name;
  if (!isSignInFailure(failure) || name === undefined) return undefined;
  return { name, detail: explainFailure(failure, { name, origin }).detail };
}
