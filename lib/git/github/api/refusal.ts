/** GitHub's error responses as PortalErrors. */
import { PortalError, type PortalErrorOptions } from "#lib/errors";

/** An error response of a reachable GitHub: of REST with its status, of GraphQL with its type. */
export class GitHubRefusal extends Error {
  readonly status: number;
  /** GraphQL's error type, such as `STALE_DATA`. */
  readonly type: string | undefined;

  constructor(status: number, message: string, type?: string) {
    super(message);
    this.name = "GitHubRefusal";
    this.status = status;
    this.type = type;
  }
}

export type Headers = Readonly<Record<string, string | number | undefined>>;

/** One error response. */
export interface Refused {
  /** The address that people open. */
  url: string;
  status: number;
  type?: string | undefined;
  message: string;
  headers: Headers;
  /** True for a call with a person's own token. */
  isOwn: boolean;
}

/** The refusal behind an error; undefined where GitHub did not refuse. */
export function findRefusal(error: unknown): GitHubRefusal | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof GitHubRefusal ? cause : undefined;
}

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

/**
 * The error for an exceeded limit.
 * @param seconds until GitHub accepts calls again
 */
export function describeLimit(url: string, seconds: number, isOwn: boolean, cause?: unknown): PortalError {
  const at = `${new Date(Date.now() + seconds * 1000).toISOString().slice(11, 16)} UTC`;
  const suggestion = `GitHub accepts calls again at ${at}. Try again then.`;
  if (isOwn) {
    const detail = `GitHub at ${url} received too many calls with your sign-in.`;
    return new PortalError("too-many-requests", { detail, suggestion, retryAfter: seconds, cause });
  }
  return unavailable({
    detail: `GitHub at ${url} received too many calls from the portal.`,
    suggestion: `${suggestion} If this happens often, ask the platform team to connect the portal as a GitHub App, which has a higher limit.`,
    retryAfter: seconds,
    cause,
  });
}

/** Maps an error response. Its cause is a `GitHubRefusal`. */
export function describeRefusal(refused: Refused): PortalError {
  const { url, type, message, isOwn } = refused;
  const status = readStatus(refused);
  const cause = new GitHubRefusal(status, message, type);
  const pause = readPause(refused);
  if (pause !== undefined) return describeLimit(url, pause, isOwn, cause);
  if (status === 401) return isOwn ? describeOldSignIn(cause) : describeBadToken(url, cause);
  if (status >= 500) {
    return unavailable({
      detail: `GitHub at ${url} failed (${status}).`,
      suggestion: "Try again in a moment. If the problem persists, look at GitHub's status page.",
      cause,
    });
  }
  if (status >= 300 && status < 400) return describeMoved(url, cause);
  if (status === 403) return describeForbidden(refused, cause);
  if (status === 404) return describeUnseen(url, isOwn, cause);
  const said = message ? ` It says: ${message}` : "";
  if (status === 405) {
    return new PortalError("forbidden", {
      detail: `GitHub does not allow this.${said}`,
      suggestion: "Ask the owner of the repository on GitHub.",
      cause,
    });
  }
  const code = status === 409 || status === 412 ? "conflict" : "invalid";
  const suggestion =
    code === "conflict"
      ? "Reload to see the current state, then try again."
      : "Correct the named value, then try again.";
  return new PortalError(code, { detail: `GitHub refused the call.${said}`, suggestion, cause });
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

function describeForbidden({ message, headers, isOwn }: Refused, cause: unknown): PortalError {
  const said = message ? ` It says: ${message}` : "";
  const detail = `GitHub does not allow this.${said}`;
  const forbid = (suggestion: string) => new PortalError("forbidden", { detail, suggestion, cause });
  if (/archived/i.test(message)) {
    return forbid("Ask the platform team to unarchive the repository, or to use another one.");
  }
  // https://docs.github.com/en/enterprise-cloud@latest/authentication/authenticating-with-single-sign-on
  if (headers["x-github-sso"] !== undefined || /SAML/.test(message)) {
    return forbid("Authorize the sign-in for the organization's single sign-on, then sign out and in again.");
  }
  // https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
  const needed = headers["x-accepted-github-permissions"];
  if (needed !== undefined && /not accessible/i.test(message)) {
    const who = isOwn ? "the sign-in with GitHub" : "the portal's App or token";
    return forbid(`Ask the platform team to give ${who} the permission ${needed}.`);
  }
  return forbid("Ask the owner of the repository on GitHub.");
}

/** GitHub answers 404 for resources that the account may not see, so that nobody learns that they exist. */
function describeUnseen(url: string, isOwn: boolean, cause: unknown): PortalError {
  if (isOwn) {
    return new PortalError("forbidden", {
      detail: `GitHub at ${url} does not let you do this in the repository, or does not show it to you.`,
      suggestion: "Ask the owner of the repository on GitHub for write access.",
      cause,
    });
  }
  return new PortalError("not-found", {
    detail: `GitHub at ${url} did not find this, or does not show it to the portal.`,
    suggestion: "Ask the platform team to check the permissions of the portal's account.",
    cause,
  });
}

/** The token goes to the configured address only, so the portal does not follow redirects. */
function describeMoved(url: string, cause: unknown): PortalError {
  return unavailable({
    detail: `GitHub at ${url} has moved or renamed the repository.`,
    suggestion: "Ask the platform team to set the new owner and repository in the configuration of Git.",
    cause,
  });
}

function describeOldSignIn(cause: unknown): PortalError {
  return new PortalError("forbidden", {
    detail: "GitHub no longer accepts your sign-in.",
    suggestion: "Sign out and in again.",
    cause,
  });
}

function describeBadToken(url: string, cause: unknown): PortalError {
  return unavailable({
    detail: `GitHub at ${url} does not accept the portal's token.`,
    suggestion: "Ask the platform team to give the portal a new token.",
    cause,
  });
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

/** A `git-unavailable` error. */
export function unavailable(options: PortalErrorOptions): PortalError {
  return new PortalError("git-unavailable", options);
}
