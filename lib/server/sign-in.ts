import "server-only";
import NextAuth from "next-auth";
import { buildAuthOptions } from "#lib/auth/session";
import { readConfig } from "#lib/config";
import { describeError, log } from "#lib/server/log";
import { answerProblem } from "#lib/server/problem";

const logger = {
  error: (code: string, metadata: unknown) =>
    log().warn({ code, error: describeError(metadata) }, "sign-in failed"),
  warn: (code: string) => log().debug({ code }, "sign-in"),
  debug: () => undefined,
};

/** The endpoints of next-auth; the route under `app/api/auth`. */
export async function handleSignIn(
  request: Request,
  context: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  try {
    return await NextAuth(buildAuthOptions(readConfig(), logger))(request, context);
  } catch (error) {
    return answerProblem(error, { method: request.method, path: "/api/auth" });
  }
}
