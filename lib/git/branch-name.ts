import { PortalError } from "#lib/errors";

/** @throws PortalError `invalid` where Git does not allow the branch (https://git-scm.com/docs/git-check-ref-format) */
export function assertBranchName(branch: string): void {
  if (isBranchName(branch)) return;
  throw new PortalError("invalid", {
    detail: `${JSON.stringify(branch)} cannot be the name of a branch.`,
    suggestion: "Use letters, digits, dashes and slashes.",
  });
}

function isBranchName(branch: string): boolean {
  if (branch === "" || branch === "@" || branch.startsWith("-") || branch.endsWith(".")) return false;
  if (/[\p{Cc} ~^:?*[\\]|\.\.|@\{/u.test(branch)) return false;
  return branch.split("/").every((part) => part !== "" && !part.startsWith(".") && !part.endsWith(".lock"));
}
