import "server-only";
import type { GitAccounts } from "#lib/api/types";
import {
  type ConfiguredHost,
  clearAccountCookie,
  writePendingCookie,
} from "#lib/auth/git-account/account-cookie";
import { listConnectable, startConnection } from "#lib/auth/git-account/connect";
import { isSameHost } from "#lib/auth/providers/git-token";
import type { Identity } from "#lib/auth/types";
import { readConfig } from "#lib/config/config";
import { PortalError } from "#lib/errors";
import { sendJson } from "#lib/server/http/route";
import { identityPeople, identityProviders } from "#lib/server/session/people";

/**
 * The Git hosts of requests that the person did not sign in with, each with the account that is connected. None for
 * those without a session of their own: guests and scripts.
 */
export function listGitAccounts(identity: Identity): GitAccounts {
  const accounts = listHosts(identity).map(({ id, name, url }) => {
    const login = identity.gitAccounts?.find(({ via }) => via === id)?.login;
    return { id, name, url, ...(login !== undefined && { login }) };
  });
  return { accounts };
}

function listHosts(identity: Identity): ConfiguredHost[] {
  const { signIn, repositories } = readConfig();
  return listConnectable(identity, signIn).filter((host) =>
    repositories.some((git) => isSameHost(host, git)),
  );
}

/**
 * Starts to connect an account: the page of the host that asks the person, with a cookie that keeps the secrets.
 * @param session undefined for a call with a token
 * @throws PortalError `not-found` for a host that the person cannot connect; `forbidden` for a call without a session;
 * `misconfigured` where the client's secret cannot be read
 */
export async function connectGitAccount(
  identity: Identity,
  session: string | undefined,
  id: string,
): Promise<Response> {
  const host = requireHost(identity, id);
  const config = readConfig();
  const owner = { id: requireSession(session), user: identity.user };
  const provider = identityProviders().find((one) => one.id === id);
  if (!provider) throw new Error(`No provider has the id ${id}.`);
  const { page, secrets } = await startConnection(provider, config.url);
  return withCookie({ page }, await writePendingCookie(secrets, config, host, owner));
}

/** Disconnects an account. A copy of its cookie is useless then. Throws as `connectGitAccount`. */
export function disconnectGitAccount(identity: Identity, session: string | undefined, id: string): Response {
  const host = requireHost(identity, id);
  identityPeople().get(host.id)?.endSession(requireSession(session));
  const { gitAccounts = [] } = identity;
  const left = { ...identity, gitAccounts: gitAccounts.filter(({ via }) => via !== id) };
  return withCookie(listGitAccounts(left), clearAccountCookie(readConfig(), id));
}

function requireHost(identity: Identity, id: string): ConfiguredHost {
  const host = listHosts(identity).find((one) => one.id === id);
  if (host) return host;
  throw new PortalError("not-found", {
    detail: `There is no Git account "${id}" to connect.`,
    suggestion: "The settings list the Git hosts that you can connect.",
  });
}

function requireSession(session: string | undefined): string {
  if (session !== undefined) return session;
  throw new PortalError("forbidden", {
    detail: "A Git account belongs to a session in a browser, and this call has a token.",
    suggestion: "Sign in to the portal, then connect the account in the settings.",
  });
}

function withCookie(body: object, cookie: string): Response {
  const response = sendJson(body);
  response.headers.append("set-cookie", cookie);
  return response;
}
