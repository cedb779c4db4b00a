/** The checks of a commit as GraphQL objects. */

import { createConnection, page } from "#demo/stand-ins/github/graphql/connection";
import type { CallContext } from "#demo/stand-ins/github/graphql/context";
import { nodeId } from "#demo/stand-ins/github/rest/links";
import { isPassed } from "#demo/stand-ins/github/state/readiness";
import type { Check } from "#demo/stand-ins/github/state/types";

/** `statusCheckRollup`: null for a commit without checks. */
export function showChecks({ host }: CallContext, commit: string) {
  const checks = host.state.checks.get(commit) ?? [];
  if (checks.length === 0) return null;
  return {
    __typename: "StatusCheckRollup",
    id: nodeId("StatusCheckRollup", commit),
    state: sumUp(checks),
    contexts: (args: unknown) =>
      createConnection("contexts", checks, page.parse(args), ({ id }) => id, showCheck),
  };
}

function sumUp(checks: readonly Check[]): "SUCCESS" | "PENDING" | "FAILURE" {
  if (checks.some((check) => check.status === "completed" && !isPassed(check))) return "FAILURE";
  return checks.every(isPassed) ? "SUCCESS" : "PENDING";
}

function showCheck({ id, name, status, conclusion, at }: Check) {
  return {
    __typename: "CheckRun",
    id: nodeId("CheckRun", id),
    databaseId: id,
    name,
    status: status.toUpperCase(),
    conclusion: conclusion?.toUpperCase() ?? null,
    startedAt: at,
    completedAt: status === "completed" ? at : null,
  };
}
