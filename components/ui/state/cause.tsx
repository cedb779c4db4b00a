import type { ReactNode } from "react";
import { cn } from "#components/ui/cn";
import { stateLooks, type Tone, toneText } from "#components/ui/state/state-badge";
import { Age } from "#components/ui/text/age";
import { BreakableText } from "#components/ui/text/breakable-text";
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
  /** The next step for the person. */
  next?: string | undefined;
  /** The object of the health, where it is not that of the page: then its state and age show as well. */
  subject?: ReactNode;
}

/** The sentence about a state: the cause when something is wrong, else the next step. */
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
        {health.message && <Message text={health.message} />}
        {next && (
          <p
            className={cn(
              "max-w-[72ch] [overflow-wrap:anywhere]",
              tone === "fail" || tone === "warn" ? "mt-2" : "text-muted-foreground text-sm",
            )}
          >
            {next}
          </p>
        )}
      </div>
    </div>
  );
}

/** The whole message; in a long chain of errors the first part is emphasised. */
function Message({ text }: { text: string }) {
  const [lead, rest] = splitMessage(text);
  return (
    <p className="max-w-[72ch] [overflow-wrap:anywhere]">
      <span className="font-medium">
        <BreakableText text={lead} />
      </span>
      {rest && (
        <span className="text-muted-foreground text-sm">
          <BreakableText text={rest} />
        </span>
      )}
    </p>
  );
}

/** Fits in two lines. */
const SHORT = 140;
/** The shortest lead: a shorter one would name only the place of the error. */
const LEAST_LEAD = 40;

/** Programs put the cause of an error behind it, after a colon. */
function splitMessage(text: string): [lead: string, rest: string] {
  const end = text.indexOf(": ", LEAST_LEAD) + 1;
  if (text.length <= SHORT || end === 0 || end > SHORT) return [text, ""];
  return [text.slice(0, end), text.slice(end)];
}
