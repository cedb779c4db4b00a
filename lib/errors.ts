/** The only error type that people see. */

export type ErrorCode =
  | "unauthenticated"
  | "forbidden"
  | "not-found"
  | "invalid"
  | "conflict"
  | "already-exists"
  | "csrf"
  | "not-requestable"
  | "method-not-allowed"
  | "too-many-requests"
  | "cluster-unavailable"
  | "git-unavailable"
  | "sign-in-unavailable"
  | "outcome-unknown"
  | "misconfigured"
  | "internal";

const STATUS: Record<ErrorCode, number> = {
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  invalid: 422,
  conflict: 409,
  "already-exists": 409,
  csrf: 403,
  "not-requestable": 409,
  "method-not-allowed": 405,
  "too-many-requests": 429,
  "cluster-unavailable": 503,
  "git-unavailable": 503,
  /** The identity provider does not answer. */
  "sign-in-unavailable": 503,
  /** The response to a change was lost: the change may have been made. */
  "outcome-unknown": 504,
  misconfigured: 500,
  internal: 500,
};

/** Every code. */
export const ERROR_CODES: readonly ErrorCode[] = Object.keys(STATUS).filter(
  (key): key is ErrorCode => key in STATUS,
);

/** An error at one field of the input. `path` is a JSON Pointer (RFC 6901) into the submitted object. */
export interface FieldError {
  path: string;
  message: string;
  /** What refused the value: the form's schema, a CEL rule, the API server, Git, or the secret scan. */
  source: "schema" | "cel" | "server" | "git" | "portal" | "secret";
  /**
   * For a secret: the person can confirm that the value is not secret, by its path in `confirmed` of the
   * request.
   */
  confirmable?: boolean;
}

export interface PortalErrorOptions {
  /** What failed, in words that a requester understands. */
  detail: string;
  /** The next step for that person. */
  suggestion?: string;
  errors?: FieldError[];
  /** Seconds after which the same call can succeed. Sent as `retry-after`. */
  retryAfter?: number;
  cause?: unknown;
}

// Next bundles routes and instrumentation separately, each with its own class, so `instanceof` fails between
// them. The brand is the same symbol in every bundle.
const BRAND = Symbol.for("vitrine.PortalError");

export class PortalError extends Error {
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly status: number;
  readonly detail: string;
  readonly suggestion: string | undefined;
  readonly errors: FieldError[];
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, options: PortalErrorOptions) {
    super(options.detail, { cause: options.cause });
    this.name = "PortalError";
    this.code = code;
    this.status = STATUS[code];
    this.detail = options.detail;
    this.suggestion = options.suggestion;
    this.errors = options.errors ?? [];
    this.retryAfter = options.retryAfter;
  }
}

/** True for a PortalError of any bundle. */
export function isPortalError(error: unknown): error is PortalError {
  return typeof error === "object" && error !== null && BRAND in error;
}

/**
 * Converts any thrown value to a PortalError. An unknown one becomes `internal`; its cause is kept for the
 * log only.
 */
export function toPortalError(error: unknown): PortalError {
  if (isPortalError(error)) return error;
  return new PortalError("internal", {
    detail: "The portal could not finish this.",
    suggestion:
      "Reload to see the current state. If the problem persists, tell the platform team the time it happened.",
    cause: error,
  });
}
