/** GitLab's error responses as PortalErrors. */
import type { PortalError } from "#lib/errors";
import {
  type Answer,
  describeHostRefusal,
  type HostTexts,
  type Refused,
  unavailable,
} from "#lib/git/remote/refusal";

/** GitLab's name, and its advice. */
export const GITLAB: HostTexts = {
  name: "GitLab",
  place: "project",
  failed: "Try again in a moment. If the problem persists, look at GitLab's status page.",
  moved: "Ask the platform team to set the new path of the project in the configuration of Git.",
  limited:
    "If this happens often, ask the platform team to raise GitLab's rate limit for the portal's account.",
};

/**
 * Seconds until GitLab accepts calls again, for an exceeded limit; undefined for another answer.
 * https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/ describes the headers.
 */
export function readPause({ status, headers }: Pick<Answer, "status" | "headers">): number | undefined {
  const wait = Number(headers["retry-after"] ?? Number.NaN);
  if (status !== 429 && !(status === 403 && wait >= 0)) return undefined;
  if (wait >= 0) return Math.max(1, Math.ceil(wait));
  const reset = Number(headers["ratelimit-reset"] ?? Number.NaN);
  return reset > 0 ? Math.max(1, Math.ceil(reset - Date.now() / 1000)) : 60;
}

/** Maps an error response. Its cause is a `HostRefusal`. */
export function describeRefusal(refused: Refused): PortalError {
  const forbidden = suggestForbidden(refused);
  return describeHostRefusal(GITLAB, refused, { pause: readPause(refused), forbidden });
}

/** The next step for a call that GitLab forbids, where it names the reason. */
function suggestForbidden({ message, isOwn }: Refused): string | undefined {
  // https://docs.gitlab.com/api/rest/authentication/ describes the scopes.
  if (/insufficient_(granular_)?scope/i.test(message)) {
    return isOwn
      ? "Ask the platform team to give the sign-in with GitLab the scope api."
      : "Ask the platform team to give the portal a token with the scope api.";
  }
  if (/archived/i.test(message)) return ARCHIVED;
  if (/push into this branch|push to (this|protected)/i.test(message))
    return "Ask a maintainer of the project for the role Developer, and whether a protected branch has the name of the request's branch.";
  return undefined;
}

/** The next step for a change of an archived project. */
export const ARCHIVED = "Ask the platform team to unarchive the project on GitLab, or to use another one.";

/** The `git-unavailable` error for a project that the portal cannot see. */
export function describeNoProject(project: string, cause: unknown): PortalError {
  return unavailable({
    detail: `GitLab has no project ${project}, or the portal's account may not see it.`,
    suggestion:
      "Ask the platform team to check the path of the project, and whether the portal's account is a member of it.",
    cause,
  });
}
