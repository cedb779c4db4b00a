import "server-only";
import type { NextRequest } from "next/server";
import {
  openRequestContext,
  REQUEST_ID_HEADER,
  type RequestContext,
  runInRequest,
} from "#lib/server/http/request-context";
import { countRequest } from "#lib/server/metrics";

/** The addresses of sign-ins, which count as one route. */
export const AUTH_PREFIX = "/api/auth/";

/** The one way into the endpoints of a sign-in: in the context of its request, which the metrics count. */
export function answerAuth(
  request: NextRequest,
  run: (known: RequestContext) => Promise<Response>,
): Promise<Response> {
  const known = openRequestContext(request);
  return runInRequest(known, async () => {
    const started = performance.now();
    const response = await run(known);
    response.headers.set(REQUEST_ID_HEADER, known.id);
    const seconds = (performance.now() - started) / 1_000;
    countRequest({ method: request.method, pathname: AUTH_PREFIX, status: response.status, seconds });
    return response;
  });
}
