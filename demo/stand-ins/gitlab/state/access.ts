/** Who may do what: the role of the account, narrowed by the scopes of the token. */
import { forbidden, Refusal } from "#demo/stand-ins/gitlab/state/refusal";
import {
  type AccessLevel,
  type Account,
  type Grant,
  LEVELS,
  type Protection,
  type State,
} from "#demo/stand-ins/gitlab/state/types";

/** https://docs.gitlab.com/user/profile/personal_access_tokens/#personal-access-token-scopes */
export type Scope =
  | "api"
  | "read_api"
  | "read_user"
  | "read_repository"
  | "write_repository"
  | "openid"
  | "profile"
  | "email";

/** The sender of a call. */
export interface Viewer {
  account: Account;
  token: { id: number; name: string; kind: "access" | "oauth" | "session"; createdAt: string };
  scopes: readonly Scope[];
}

/** True where the project exists for the sender. */
export function canSee({ settings }: State, viewer: Viewer | undefined): boolean {
  if (settings.visibility === "public") return true;
  if (!viewer) return false;
  return settings.visibility === "internal" || viewer.account.level >= LEVELS.guest;
}

/** @throws Refusal 403, which GitLab gives to a person without the role */
export function requireLevel({ account }: Viewer, level: AccessLevel): void {
  if (account.level < level) throw forbidden();
}

/** https://docs.gitlab.com/user/project/working_with_projects/#archive-a-project: it is read-only. */
export function requireUnarchived({ settings }: State): void {
  if (settings.isArchived) throw forbidden();
}

/** @throws Refusal 403 `insufficient_scope`: https://datatracker.ietf.org/doc/html/rfc6750#section-3.1 */
export function requireScope({ scopes }: Viewer, allowed: readonly Scope[]): void {
  if (scopes.some((scope) => allowed.includes(scope))) return;
  throw new Refusal(403, "insufficient_scope", {
    body: {
      error: "insufficient_scope",
      error_description: "The request requires higher privileges than provided by the access token.",
      scope: allowed.join(" "),
    },
  });
}

/** The protection of a branch, by its name or by a pattern: https://docs.gitlab.com/user/project/repository/branches/protected/#protect-multiple-branches-with-wildcard-rules */
export function findProtection({ protections }: State, branch: string): Protection | undefined {
  const exact = protections.get(branch);
  if (exact) return exact;
  const found = [...protections].find(([pattern]) => pattern.includes("*") && matches(pattern, branch));
  return found?.[1];
}

function matches(pattern: string, branch: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\/]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(branch);
}

export function isGranted(grants: readonly Grant[], { username, level }: Account): boolean {
  return grants.some((grant) =>
    "username" in grant ? grant.username === username : grant.level > LEVELS.none && level >= grant.level,
  );
}

/** True where the account can push to the branch. */
export function canPush(state: State, branch: string, account: Account): boolean {
  if (account.level < LEVELS.developer || state.settings.isArchived) return false;
  const protection = findProtection(state, branch);
  return protection === undefined || isGranted(protection.push, account);
}

/** https://docs.gitlab.com/user/project/repository/branches/protected/: people who can push can merge too. */
export function canMerge(state: State, branch: string, account: Account): boolean {
  if (account.level < LEVELS.developer || state.settings.isArchived) return false;
  const protection = findProtection(state, branch);
  return (
    protection === undefined || isGranted(protection.merge, account) || isGranted(protection.push, account)
  );
}
