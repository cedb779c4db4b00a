/** What GitLab says of the portal's account and the project. */
import { z } from "zod";
import type { GitLabProject } from "#lib/git/gitlab/api/project";
import { isRefusedWith } from "#lib/git/remote/refusal";
import type { RepositoryAccess } from "#lib/git/types";

const level = z.object({ access_level: z.number() }).nullish();
const projectSchema = z.object({
  permissions: z.object({ project_access: level, group_access: level }).optional(),
});
const branchSchema = z.object({ protected: z.boolean() });
const tokenSchema = z.object({ scopes: z.array(z.string()), expires_at: z.iso.date().nullish() });

type Project = z.infer<typeof projectSchema>;
type Token = z.infer<typeof tokenSchema>;

/** https://docs.gitlab.com/api/access_requests/: a Developer pushes branches and opens merge requests. */
const DEVELOPER = 30;
/** https://docs.gitlab.com/user/profile/personal_access_tokens/#personal-access-token-scopes */
const WRITING_SCOPE = "api";

type Found = Omit<RepositoryAccess, "quotas" | "deliveredAt">;

/** Reads the role of the portal's account, its token, and the target branch. */
export async function readGitLabAccess(project: GitLabProject): Promise<Found> {
  const { client, path, target, find } = project;
  const [found, branch, token] = await Promise.all([
    client.get({ route: ({ projects }) => projects.show(path), schema: projectSchema }),
    find(() => client.get({ route: ({ branches }) => branches.show(path, target), schema: branchSchema })),
    readToken(project),
  ]);
  const missing = listMissing(found, token);
  return {
    hasBranch: branch !== undefined,
    ...(branch && { isProtected: branch.protected }),
    ...(missing && { missing }),
    ...(token?.expires_at && { tokenExpiresAt: new Date(token.expires_at).toISOString() }),
  };
}

/** Undefined for a token that is none of a person, a project or a group. */
async function readToken({ client }: GitLabProject): Promise<Token | undefined> {
  try {
    return await client.get({ route: ({ tokens }) => tokens.show(), schema: tokenSchema });
  } catch (error) {
    if (isRefusedWith(error, 401, 403, 404)) return undefined;
    throw error;
  }
}

/** Undefined where GitLab does not show the role: an inherited one is not always among the permissions. */
function listMissing({ permissions }: Project, token: Token | undefined): string[] | undefined {
  const { project_access, group_access } = permissions ?? {};
  const levels = [project_access, group_access].flatMap((one) => (one ? [one.access_level] : []));
  const lacksScope = token !== undefined && !token.scopes.includes(WRITING_SCOPE);
  const lacksRole = levels.length > 0 && !levels.some((one) => one >= DEVELOPER);
  if (levels.length === 0 && !lacksScope) return undefined;
  return [
    ...(lacksRole ? ["the role Developer in the project"] : []),
    ...(lacksScope ? [`the scope ${WRITING_SCOPE} of the token`] : []),
  ];
}
