import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { authenticate } from "#lib/auth/identity";
import { type SignInOptions, signInOptions } from "#lib/auth/session/session";
import type { Identity } from "#lib/auth/types";
import { readConfig } from "#lib/config/config";
import { findGiteaPeople } from "#lib/server/session/gitea-people";
import { sessionEnds } from "#lib/server/session/session-ends";

/**
 * The person who asks for this page; undefined when nobody is signed in. A page cannot set a cookie: tokens that were
 * renewed for it wait for the next answer of the API.
 */
async function findIdentity(): Promise<Identity | undefined> {
  const jar = await cookies();
  const authenticated = await authenticate(
    { authorization: null, cookie: (name) => jar.get(name)?.value, readOnly: true },
    readConfig(),
    { gitea: findGiteaPeople(), ends: sessionEnds() },
  );
  return authenticated?.identity;
}

/** The person who asks for this page; whoever is not signed in is sent to sign in and comes back to it. */
export async function requireIdentity(): Promise<Identity> {
  const identity = await findIdentity();
  if (identity) return identity;
  const path = (await headers()).get("x-path") ?? "/";
  redirect(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
}

/** What the sign-in page offers: `gitea`, `guest`, and people of the provider `demo`. */
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
