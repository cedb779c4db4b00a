import type { GitAccount, Identity } from "#lib/auth/types";
import type { Config } from "#lib/config/config";
import type { ConfiguredGit } from "#lib/config/git";
import type { ConfiguredSignIn } from "#lib/config/sign-in";

/** Whether requests go to the Git host that people sign in with: the same program at the same address. */
export function isSameHost(signIn: ConfiguredSignIn, git: ConfiguredGit | undefined): boolean {
  if (git === undefined || git.provider === "local" || signIn.provider === "oidc") return false;
  return git.provider === signIn.provider && git.url === signIn.url;
}

/**
 * The person's own account at the host of a repository: the one they signed in with, else one that they connected. Its
 * token is never sent to another host.
 */
export function findGitAccount(
  { user, via, gitToken, gitAccounts = [] }: Identity,
  { signIn, git }: Pick<Config, "signIn"> & { git: ConfiguredGit | undefined },
): Pick<GitAccount, "login" | "token"> | undefined {
  const isThere = (id: string) => signIn.some((one) => one.id === id && isSameHost(one, git));
  if (gitToken !== undefined && isThere(via)) return { login: user, token: gitToken };
  return gitAccounts.find((account) => isThere(account.via));
}
