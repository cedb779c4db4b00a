import "server-only";
import { STATUS_CODES } from "node:http";
import type { Problem } from "#lib/api/types";
import { type PortalError, toPortalError } from "#lib/errors";
import { findRequestContext } from "#lib/server/http/request-context";
import { describeError, log } from "#lib/server/log";

/** An error as the person may see it: never its cause. https://www.rfc-editor.org/rfc/rfc9457 */
export function toProblem(error: PortalError): Problem {
  const requestId = findRequestContext()?.id;
  return {
    // The code tells errors apart; a type of its own would be one more thing to keep stable.
    type: "about:blank",
    title: STATUS_CODES[error.status] ?? "Error",
    status: error.status,
    code: error.code,
    detail: error.detail,
    ...(error.suggestion ? { suggestion: error.suggestion } : {}),
    ...(error.errors.length > 0 ? { errors: error.errors } : {}),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** The answer to a failed request. What is not the caller's doing is logged with its causes. */
export function answerProblem(thrown: unknown, request: { method: string; path: string }): Response {
  const error = toPortalError(thrown);
  const { method, path } = request;
  const requestId = findRequestContext()?.id;
  const entry = { requestId, method, path, status: error.status, error: describeError(error) };
  if (error.status === 503) log().warn(entry, "request failed for now");
  else if (error.status >= 500) log().error(entry, "request failed");
  else log().debug(entry, "request refused");
  return new Response(JSON.stringify(toProblem(error)), {
    status: error.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(error.status === 401 ? { "www-authenticate": "Bearer" } : {}),
      ...(error.retryAfter === undefined ? {} : { "retry-after": String(Math.ceil(error.retryAfter)) }),
    },
  });
}
