import { z } from "zod";
import { type AccountApi, AccountRefusal, createAccountApi } from "#lib/auth/providers/account-api";
import type { ProviderAnswer } from "#lib/auth/providers/provider-http";
import { listUsableGroups } from "#lib/auth/providers/reserved-names";
import type { Account, Refused } from "#lib/auth/providers/types";
import type { ConfiguredGitHubSignIn } from "#lib/config/sign-in";

const user = z.object({
  login: z.string().min(1),
  name: z.string().nullish(),
  email: z.string().nullish(),
});
const organization = z.object({ login: z.string().min(1) });
const team = z.object({ slug: z.string().min(1), organization });
const address = z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() });

export type GitHubTeam = z.infer<typeof team>;

/** The part of the configuration that reads an account. */
export type GitHubAccess = Pick<ConfiguredGitHubSignIn, "name" | "url" | "groupPrefix" | "organizations">;

/**
 * The person of a GitHub token, from the API. Their groups are `<organization>` and `<organization>/<team>`, where the
 * team is its slug. Needs the scopes `read:user` and `read:org`. Returns the status where GitHub refuses: 401 for an
 * invalid token, 403 for a token without the scopes; and 403 for a person who is in none of the configured
 * organizations. Throws `sign-in-unavailable`, also for an exceeded rate limit.
 */
export async function readGitHubAccount(access: GitHubAccess, token: string): Promise<Account | Refused> {
  const { name, url, groupPrefix, organizations } = access;
  const api = createAccountApi({
    name,
    root: findApiRoot(url),
    headers: {
      authorization: `Bearer ${token}`,
      accept: "application/vnd.github+json",
      "x-github-api-version": "2022-11-28",
      "user-agent": "vitrine",
    },
    findRefusal,
  });
  try {
    const [found, teams, memberships] = await Promise.all([
      api.get("/user", user),
      api.getAll("/user/teams", team),
      api.getAll("/user/orgs", organization),
    ]);
    const names = listMemberships(teams, memberships, organizations);
    if (organizations && names.length === 0) return { refused: 403 };
    const email = found.email ?? (await readEmail(api));
    const groups = listUsableGroups(names.map((group) => groupPrefix + group));
    return { user: found.login, name: found.name || found.login, email, groups };
  } catch (error) {
    if (error instanceof AccountRefusal) return { refused: error.status };
    throw error;
  }
}

/** The organizations and teams that count, without a prefix. GitHub's names have no case. */
function listMemberships(
  teams: readonly GitHubTeam[],
  memberships: readonly { login: string }[],
  organizations: readonly string[] | undefined,
): string[] {
  const counted = organizations?.map((name) => name.toLowerCase());
  const counts = ({ login }: { login: string }) => counted?.includes(login.toLowerCase()) ?? true;
  return [
    ...memberships.filter(counts).map(({ login }) => login),
    ...teams
      .filter((one) => counts(one.organization))
      .flatMap(({ slug, organization: { login } }) => [login, `${login}/${slug}`]),
  ];
}

/** The address of an account that does not show it; empty where the token may not read it. */
async function readEmail(api: AccountApi): Promise<string> {
  try {
    const addresses = await api.getAll("/user/emails", address);
    return addresses.find(({ primary, verified }) => primary && verified)?.email ?? "";
  } catch (error) {
    if (error instanceof AccountRefusal) return "";
    throw error;
  }
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api: an exceeded limit is no refusal. */
function findRefusal({ status, headers }: ProviderAnswer): number | undefined {
  const isLimit = headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0";
  if (status === 401) return 401;
  return (status === 403 || status === 404) && !isLimit ? 403 : undefined;
}

/** https://docs.github.com/en/enterprise-server@latest/rest/using-the-rest-api/getting-started-with-the-rest-api */
function findApiRoot(url: string): string {
  return url === "https://github.com" ? "https://api.github.com" : `${url}/api/v3`;
}
