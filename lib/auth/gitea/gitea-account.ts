import { z } from "zod";
import type { ConfiguredSignIn } from "#lib/config";
import { createGiteaClient, findRefusal } from "#lib/git/gitea/client";

/** A person as Gitea knows them now. */
export interface GiteaAccount {
  user: string;
  name: string;
  email: string;
  groups: string[];
}

/**
 * Names that mean something to Kubernetes, or to a cluster that kubeadm made: who may name an organisation in Gitea
 * must not thereby become its administrator.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
 */
const RESERVED = ["system:", "kubeadm:"];

const team = z.object({ name: z.string(), organization: z.object({ username: z.string() }) });
type Team = z.infer<typeof team>;

const account = z.object({
  // What runs in Gitea itself, such as its Actions, has a number below one.
  id: z.int(),
  login: z.string().min(1),
  full_name: z.string(),
  email: z.string(),
});

/**
 * Whom a token of Gitea acts for, by its API: `<organisation>` and `<organisation>:<team>` are their groups. Takes the
 * scope `read:user`. Gives the status where Gitea refuses: 401 for a token that is none any more, 403 for a person who
 * may not sign in, or a token without the scope. Throws `git-unavailable`.
 */
export async function readGiteaAccount(
  { url, groupPrefix }: Pick<ConfiguredSignIn, "url" | "groupPrefix">,
  token: string,
): Promise<GiteaAccount | { refused: number }> {
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

/** As Gitea itself names them in the claim `groups`: whoever is in a team is in its organisation. */
export function listGroups(teams: readonly Team[], prefix: string): string[] {
  const names = teams.flatMap(({ name, organization: { username } }) => [
    username,
    `${username}:${name.toLowerCase()}`,
  ]);
  const groups = names.map((name) => prefix + name);
  return [...new Set(groups)].filter((group) => !RESERVED.some((start) => group.startsWith(start))).sort();
}
