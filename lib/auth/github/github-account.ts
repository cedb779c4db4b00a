import { z } from "zod";
import { callProvider, type ProviderAnswer, unavailable } from "#lib/auth/providers/provider-http";
import { listUsableGroups } from "#lib/auth/providers/reserved-names";
import type { Account, Refused } from "#lib/auth/providers/types";
import type { ConfiguredGitHubSignIn } from "#lib/config/sign-in";

const PAGE_SIZE = 100;
/** A person with more teams or organizations than fit on these pages does not exist. */
const MOST_PAGES = 50;

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

class Refusal extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`GitHub refused a call: ${status}`);
    this.status = status;
  }
}

/**
 * The person of a GitHub token, from the API. Their groups are `<organization>` and `<organization>/<team>`, where the
 * team is its slug. Needs the scopes `read:user` and `read:org`. Returns the status where GitHub refuses: 401 for an
 * invalid token, 403 for a token without the scopes; and 403 for a person who is in none of the configured
 * organizations. Throws `sign-in-unavailable`, also for an exceeded rate limit.
 */
export async function readGitHubAccount(access: GitHubAccess, token: string): Promise<Account | Refused> {
  const { groupPrefix, organizations } = access;
  try {
    const [found, teams, memberships] = await Promise.all([
      get(access, "/user", token, user),
      getAll(access, "/user/teams", token, team),
      getAll(access, "/user/orgs", token, organization),
    ]);
    const names = listMemberships(teams, memberships, organizations);
    if (organizations && names.length === 0) return { refused: 403 };
    const email = found.email ?? (await readEmail(access, token));
    const groups = listUsableGroups(names.map((name) => groupPrefix + name));
    return { user: found.login, name: found.name || found.login, email, groups };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.status };
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
async function readEmail(access: GitHubAccess, token: string): Promise<string> {
  try {
    const addresses = await getAll(access, "/user/emails", token, address);
    return addresses.find(({ primary, verified }) => primary && verified)?.email ?? "";
  } catch (error) {
    if (error instanceof Refusal) return "";
    throw error;
  }
}

async function get<T>(access: GitHubAccess, path: string, token: string, schema: z.ZodType<T>): Promise<T> {
  return parse(access, schema, await call(access, path, token));
}

async function getAll<T>(
  access: GitHubAccess,
  path: string,
  token: string,
  schema: z.ZodType<T>,
): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await call(access, `${path}?per_page=${PAGE_SIZE}&page=${page}`, token);
    all.push(...parse(access, schema.array(), answer));
    // The next page is counted, because an address in an answer must not get the token.
    if (!/rel="next"/.test(answer.headers.get("link") ?? "")) break;
  }
  return all;
}

async function call({ name, url }: GitHubAccess, path: string, token: string): Promise<ProviderAnswer> {
  const answer = await callProvider({ name }, findApiRoot(url) + path, {
    headers: {
      authorization: `Bearer ${token}`,
      accept: "application/vnd.github+json",
      "x-github-api-version": "2022-11-28",
      "user-agent": "vitrine",
    },
  });
  const { status, headers } = answer;
  if (status < 300) return answer;
  // https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
  const isLimit = headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0";
  if (status === 401) throw new Refusal(401);
  if ((status === 403 || status === 404) && !isLimit) throw new Refusal(403);
  throw unavailable(name, new Error(`status ${status}`));
}

/** https://docs.github.com/en/enterprise-server@latest/rest/using-the-rest-api/getting-started-with-the-rest-api */
function findApiRoot(url: string): string {
  return url === "https://github.com" ? "https://api.github.com" : `${url}/api/v3`;
}

function parse<T>({ name }: GitHubAccess, schema: z.ZodType<T>, { body }: ProviderAnswer): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw unavailable(name, parsed.error);
}
