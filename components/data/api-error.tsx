import type { ErrorCode, FieldError } from "#lib/errors";

/** Codes of the API's problems, and `network`: no answer came at all. */
export type ApiErrorCode = ErrorCode | "network";

const CODES: Record<ApiErrorCode, true> = {
  unauthenticated: true,
  forbidden: true,
  "not-found": true,
  invalid: true,
  conflict: true,
  "already-exists": true,
  csrf: true,
  "not-requestable": true,
  "method-not-allowed": true,
  "too-many-requests": true,
  "cluster-unavailable": true,
  "git-unavailable": true,
  "sign-in-unavailable": true,
  "outcome-unknown": true,
  misconfigured: true,
  internal: true,
  network: true,
};

/** A failed call of the HTTP API, in words for the person. Every query and mutation fails with this type only. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly detail: string;
  readonly suggestion: string | undefined;
  /** Errors at single fields of the input, by JSON Pointer. */
  readonly errors: FieldError[];
  /** Seconds after which the same call can succeed, where the portal says so. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ApiErrorCode,
    status: number,
    detail: string,
    suggestion?: string,
    errors: FieldError[] = [],
    retryAfter?: number,
  ) {
    super(detail);
    this.name = "ApiError";
    this.code = code;
    this.status = status;
    this.detail = detail;
    this.suggestion = suggestion;
    this.errors = errors;
    this.retryAfter = retryAfter;
  }
}

/** True where nobody knows what became of a write: its answer was lost on the way, or did not come whole. */
export function isOutcomeUnknown(error: ApiError): boolean {
  return error.code === "outcome-unknown" || error.code === "network" || error.code === "internal";
}

export function networkError(): ApiError {
  return new ApiError(
    "network",
    0,
    "The portal isn't answering.",
    "Your entries are safe. This page tries again automatically. If the problem persists, check your connection.",
  );
}

/** The error of an answer that is not 2xx. A body that is no problem document (a proxy's page) is put in words. */
export async function readProblem(response: Response): Promise<ApiError> {
  const body = await response.json().catch(() => undefined);
  if (!isRecord(body) || typeof body.detail !== "string") return unknownAnswer(response.status);
  return new ApiError(
    isCode(body.code) ? body.code : codeOfStatus(response.status),
    response.status,
    body.detail,
    typeof body.suggestion === "string" ? body.suggestion : undefined,
    Array.isArray(body.errors) ? body.errors.filter(isFieldError) : [],
    readRetryAfter(response),
  );
}

function readRetryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get("retry-after"));
  return seconds > 0 ? seconds : undefined;
}

function unknownAnswer(status: number): ApiError {
  const detail =
    status === 502 || status === 503 || status === 504
      ? "The portal is starting or unreachable."
      : `This page can't read the answer of the portal (HTTP ${status}).`;
  return new ApiError(codeOfStatus(status), status, detail, "Try again in a moment.");
}

function codeOfStatus(status: number): ApiErrorCode {
  if (status === 401) return "unauthenticated";
  if (status === 403) return "forbidden";
  if (status === 404) return "not-found";
  if (status === 429) return "too-many-requests";
  return "internal";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isCode(value: unknown): value is ApiErrorCode {
  return typeof value === "string" && Object.hasOwn(CODES, value);
}

function isFieldError(value: unknown): value is FieldError {
  return isRecord(value) && typeof value.path === "string" && typeof value.message === "string";
}
