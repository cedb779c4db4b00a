/** GitHub's error responses as PortalErrors. */
import type { PortalError } from "#lib/errors";
import { describeHostRefusal, type HostTexts, type Refused, unavailable } from "#lib/git/remote/refusal";

/** GitHub's name, and its advice. */
export const GITHUB: HostTexts = {
  name: "GitHub",
  place: "repository",
  failed: "Try again in a moment. If the problem persists, look at GitHub's status page.",
  moved: "Ask the platform team to set the new owner and repository in the configuration of Git.",
  limited:
    "If this happens often, ask the platform team to connect the portal as a GitHub App, which has a higher limit.",
};

/**
 * Seconds until GitHub accepts calls again, for an exceeded primary or secondary limit; undefined for another
 * error. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 * and, for GraphQL, which answers with status 200,
 * https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#exceeding-the-rate-limit
 */
export function readPause({ status, type, message, headers }: Omit<Refused, "url" | "isOwn">) {
  const isLimit =
    status === 429 ||
    type === "RATE_LIMITED" ||
    type === "RATE_LIMIT" ||
    ((status === 403 || status === 200) && /rate limit/i.test(message)) ||
    (status === 403 && headers["retry-after"] !== undefined);
  if (!isLimit) return undefined;
  const wait = Number(headers["retry-after"] ?? Number.NaN);
  if (wait >= 0) return Math.max(1, Math.ceil(wait));
  const reset = Number(headers["x-ratelimit-reset"] ?? Number.NaN);
  const isUsedUp = String(headers["x-ratelimit-remaining"]) === "0";
  if (isUsedUp && reset > 0) return Math.max(1, Math.ceil(reset - Date.now() / 1000));
  // GitHub asks for at least a minute where it names no time.
  return 60;
}

/** Maps an error response. Its cause is a `HostRefusal`. */
export function describeRefusal(refused: Refused): PortalError {
  const given = { ...refused, status: readStatus(refused) };
  return describeHostRefusal(GITHUB, given, {
    pause: readPause(refused),
    forbidden: suggestForbidden(refused),
  });
}

/** GraphQL answers with status 200. An error without a type is a failure during the execution. */
function readStatus({ status, type }: Pick<Refused, "status" | "type">): number {
  if (type !== undefined) return STATUS_OF_TYPE[type] ?? 422;
  return status === 200 ? 500 : status;
}

/** GitHub does not document GraphQL's error types; these are in use. */
const STATUS_OF_TYPE: Readonly<Record<string, number | undefined>> = {
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPES: 403,
  INTERNAL: 500,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  RATE_LIMIT: 429,
  SERVICE_UNAVAILABLE: 503,
  STALE_DATA: 409,
  UNPROCESSABLE: 422,
};

/** The next step for a call that GitHub forbids, where it names the reason. */
function suggestForbidden({ message, headers, isOwn }: Refused): string | undefined {
  if (/archived/i.test(message))
    return "Ask the platform team to unarchive the repository, or to use another one.";
  // https://docs.github.com/en/enterprise-cloud@latest/authentication/authenticating-with-single-sign-on
  if (headers["x-github-sso"] !== undefined || /SAML/.test(message))
    return "Authorize the sign-in for the organization's single sign-on, then sign out and in again.";
  // https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
  const needed = headers["x-accepted-github-permissions"];
  if (needed === undefined || !/not accessible/i.test(message)) return undefined;
  const who = isOwn ? "the sign-in with GitHub" : "the portal's App or token";
  return `Ask the platform team to give ${who} the permission ${needed}.`;
}

/** The `git-unavailable` error for a repository that the portal cannot see. */
export function describeNoRepository(cause: unknown): PortalError {
  return unavailable({
    detail: "GitHub has no such repository, or the portal's account may not see it.",
    suggestion:
      "Ask the platform team to check the repository's name, and whether the portal's App or account has access to it.",
    cause,
  });
}
