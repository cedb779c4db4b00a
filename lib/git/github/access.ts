/** What GitHub says of the portal's account and the repository. */
import { z } from "zod";
import type { AppPermissions } from "#lib/git/github/api/app-tokens";
import type { GitHubRepository } from "#lib/git/github/api/repository";
import { isRefusedWith } from "#lib/git/remote/refusal";
import type { RepositoryAccess } from "#lib/git/types";

const repositorySchema = z.object({ permissions: z.object({ push: z.boolean() }).optional() });
const branchSchema = z.object({ protected: z.boolean() });

/** https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps */
const APP_NEEDS = { contents: "Contents: write", pull_requests: "Pull requests: write" };

type Found = Pick<RepositoryAccess, "hasBranch" | "isProtected" | "missing">;

/**
 * Reads the permissions of the portal's account, and the target branch. A GitHub App is asked for the permissions of its
 * installation, because a repository shows none to it.
 * @param findAppPermissions undefined for a token that is not of an App
 */
export async function readGitHubAccess(
  { client, place, target }: GitHubRepository,
  findAppPermissions: (() => AppPermissions | undefined) | undefined,
): Promise<Found> {
  const get = { method: "GET" as const, parameters: place };
  const [repository, branch] = await Promise.all([
    client.get({ ...get, path: "/repos/{owner}/{repo}", schema: repositorySchema }),
    client
      .get({
        ...{ method: "GET" as const, path: "/repos/{owner}/{repo}/branches/{branch}" },
        ...{ parameters: { ...place, branch: target }, schema: branchSchema },
      })
      .catch((error: unknown) => {
        if (isRefusedWith(error, 404)) return undefined;
        throw error;
      }),
  ]);
  const app = findAppPermissions?.();
  const missing = app ? listMissingOfApp(app) : findAppPermissions ? undefined : listMissing(repository);
  return {
    hasBranch: branch !== undefined,
    ...(branch && { isProtected: branch.protected }),
    ...(missing && { missing }),
  };
}

function listMissing({ permissions }: z.infer<typeof repositorySchema>): string[] | undefined {
  return permissions && (permissions.push ? [] : ["write access to the repository"]);
}

function listMissingOfApp(permissions: AppPermissions): string[] {
  return Object.entries(APP_NEEDS).flatMap(([key, name]) => (permissions[key] === "write" ? [] : [name]));
}
