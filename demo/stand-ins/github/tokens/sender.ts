/** Finds out who sends a call, from its header `authorization`. */

import type { IncomingHttpHeaders } from "node:http";
import type { Sender } from "#demo/stand-ins/github/rest/call";
import type { Viewer } from "#demo/stand-ins/github/state/access";
import { Refusal } from "#demo/stand-ins/github/state/refusal";
import type { GitHubApp } from "#demo/stand-ins/github/tokens/app";
import type { Tokens } from "#demo/stand-ins/tokens/tokens";

/**
 * https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api
 * @throws Refusal 401 for a token that is unknown, revoked or expired
 */
export async function findSender(
  { authorization }: IncomingHttpHeaders,
  { tokens, app }: { tokens: Tokens<Viewer>; app: GitHubApp },
): Promise<Sender> {
  if (authorization === undefined) return { kind: "anonymous" };
  const token = readToken(authorization);
  if (token.split(".").length === 3) {
    const problem = await app.findJwtProblem(token);
    if (problem) throw new Refusal(401, problem);
    return { kind: "app" };
  }
  const viewer = tokens.find(token);
  if (!viewer) throw new Refusal(401, "Bad credentials");
  return { kind: "account", viewer };
}

/** The token; with basic authentication the password. */
function readToken(authorization: string): string {
  const [, scheme = "", value = ""] = /^(\S+)\s+(.*)$/.exec(authorization.trim()) ?? [];
  if (scheme.toLowerCase() !== "basic") return value;
  const text = Buffer.from(value, "base64").toString();
  return text.slice(text.indexOf(":") + 1);
}
