import { z } from "zod";
import { AccountRefusal, createAccountApi } from "#lib/auth/providers/account-api";
import { listUsableGroups } from "#lib/auth/providers/reserved-names";
import type { Account, Refused } from "#lib/auth/providers/types";
import type { ConfiguredGitLabSignIn } from "#lib/config/sign-in";

const user = z.object({
  username: z.string().min(1),
  name: z.string().nullish(),
  email: z.string().nullish(),
  bot: z.boolean().nullish(),
});
const group = z.object({ full_path: z.string().min(1) });

/** The lowest role, guest: https://docs.gitlab.com/api/access_requests/#roles */
const GUEST = 10;

/** The part of the configuration that reads an account. */
export type GitLabAccess = Pick<ConfiguredGitLabSignIn, "name" | "url" | "groupPrefix" | "groups">;

/**
 * The person of a GitLab token, from the API. Their groups are the full paths of the groups that they are a member of,
 * directly or through a group above. Needs the scope `read_api`. Returns the status where GitLab refuses: 401 for an
 * invalid token, 403 for a token without the scope. Returns 403 for the bot of a project or group, which is no person,
 * and for a person who is in none of the configured groups. Throws `sign-in-unavailable`, also for an exceeded rate
 * limit.
 * https://docs.gitlab.com/api/users/#retrieve-the-current-user
 */
export async function readGitLabAccount(access: GitLabAccess, token: string): Promise<Account | Refused> {
  const { name, url, groupPrefix, groups: counted } = access;
  const api = createAccountApi({
    name,
    root: `${url}/api/v4`,
    headers: { authorization: `Bearer ${token}`, "user-agent": "vitrine" },
    findRefusal: ({ status }) => (status === 401 || status === 403 ? status : undefined),
  });
  try {
    const [found, memberships] = await Promise.all([
      api.get("/user", user),
      api.getAll(`/groups?min_access_level=${GUEST}`, group),
    ]);
    const paths = listMemberships(memberships, counted);
    if (found.bot || (counted && paths.length === 0)) return { refused: 403 };
    const groups = listUsableGroups(paths.map((path) => groupPrefix + path));
    return { user: found.username, name: found.name || found.username, email: found.email ?? "", groups };
  } catch (error) {
    if (error instanceof AccountRefusal) return { refused: error.status };
    throw error;
  }
}

/** The configured groups and those below them. GitLab's paths have no case. */
function listMemberships(
  memberships: readonly z.infer<typeof group>[],
  counted: readonly string[] | undefined,
): string[] {
  const tops = counted?.map((path) => path.toLowerCase());
  const counts = (path: string) => tops?.some((top) => path === top || path.startsWith(`${top}/`)) ?? true;
  return memberships.map(({ full_path: path }) => path).filter((path) => counts(path.toLowerCase()));
}
