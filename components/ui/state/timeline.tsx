import { Circle, CircleCheck, CircleDotDashed, CircleMinus, type LucideIcon, OctagonX } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn";
import { uiMessages } from "#components/ui/messages";
import { type Tone, toneText } from "#components/ui/state/state-badge";
import { Age, Clock } from "#components/ui/text/age";

const { timeline: messages } = uiMessages;

export type StepStatus = "done" | "current" | "pending" | "failed" | "skipped";

const marks: Record<StepStatus, { icon: LucideIcon; tone: Tone; word: string }> = {
  done: { icon: CircleCheck, tone: "ok", word: messages.done },
  current: { icon: CircleDotDashed, tone: "busy", word: messages.current },
  pending: { icon: Circle, tone: "idle", word: messages.pending },
  failed: { icon: OctagonX, tone: "fail", word: messages.failed },
  skipped: { icon: CircleMinus, tone: "idle", word: messages.skipped },
};

export interface Step {
  key: string;
  title: ReactNode;
  status: StepStatus;
  /** The person or program that did the step. */
  actor?: string | undefined;
  /** RFC 3339: done at, or current since. */
  at?: string | undefined;
  /** The cause of the status. */
  message?: ReactNode;
  /** Folded under "Details". */
  details?: ReactNode;
  /** An action of the person on this step. */
  action?: ReactNode;
}

/** A vertical list of steps. A finished step shows its time of day, a running step its age. */
export function Timeline({ label, steps }: { label: string; steps: readonly Step[] }) {
  return (
    <ol aria-label={label}>
      {steps.map((step, index) => (
        <TimelineStep key={step.key} step={step} last={index === steps.length - 1} />
      ))}
    </ol>
  );
}

function TimelineStep({ step, last }: { step: Step; last: boolean }) {
  const { icon: Icon, tone, word } = marks[step.status];
  const quiet = step.status === "pending" || step.status === "skipped";
  return (
    <li
      className="relative flex gap-3 pb-5 last:pb-0"
      aria-current={step.status === "current" ? "step" : undefined}
    >
      {!last && <span aria-hidden className="absolute start-[9.5px] top-6 bottom-1 w-px bg-border" />}
      <Icon aria-hidden className={cn("size-5 shrink-0", toneText[tone])} />
      <div className="min-w-0 grow">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <span
            className={cn(
              "min-w-0 [overflow-wrap:anywhere]",
              quiet ? "text-muted-foreground" : "font-medium",
            )}
          >
            {step.title}
            <span className="sr-only">, {word}</span>
          </span>
          {step.actor && <span className="text-muted-foreground text-sm">{step.actor}</span>}
          {step.at && (
            <span className="ms-auto text-muted-foreground text-sm tabular-nums">
              {step.status === "done" ? <Clock at={step.at} /> : <Age at={step.at} />}
            </span>
          )}
        </div>
        {step.message && (
          <div
            className={cn(
              "mt-0.5 max-w-[72ch] text-sm [overflow-wrap:anywhere]",
              step.status !== "failed" && "text-muted-foreground",
            )}
          >
            {step.message}
          </div>
        )}
        {step.details && (
          <details className="mt-1 text-sm">
            <summary className="w-fit cursor-pointer rounded-sm py-0.5 text-muted-foreground hover:text-foreground">
              {messages.details}
            </summary>
            <div className="mt-2">{step.details}</div>
          </details>
        )}
        {step.action && <div className="mt-1 empty:hidden">{step.action}</div>}
      </div>
    </li>
  );
}
