/** The one error type of the portal. Everything a person is shown went through here. */

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
  /** The answer to a change was lost: it may have been made. */
  "outcome-unknown": 504,
  misconfigured: 500,
  internal: 500,
};

/** An error at one field of the input. `path` is a JSON Pointer (RFC 6901) into the submitted object. */
export interface FieldError {
  path: string;
  message: string;
  /** Who refused: the form's schema, a CEL rule, the API server, or Git; or a secret that may not go to Git. */
  source: "schema" | "cel" | "server" | "git" | "portal" | "secret";
  /** Of a secret: the person may say that it is none, by its path in `confirmed` of the request. */
  confirmable?: boolean;
}

export interface PortalErrorOptions {
  /** What went wrong, in words a requester understands. */
  detail: string;
  /** The next step that person can take. */
  suggestion?: string;
  errors?: FieldError[];
  /** Seconds after which the same call can succeed. Sent as `retry-after`. */
  retryAfter?: number;
  cause?: unknown;
}

// Next bundles routes and instrumentation apart, each with a class of its own, so `instanceof` lies:
// errors are recognised by this brand, which is the same symbol in every bundle.
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

/** Any thrown thing as a PortalError; what is unknown becomes `internal`, its cause kept for the log only. */
export function toPortalError(error: unknown): PortalError {
  if (isPortalError(error)) return error;
  return new PortalError("internal", {
    detail: "The portal could not finish this.",
    suggestion: "Reload to see the present state. If it stays, tell the platform team the time it happened.",
    cause: error,
  });
}
