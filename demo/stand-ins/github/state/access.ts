/** Who may do what: the role of the account, narrowed by the permissions of the token. */
import { Refusal } from "#demo/stand-ins/github/state/refusal";
import { includesRole } from "#demo/stand-ins/github/state/state";
import type { Account, Permission, Permissions, Role, State } from "#demo/stand-ins/github/state/types";

/** The sender of a call. */
export interface Viewer {
  account: Account;
  token: "personal" | "oauth" | "installation";
  /** Undefined where the token can do what the account can. */
  permissions?: Permissions;
  /** Scopes of an OAuth token. */
  scopes?: readonly string[];
}

/** The role that a permission needs of a person: https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization#permissions-for-each-role */
const WRITER: Readonly<Record<Permission, Role>> = {
  metadata: "admin",
  contents: "write",
  pull_requests: "read",
  issues: "triage",
  checks: "write",
  statuses: "write",
  administration: "admin",
};

/** True where the repository exists for the sender. */
export function canSee({ settings }: State, viewer: Viewer | undefined): boolean {
  if (!settings.isPrivate) return true;
  if (!viewer) return false;
  if (viewer.scopes && !viewer.scopes.includes("repo")) return false;
  return includesRole(viewer.account.role, "read");
}

export function canWrite(account: Account): boolean {
  return includesRole(account.role, "write");
}

/** @throws Refusal 403, which GitHub gives to a token or a person without the permission */
export function requirePermission(viewer: Viewer, permission: Permission, level: "read" | "write"): void {
  const { account, permissions, token } = viewer;
  const granted = permissions?.[permission];
  const isGranted =
    permissions === undefined ||
    granted === "write" ||
    (level === "read" && (granted === "read" || permission === "metadata"));
  const role = level === "write" ? WRITER[permission] : "read";
  if (isGranted && includesRole(account.role, role)) return;
  const sender = token === "installation" ? "integration" : "personal access token";
  throw new Refusal(403, `Resource not accessible by ${sender}`);
}

/** @throws Refusal 403 for an archived repository, which is read-only: https://docs.github.com/en/repositories/archiving-a-github-repository/archiving-repositories */
export function requireUnarchived({ settings }: State): void {
  if (settings.isArchived) throw new Refusal(403, "Repository was archived so is read-only.");
}
