import "server-only";
import type { DiagnosticCheck, DiagnosticFix, DiagnosticGroup } from "#lib/api/types";
import { toPortalError } from "#lib/errors";

/** What a check needs to be named. */
export type CheckName = Pick<DiagnosticCheck, "id" | "title">;

export function pass(name: CheckName, found: string): DiagnosticCheck {
  return { ...name, state: "ok", found };
}

/** A requirement that is not met. `warning` where the portal works without it, for the most part. */
export function fail(
  name: CheckName,
  state: "failed" | "warning",
  found: string,
  fix: DiagnosticFix,
): DiagnosticCheck {
  return { ...name, state, found, fix };
}

/** A requirement that the portal cannot check. */
export function leaveOpen(name: CheckName, found: string, fix?: DiagnosticFix): DiagnosticCheck {
  return { ...name, state: "unknown", found, ...(fix && { fix }) };
}

/** The finding of an error, with its next step. */
export function describeFailure(error: unknown): { found: string; fix?: DiagnosticFix } {
  const { detail, suggestion } = toPortalError(error);
  return { found: detail, ...(suggestion !== undefined && { fix: { text: suggestion } }) };
}

export interface GroupChecks extends Pick<DiagnosticGroup, "id" | "title"> {
  /** The signal ends the group's calls at its deadline. */
  run(signal: AbortSignal): Promise<DiagnosticCheck[]>;
}

/** Milliseconds until a group has to answer: one slow server must not hold up the others' results. */
const DEADLINE = 10_000;

/** Runs the checks of one group. Never throws: a group that fails as a whole is one check that says so. */
export async function runGroup(
  { id, title, run }: GroupChecks,
  deadline = DEADLINE,
): Promise<DiagnosticGroup> {
  const signal = AbortSignal.timeout(deadline);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  const checks = await Promise.race([run(signal), late]).catch((error: unknown) => [
    { id: "run", title: `Check ${title}`, state: "unknown" as const, ...explain(error, signal, deadline) },
  ]);
  return { id, title, checks };
}

function explain(error: unknown, { aborted }: AbortSignal, deadline: number) {
  if (!aborted) return describeFailure(error);
  return {
    found: `The checks took longer than ${deadline / 1_000} seconds.`,
    fix: { text: "Check again. If the problem persists, the server answers too slowly." },
  };
}
