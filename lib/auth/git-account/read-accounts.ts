import {
  clearAccountCookie,
  hasAccountCookie,
  readAccountCookie,
  type SessionOwner,
  writeAccountCookie,
} from "#lib/auth/git-account/account-cookie";
import { isHost } from "#lib/auth/git-account/connect";
import type { People } from "#lib/auth/providers/people";
import type { ReadCookie } from "#lib/auth/session/session-cookie";
import type { GitAccount } from "#lib/auth/types";
import type { Config } from "#lib/config/config";

interface Call {
  cookie: ReadCookie;
  /** The call only reads: while a host is unreachable, data from a few minutes ago is accepted, or none. */
  readOnly: boolean;
}

/** The Git accounts of a call. */
export interface ReadAccounts {
  accounts: GitAccount[];
  /** `Set-Cookie` headers: renewed tokens, and cookies of accounts that are no longer connected. */
  setCookie: string[];
}

/**
 * The Git accounts that a session is connected to. An account whose access ended or was revoked is no longer connected.
 * @throws PortalError `git-unavailable`, `sign-in-unavailable` for a write while a host is unreachable
 */
export async function readAccounts(
  owner: SessionOwner,
  call: Call,
  config: Pick<Config, "url" | "secret" | "signIn">,
  people: ReadonlyMap<string, People>,
): Promise<ReadAccounts> {
  const found: ReadAccounts = { accounts: [], setCookie: [] };
  for (const host of config.signIn.filter(isHost)) {
    if (!hasAccountCookie(call.cookie, config, host.id)) continue;
    const tokens = await readAccountCookie(call.cookie, config, host, owner);
    const session = tokens && { id: owner.id, tokens };
    const known = session && (await readKnown(people.get(host.id), session, call.readOnly));
    if (known === "unreachable") continue;
    const token = known?.identity.gitToken;
    if (!known || token === undefined) {
      found.setCookie.push(clearAccountCookie(config, host.id));
      continue;
    }
    found.accounts.push({ via: host.id, login: known.identity.user, token });
    if (known.tokens.expiresAt === tokens?.expiresAt) continue;
    const renewed = await writeAccountCookie(known.tokens, config, host, owner);
    if (renewed !== undefined) found.setCookie.push(renewed);
  }
  return found;
}

async function readKnown(
  people: People | undefined,
  session: Parameters<People["ofSession"]>[0],
  readOnly: boolean,
): Promise<Awaited<ReturnType<People["ofSession"]>> | "unreachable"> {
  try {
    return await people?.ofSession(session, readOnly);
  } catch (error) {
    if (readOnly) return "unreachable";
    throw error;
  }
}
