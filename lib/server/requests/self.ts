import "server-only";
import { findGitAccount } from "#lib/auth/providers/git-token";
import type { Identity } from "#lib/auth/types";
import type { Portal } from "#lib/server/portal";
import { findRepository } from "#lib/server/repositories";

/**
 * The ids of a person in the repository of a request: the user, and the login of the account that they connected. A
 * request that they opened before they connected it has the user as its author.
 */
export function selvesIn(
  portal: Pick<Portal, "repositories">,
  identity: Identity,
  requestId: string,
): readonly string[] {
  if (!identity.gitAccounts?.length) return [identity.user];
  const repository = findRepository(portal, requestId);
  const account =
    repository && findGitAccount(identity, { signIn: repository.config.signIn, git: repository.configured });
  return account ? [...new Set([identity.user, account.login])] : [identity.user];
}

/** Whether the person is the author of a request. */
export function isAuthorOf(
  portal: Pick<Portal, "repositories">,
  identity: Identity,
  { request: { id, author } }: { request: { id: string; author: { id: string } } },
): boolean {
  return selvesIn(portal, identity, id).includes(author.id);
}
