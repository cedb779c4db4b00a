import "server-only";
import NextAuth, { type LoggerInstance } from "next-auth";
import { buildAuthOptions } from "#lib/auth/session";
import { nameFailure, type SignInFailure } from "#lib/auth/sign-in-failure";
import { readConfig } from "#lib/config";
import { findGiteaPeople, readClientSecret } from "#lib/server/gitea-people";
import { describeError, log } from "#lib/server/log";
import { answerProblem } from "#lib/server/problem";

const ERROR_PAGE = "/api/auth/error";

/** The endpoints of next-auth; the route under `app/api/auth`. */
export async function handleSignIn(
  request: Request,
  context: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  try {
    const config = readConfig();
    const { signIn } = config;
    let failure: SignInFailure | undefined;
    const options = buildAuthOptions(config, {
      logger: createLogger((error) => {
        failure = nameFailure(error);
      }),
      ...(signIn ? { clientSecret: await readClientSecret(signIn) } : {}),
      onEnd: (session) => findGiteaPeople()?.endSession(session),
    });
    const response: Response = await NextAuth(options)(request, context);
    return failure ? tellFailure(response, failure) : response;
  } catch (error) {
    const problem = answerProblem(error, { method: request.method, path: "/api/auth" });
    // Where next-auth's script sends the browser when it had no answer of use: a person sees what stands there.
    if (new URL(request.url).pathname !== ERROR_PAGE) return problem;
    return new Response(null, { status: 302, headers: { location: "/sign-in?error=failed" } });
  }
}

function createLogger(onError: (error: unknown) => void): Partial<LoggerInstance> {
  return {
    error(code, metadata) {
      onError(metadata);
      const error = "error" in metadata ? metadata.error : metadata;
      log().warn({ code, error: describeError(error) }, "sign-in failed");
    },
    warn: (code) => log().debug({ code }, "sign-in"),
    debug: () => undefined,
  };
}

/** next-auth has one word for most failures: ours says more, and its own next stop knows where to come back to. */
function tellFailure(response: Response, failure: SignInFailure): Response {
  const address = response.headers.get("location");
  const next = address && new URL(address, readConfig().url);
  if (next && next.pathname === ERROR_PAGE)
    response.headers.set("location", `${next.origin}/api/auth/signin?error=${failure}`);
  return response;
}
