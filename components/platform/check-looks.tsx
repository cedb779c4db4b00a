import { CircleCheck, CircleQuestionMark, type LucideIcon, OctagonX, TriangleAlert } from "lucide-react";
import { platformMessages } from "#components/platform/messages";
import { cn } from "#components/ui/cn";
import type { DiagnosticCheck } from "#lib/api/types";

export type CheckState = DiagnosticCheck["state"];

const looks: Record<CheckState, { icon: LucideIcon; tone: string }> = {
  failed: { icon: OctagonX, tone: "text-fail" },
  warning: { icon: TriangleAlert, tone: "text-warn" },
  unknown: { icon: CircleQuestionMark, tone: "text-idle" },
  ok: { icon: CircleCheck, tone: "text-ok" },
};

/** The states, the worst first. */
export const CHECK_STATES: readonly CheckState[] = ["failed", "warning", "unknown", "ok"];

/** The checks in the order of their states, the worst first. */
export function sortByState(checks: readonly DiagnosticCheck[]): DiagnosticCheck[] {
  return CHECK_STATES.flatMap((state) => checks.filter((check) => check.state === state));
}

/** The shape of a state. Its word is for screen readers, unless text beside it says the same. */
export function CheckIcon({
  state,
  hasText = false,
  className,
}: {
  state: CheckState;
  hasText?: boolean;
  className?: string;
}) {
  const { icon: Icon, tone } = looks[state];
  return (
    <>
      <Icon aria-hidden className={cn("size-4 shrink-0", tone, className)} />
      {!hasText && <span className="sr-only">{platformMessages.states[state]}: </span>}
    </>
  );
}
