/** Finds out who sends a call, from its headers: https://docs.gitlab.com/api/rest/authentication/ */
import type { IncomingHttpHeaders } from "node:http";
import type { Scope, Viewer } from "#demo/stand-ins/gitlab/state/access";
import { unauthorized } from "#demo/stand-ins/gitlab/state/refusal";
import { getAccount } from "#demo/stand-ins/gitlab/state/state";
import type { State } from "#demo/stand-ins/gitlab/state/types";
import type { Tokens } from "#demo/stand-ins/tokens/tokens";

/**
 * Undefined without a token. A token stands in `private-token`, in `authorization`, or is the password of Git.
 * @throws Refusal 401 for a token that is unknown, revoked or expired
 */
export function findSender(headers: IncomingHttpHeaders, tokens: Tokens<Viewer>): Viewer | undefined {
  const token = readToken(headers);
  if (token === undefined) return undefined;
  const viewer = tokens.find(token);
  if (!viewer) throw unauthorized();
  return viewer;
}

function readToken(headers: IncomingHttpHeaders): string | undefined {
  const own = headers["private-token"];
  if (typeof own === "string") return own;
  const [, scheme = "", value = ""] = /^(\S+)\s+(.*)$/.exec(headers.authorization?.trim() ?? "") ?? [];
  if (scheme === "") return undefined;
  if (scheme.toLowerCase() !== "basic") return value;
  const text = Buffer.from(value, "base64").toString();
  return text.slice(text.indexOf(":") + 1);
}

export interface TokenInput {
  /** Default: the scope `api`. */
  scopes?: readonly Scope[];
  name?: string;
  /** Milliseconds; without it the token does not expire. */
  lifetime?: number;
}

/** Issues a personal access token, or the access token of a project for its bot. */
export function issueAccessToken(
  { state, tokens }: { state: State; tokens: Tokens<Viewer> },
  username: string,
  { scopes = ["api"], name = "Vitrine", lifetime }: TokenInput = {},
): string {
  const account = getAccount(state, username);
  const token = { id: state.nextId(), name, kind: "access", createdAt: state.now() } as const;
  return tokens.issue({ account, token, scopes }, "glpat-", lifetime).token;
}
