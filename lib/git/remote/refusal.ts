/** Error responses of a remote host as PortalErrors. */
import { PortalError, type PortalErrorOptions } from "#lib/errors";
import { LostAnswer } from "#lib/git/remote/lost-answer";

/** An error response of a reachable host: of REST with its status, of GraphQL with its type. */
export class HostRefusal extends Error {
  readonly status: number;
  /** GraphQL's error type, such as `STALE_DATA`. */
  readonly type: string | undefined;

  constructor(status: number, message: string, type?: string) {
    super(message);
    this.name = "HostRefusal";
    this.status = status;
    this.type = type;
  }
}

export type Headers = Readonly<Record<string, string | number | undefined>>;

/** Every answer of a host, also a refusal. */
export interface Answer {
  status: number;
  headers: Headers;
  data: unknown;
}

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

/** The names and the advice of a host. */
export interface HostTexts {
  /** The name for people, such as GitHub. */
  name: string;
  /** The kind of place that requests are in, such as repository. */
  place: string;
  /** The next step after a failure of the host. */
  failed: string;
  /** The next step where the place has moved. */
  moved: string;
  /** The next step where the portal reaches a limit often. */
  limited: string;
}

/** The refusal behind an error; undefined where the host did not refuse. */
export function findRefusal(error: unknown): HostRefusal | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof HostRefusal ? cause : undefined;
}

/** True for a refusal with this status. GraphQL's types count as the status with the same meaning. */
export function isRefusedWith(error: unknown, ...statuses: number[]): boolean {
  return statuses.includes(findRefusal(error)?.status ?? 0);
}

/**
 * True where a change may have been made although no response confirms it: the response was lost, or the host
 * failed on the way.
 */
export function isAnswerLost(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof LostAnswer || (findRefusal(error)?.status ?? 0) >= 500;
}

/**
 * The error for an exceeded limit.
 * @param seconds until the host accepts calls again
 */
export function describeLimit(
  { name, limited }: HostTexts,
  { url, isOwn }: Pick<Refused, "url" | "isOwn">,
  seconds: number,
  cause?: unknown,
): PortalError {
  const at = `${new Date(Date.now() + seconds * 1000).toISOString().slice(11, 16)} UTC`;
  const suggestion = `${name} accepts calls again at ${at}. Try again then.`;
  if (isOwn) {
    const detail = `${name} at ${url} received too many calls with your sign-in.`;
    return new PortalError("too-many-requests", { detail, suggestion, retryAfter: seconds, cause });
  }
  return unavailable({
    detail: `${name} at ${url} received too many calls from the portal.`,
    suggestion: `${suggestion} ${limited}`,
    retryAfter: seconds,
    cause,
  });
}

/**
 * Maps an error response. Its cause is a `HostRefusal`.
 * @param rules `pause` is the number of seconds until the host accepts calls again, for an exceeded limit;
 * `forbidden` is the next step for a forbidden call, if the host names its reason
 */
export function describeHostRefusal(
  host: HostTexts,
  refused: Refused,
  { pause, forbidden }: { pause: number | undefined; forbidden?: string | undefined },
): PortalError {
  const { url, type, message, isOwn, status } = refused;
  const { name } = host;
  const cause = new HostRefusal(status, message, type);
  if (pause !== undefined) return describeLimit(host, refused, pause, cause);
  if (status === 401) return isOwn ? describeOldSignIn(name, cause) : describeBadToken(name, url, cause);
  if (status >= 500)
    return unavailable({ detail: `${name} at ${url} failed (${status}).`, suggestion: host.failed, cause });
  if (status >= 300 && status < 400) {
    // The token goes to the configured address only, so the portal does not follow redirects.
    const detail = `${name} at ${url} has moved or renamed the ${host.place}.`;
    return unavailable({ detail, suggestion: host.moved, cause });
  }
  if (status === 404) return describeUnseen(host, url, isOwn, cause);
  const said = message ? ` It says: ${message}` : "";
  if (status === 403 || status === 405) {
    const suggestion = forbidden ?? `Ask the owner of the ${host.place} on ${name}.`;
    return new PortalError("forbidden", { detail: `${name} does not allow this.${said}`, suggestion, cause });
  }
  const isConflict = status === 409 || status === 412;
  return new PortalError(isConflict ? "conflict" : "invalid", {
    detail: `${name} refused the call.${said}`,
    suggestion: isConflict
      ? "Reload to see the current state, then try again."
      : "Correct the named value, then try again.",
    cause,
  });
}

/** A host answers 404 for resources that the account may not see, so that nobody learns that they exist. */
function describeUnseen(
  { name, place }: HostTexts,
  url: string,
  isOwn: boolean,
  cause: unknown,
): PortalError {
  if (isOwn) {
    return new PortalError("forbidden", {
      detail: `${name} at ${url} does not let you do this in the ${place}, or does not show it to you.`,
      suggestion: `Ask the owner of the ${place} on ${name} for write access.`,
      cause,
    });
  }
  return new PortalError("not-found", {
    detail: `${name} at ${url} did not find this, or does not show it to the portal.`,
    suggestion: "Ask the platform team to check the permissions of the portal's account.",
    cause,
  });
}

function describeOldSignIn(name: string, cause: unknown): PortalError {
  return new PortalError("forbidden", {
    detail: `${name} no longer accepts your sign-in.`,
    suggestion: "Sign out and in again.",
    cause,
  });
}

function describeBadToken(name: string, url: string, cause: unknown): PortalError {
  return unavailable({
    detail: `${name} at ${url} does not accept the portal's token.`,
    suggestion: "Ask the platform team to give the portal a new token.",
    cause,
  });
}

/** The `git-unavailable` error for a response that no such host gives. `cause` is a lost answer for a change. */
export function describeForeignAnswer(name: string, url: string, cause: unknown): PortalError {
  return unavailable({
    detail: `The server at ${url} does not provide ${name}'s API.`,
    suggestion: `Ask the platform team to check the address of ${name}, and the proxies in front of ${name}.`,
    cause,
  });
}

/** A `git-unavailable` error. */
export function unavailable(options: PortalErrorOptions): PortalError {
  return new PortalError("git-unavailable", options);
}
