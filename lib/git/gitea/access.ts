/** What Gitea says of the portal's account and the repository. */
import { z } from "zod";
import type { GiteaClient } from "#lib/git/gitea/client";
import type { RepositoryAccess } from "#lib/git/types";

const repositorySchema = z.object({ permissions: z.object({ push: z.boolean() }).optional() });
const branchSchema = z.object({ protected: z.boolean() });

/**
 * Reads the permissions of the portal's account, and the target branch.
 * @param root the path of the repository in the API
 */
export async function readGiteaAccess(
  client: GiteaClient,
  root: string,
  target: string,
): Promise<RepositoryAccess> {
  const [{ permissions }, branch] = await Promise.all([
    client.get(root, repositorySchema),
    client.find(`${root}/branches/${encodeURIComponent(target)}`, branchSchema),
  ]);
  return {
    hasBranch: branch !== undefined,
    ...(branch && { isProtected: branch.protected }),
    ...(permissions && { missing: permissions.push ? [] : ["write access to the repository"] }),
    quotas: [],
  };
}
