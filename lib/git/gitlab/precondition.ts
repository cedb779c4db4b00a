import { z } from "zod";
import { PortalError } from "#lib/errors";
import type { GitLabProject } from "#lib/git/gitlab/api/project";
import { ARCHIVED, GITLAB } from "#lib/git/gitlab/api/refusal";
import { gitLabBranch, gitLabUser } from "#lib/git/gitlab/api/shapes";
import type { GitLabReader } from "#lib/git/gitlab/reader";
import { findRefusal, isRefusedWith } from "#lib/git/remote/refusal";

/** The name of the host for people. */
export const HOST = GITLAB.name;

/** The project that merge requests are changed in. */
export interface GitLabWriterContext {
  project: GitLabProject;
  reader: GitLabReader;
}

/**
 * Explains a refused change. GitLab answers 401 both for a token that ended and for a person who may not do
 * this, and does not say that a project is archived.
 */
export async function explainRefusal(
  { client, path }: GitLabProject,
  error: unknown,
  token: string | undefined,
): Promise<unknown> {
  const refusal = findRefusal(error);
  if (!refusal || ![401, 403, 404].includes(refusal.status)) return error;
  const forbid = (suggestion: string) =>
    new PortalError("forbidden", {
      detail: `GitLab does not allow this.${refusal.message ? ` It says: ${refusal.message}` : ""}`,
      suggestion,
      cause: refusal,
    });
  const found = await client
    .get({
      route: ({ projects }) => projects.show(path),
      schema: z.object({ archived: z.boolean().default(false) }),
    })
    .catch(() => undefined);
  if (found?.archived) return forbid(ARCHIVED);
  if (refusal.status !== 401 || token === undefined) return error;
  const isKnown = await client
    .get({ route: ({ users }) => users.showCurrentUser(), schema: gitLabUser, token })
    .then(
      () => true,
      (failure: unknown) => !isRefusedWith(failure, 401),
    );
  return isKnown ? forbid("Ask a maintainer of the project on GitLab for the needed role.") : error;
}

/** The branch with its last commit; undefined where it is missing. */
export function readBranch(project: GitLabProject, branch: string) {
  return project.find(() =>
    project.client.get({
      route: ({ branches }) => branches.show(project.path, branch),
      schema: gitLabBranch,
    }),
  );
}

/**
 * Deletes a branch that still points to the commit. A branch that stays is not an error. GitLab cannot compare
 * the commit itself, so the branch is read first.
 */
export async function deleteBranch(
  project: GitLabProject,
  branch: string,
  head: string,
  token?: string,
): Promise<void> {
  try {
    const found = await readBranch(project, branch);
    if (found?.commit.id !== head) return;
    await removeBranch(project, branch, token);
  } catch {
    return;
  }
}

/** Deletes a branch, wherever it points. */
export function removeBranch(project: GitLabProject, branch: string, token?: string): Promise<unknown> {
  return project.client.send({
    route: ({ branches }) => branches.remove(project.path, branch),
    schema: z.unknown(),
    token,
  });
}
