/** What GitLab says of the portal's account and the project. */
import { z } from "zod";
import type { GitLabProject } from "#lib/git/gitlab/api/project";
import type { RepositoryAccess } from "#lib/git/types";

const level = z.object({ access_level: z.number() }).nullish();
const projectSchema = z.object({
  permissions: z.object({ project_access: level, group_access: level }).optional(),
});
const branchSchema = z.object({ protected: z.boolean() });

/** https://docs.gitlab.com/api/access_requests/: a Developer pushes branches and opens merge requests. */
const DEVELOPER = 30;

/** Reads the role of the portal's account, and the target branch. */
export async function readGitLabAccess({
  client,
  path,
  target,
  find,
}: GitLabProject): Promise<Pick<RepositoryAccess, "hasBranch" | "isProtected" | "missing">> {
  const [{ permissions }, branch] = await Promise.all([
    client.get({ route: ({ projects }) => projects.show(path), schema: projectSchema }),
    find(() => client.get({ route: ({ branches }) => branches.show(path, target), schema: branchSchema })),
  ]);
  const { project_access, group_access } = permissions ?? {};
  const levels = [project_access, group_access].flatMap((one) => (one ? [one.access_level] : []));
  const isEnough = levels.some((one) => one >= DEVELOPER);
  return {
    hasBranch: branch !== undefined,
    ...(branch && { isProtected: branch.protected }),
    // An inherited role is not always among the permissions.
    ...(levels.length > 0 && { missing: isEnough ? [] : ["the role Developer in the project"] }),
  };
}
