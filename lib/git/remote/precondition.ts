import { PortalError } from "#lib/errors";
import type { GitActor, PullRequestState } from "#lib/git/types";

/**
 * Approving, merging and closing need the person's own account at the host. With the portal's account they
 * would belong to everyone: its approvals would count for any person, and nobody could find out who approved.
 * @param url the pull request's page
 * @param host the host's name for people, such as Gitea
 */
export function requireToken(url: string, { token }: GitActor, verb: string, host: string): string {
  if (token !== undefined) return token;
  throw new PortalError("forbidden", {
    detail: `The portal cannot ${verb} in your name: it does not know who you are in ${host}.`,
    suggestion: `Open ${url} and ${verb} it there.`,
  });
}

/** The `conflict` error for a pull request that is no longer open. `by` is the name of the person who merged it. */
export function alreadyDone(number: number, state: PullRequestState, by: string | undefined): PortalError {
  return new PortalError("conflict", {
    detail: `Pull request ${number} is already ${state}${by ? ` by ${by}` : ""}.`,
    suggestion: "Reload to see the current state.",
  });
}

/** The `not-found` error for an unknown pull request. */
export function noPullRequest(number: number): PortalError {
  return new PortalError("not-found", {
    detail: `There is no pull request ${number}.`,
    suggestion: "Look for the request in the list of requests.",
  });
}

/** The `already-exists` error for a branch in use. */
export function branchExists(branch: string): PortalError {
  return new PortalError("already-exists", {
    detail: `The branch ${branch} already exists.`,
    suggestion: "Merge or close the request on the branch first, or delete the branch.",
  });
}

/** The `forbidden` error for a change of a branch in a fork. `url` is the pull request's page. */
export function foreignBranch(url: string): PortalError {
  return new PortalError("forbidden", {
    detail: "The portal cannot add to this request: its branch is in a fork of the repository.",
    suggestion: `Push to the branch with Git. The pull request is at ${url}.`,
  });
}

/** The `outcome-unknown` error where the commit is on the branch and the body is not replaced. */
export function descriptionKept(number: number, cause: unknown): PortalError {
  return new PortalError("outcome-unknown", {
    detail: `The change is in pull request ${number}, but its description still has the earlier values.`,
    suggestion: "Send the change again. The portal does not add it twice.",
    cause,
  });
}

/** The `forbidden` error for the author's own approval. */
export function ownApproval(host: string, cause: unknown): PortalError {
  return new PortalError("forbidden", {
    detail: `${host} does not let people approve their own requests.`,
    suggestion: "Ask someone else to review the request.",
    cause,
  });
}

/** The `git-unavailable` error for a repository without a commit on the target branch. */
export function noTarget(branch: string): PortalError {
  return new PortalError("git-unavailable", {
    detail: `The Git repository has no commit on its branch ${branch} yet, or the portal may not see it.`,
    suggestion: `Ask the platform team to push a first commit to ${branch}.`,
  });
}

/** The `conflict` error for a merge that the host cannot make. `paths` are the files that both sides changed. */
export function mergeConflict(
  host: string,
  number: number,
  paths: readonly string[] | undefined,
  cause?: unknown,
): PortalError {
  const where = paths?.length ? ` Both have changed ${paths.join(", ")}.` : "";
  return new PortalError("conflict", {
    detail: `${host} cannot merge pull request ${number} with what is in Git now.${where}`,
    suggestion: "Make the change again on the current version, then close this request.",
    cause,
  });
}
