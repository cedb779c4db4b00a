import {
  CircleCheck,
  CircleDashed,
  CircleDotDashed,
  CirclePause,
  CircleQuestionMark,
  CircleSlash,
  Clock,
  Hand,
  Lock,
  type LucideIcon,
  OctagonX,
  Trash2,
  TriangleAlert,
} from "lucide-react";
import { cn } from "#components/ui/cn";
import { uiMessages } from "#components/ui/messages";
import { Age } from "#components/ui/text/age";
import type { State } from "#lib/kubernetes/types";

const { states: words } = uiMessages;

export type Tone = "ok" | "busy" | "warn" | "fail" | "idle";

interface StateLook {
  word: string;
  icon: LucideIcon;
  tone: Tone;
}

/** The one table of states: each has a word and a shape, so that colour is never the only sign. */
export const stateLooks: Record<State, StateLook> = {
  Ready: { word: words.Ready, icon: CircleCheck, tone: "ok" },
  Working: { word: words.Working, icon: CircleDotDashed, tone: "busy" },
  NeedsAttention: { word: words.NeedsAttention, icon: TriangleAlert, tone: "warn" },
  Missing: { word: words.Missing, icon: CircleSlash, tone: "warn" },
  Failed: { word: words.Failed, icon: OctagonX, tone: "fail" },
  Waiting: { word: words.Waiting, icon: Clock, tone: "idle" },
  NotCreatedYet: { word: words.NotCreatedYet, icon: CircleDashed, tone: "idle" },
  Paused: { word: words.Paused, icon: CirclePause, tone: "idle" },
  HeldForApproval: { word: words.HeldForApproval, icon: Hand, tone: "idle" },
  Removing: { word: words.Removing, icon: Trash2, tone: "idle" },
  NoAccess: { word: words.NoAccess, icon: Lock, tone: "idle" },
  Unknown: { word: words.Unknown, icon: CircleQuestionMark, tone: "idle" },
};

export const toneText: Record<Tone, string> = {
  ok: "text-ok",
  busy: "text-busy",
  warn: "text-warn",
  fail: "text-fail",
  idle: "text-idle",
};

const toneTint: Record<Tone, string> = {
  ok: "bg-ok-tint",
  busy: "bg-busy-tint",
  warn: "bg-warn-tint",
  fail: "bg-fail-tint",
  idle: "bg-idle-tint",
};

export interface StateBadgeProps {
  state: State;
  /** Since when, RFC 3339: shown as an age after the word. */
  since?: string | undefined;
  /** `tint` fills a chip, for a place that stands alone; `plain` is for rows. */
  look?: "plain" | "tint";
  className?: string;
  /** Names the word for tests, as an age stands beside it. */
  testId?: string;
}

/** A state by shape, word and colour. */
export function StateBadge({ state, since, look = "plain", className, testId }: StateBadgeProps) {
  const { word, icon: Icon, tone } = stateLooks[state];
  return (
    <span
      data-state={state}
      className={cn(
        "inline-flex items-center gap-1.5 align-middle whitespace-nowrap text-sm",
        look === "tint" && ["h-6 rounded-sm px-2", toneTint[tone]],
        className,
      )}
    >
      <Icon aria-hidden className={cn("size-4 shrink-0", toneText[tone])} />
      <span data-testid={testId} className={cn("font-medium", toneText[tone])}>
        {word}
      </span>
      {since && <Age at={since} className="text-muted-foreground" />}
    </span>
  );
}
