import type { ReactNode } from "react";
import { Age } from "#components/ui/age";
import { cn } from "#components/ui/cn";
import { stateLooks, type Tone, toneText } from "#components/ui/state-badge";
import type { Health } from "#lib/kubernetes/types";

const edges: Record<Tone, string> = {
  ok: "border-border",
  busy: "border-border",
  warn: "border-warn bg-warn-tint",
  fail: "border-fail bg-fail-tint",
  idle: "border-border",
};

export interface CauseProps {
  health: Health;
  /** What the person can do about it. */
  next?: string | undefined;
  /** Whose health it is, where it is not that of the page: then its state and age are told as well. */
  subject?: ReactNode;
}

/** The one sentence about how it stands: the cause when something is wrong, else what happens next. */
export function Cause({ health, next, subject }: CauseProps) {
  const { icon: Icon, tone, word } = stateLooks[health.state];
  if (!health.message && !next && !subject) return null;
  return (
    <div
      role={tone === "fail" ? "alert" : undefined}
      className={cn("flex gap-3 rounded-lg border bg-card p-4", edges[tone])}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", toneText[tone])} />
      <div className="min-w-0">
        {subject && (
          <p className="max-w-[72ch] font-medium [overflow-wrap:anywhere]">
            {subject}{" "}
            <span className="whitespace-nowrap">
              <span className={toneText[tone]}>{word}</span>
              {health.since && (
                <>
                  {" "}
                  <Age at={health.since} className="font-normal text-muted-foreground" />
                </>
              )}
            </span>
          </p>
        )}
        {health.message && (
          <p className="max-w-[72ch] font-medium [overflow-wrap:anywhere]">{health.message}</p>
        )}
        {next && <p className="max-w-[72ch] text-muted-foreground text-sm">{next}</p>}
      </div>
    </div>
  );
}
