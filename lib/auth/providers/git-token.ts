import type { Identity } from "#lib/auth/types";
import type { Config } from "#lib/config/config";
import type { ConfiguredGit } from "#lib/config/git";
import type { ConfiguredSignIn } from "#lib/config/sign-in";

/** Whether requests go to the Git host that people sign in with: the same program at the same address. */
export function isSameHost(signIn: ConfiguredSignIn, git: ConfiguredGit | undefined): boolean {
  if (git === undefined || git.provider === "local" || signIn.provider === "oidc") return false;
  return git.provider === signIn.provider && git.url === signIn.url;
}

/** The person's own Git token; never sent to another host than its own. */
export function findGitToken(
  { gitToken, via }: Identity,
  { signIn, git }: Pick<Config, "signIn"> & { git: ConfiguredGit | undefined },
): string | undefined {
  const used = signIn.find(({ id }) => id === via);
  return used && isSameHost(used, git) ? gitToken : undefined;
}
