import { z } from "zod";
import { listUsableGroups } from "#lib/auth/providers/reserved-names";
import type { Account, Refused } from "#lib/auth/providers/types";
import type { ConfiguredGiteaSignIn } from "#lib/config/sign-in";
import { createGiteaClient, findRefusal } from "#lib/git/gitea/client";

const team = z.object({ name: z.string(), organization: z.object({ username: z.string() }) });
type Team = z.infer<typeof team>;

const account = z.object({
  // Accounts of Gitea itself, such as Actions, have a number below one.
  id: z.int(),
  login: z.string().min(1),
  full_name: z.string(),
  email: z.string(),
});

/**
 * The person of a Gitea token, from the API. Their groups are `<organisation>` and `<organisation>:<team>`.
 * Needs the scope `read:user`. Returns the status where Gitea refuses: 401 for an invalid token, 403 for a
 * person who cannot sign in, or a token without the scope. Throws `git-unavailable`.
 */
export async function readGiteaAccount(
  { url, groupPrefix }: Pick<ConfiguredGiteaSignIn, "url" | "groupPrefix">,
  token: string,
): Promise<Account | Refused> {
  const client = createGiteaClient(url, async () => token);
  try {
    const { id, login, full_name, email } = await client.get("/user", account);
    if (id < 1) return { refused: 403 };
    const teams = await client.getAll("/user/teams", team);
    return { user: login, name: full_name || login, email, groups: listGroups(teams, groupPrefix) };
  } catch (error) {
    const status = findRefusal(error)?.status;
    if (status === 401 || status === 403) return { refused: status };
    throw error;
  }
}

/** The names in Gitea's own claim `groups`: a member of a team is a member of its organisation. */
export function listGroups(teams: readonly Team[], prefix: string): string[] {
  const names = teams.flatMap(({ name, organization: { username } }) => [
    username,
    `${username}:${name.toLowerCase()}`,
  ]);
  return listUsableGroups(names.map((name) => prefix + name));
}
