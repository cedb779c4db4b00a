"use client";

import { ChevronRight } from "lucide-react";
import { nextStepOf } from "#components/resources/next-step";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";
import { stateLooks, type Tone, toneText } from "#components/ui/state/state-badge";
import { Tooltip } from "#components/ui/tooltip";
import { countStates } from "#lib/graph/view/cards";
import type { ViewNode } from "#lib/graph/view/types";

export interface CauseBarProps {
  nodes: readonly ViewNode[];
  /** Path in Git of what was asked for. */
  file: string | undefined;
  /** The problem in question; none when nothing is wrong. */
  cause: ViewNode | undefined;
  /** From 1. */
  position: number;
  problems: number;
  pathShown: boolean;
  onOpen: () => void;
  onPath: () => void;
  onNext: () => void;
}

const tints: Record<Tone, string> = {
  ok: "",
  busy: "",
  warn: "bg-warn-tint",
  fail: "bg-fail-tint",
  idle: "",
};

// From 768 px always as high: the graph below must not jump when a cause comes or goes.
const bar =
  "flex min-h-14 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2 md:h-14 md:flex-nowrap";

/** One line above the graph, always there: the deepest cause of what is wrong, else how the parts stand. */
export function CauseBar(props: CauseBarProps) {
  const { cause, nodes } = props;
  if (cause) return <CauseLine {...props} cause={cause} />;
  return (
    <p className={cn(bar, "gap-x-4 text-muted-foreground md:h-auto md:flex-wrap")}>
      {countStates(nodes.map((node) => ({ node }))).map(({ state, count }) => {
        const { word, icon: Icon, tone } = stateLooks[state];
        return (
          <span key={state} className="flex items-center gap-1.5">
            <Icon aria-hidden className={cn("size-4", toneText[tone])} />
            {count} {word}
          </span>
        );
      })}
    </p>
  );
}

function CauseLine(props: CauseBarProps & { cause: ViewNode }) {
  const { cause, file, position, problems, pathShown, onOpen, onPath, onNext } = props;
  const { icon: Icon, tone, word } = stateLooks[cause.health.state];
  const { kind, name } = cause.reference;
  const message = cause.health.message ?? word;
  // The line has no room for a path: the tip and the panel tell it.
  const next = nextStepOf(cause.health, file && "Git");
  const tip = [message, nextStepOf(cause.health, file)].filter(Boolean).join("\n");
  return (
    <div className={cn(bar, tints[tone])}>
      <Icon aria-label={word} role="img" className={cn("size-5 shrink-0", toneText[tone])} />
      <Tooltip text={tip} side="bottom" className="max-w-xl whitespace-pre-line">
        <button
          type="button"
          onClick={onOpen}
          className="min-w-0 grow basis-0 rounded-sm text-start hover:underline max-md:min-w-[calc(100%-2.5rem)]"
        >
          <span className={cn("line-clamp-2 [overflow-wrap:anywhere]", next && "md:line-clamp-1")}>
            <span className="font-medium">
              {kind} {name}:
            </span>{" "}
            {message}
          </span>
          <span className="line-clamp-2 text-muted-foreground text-sm md:line-clamp-1">{next}</span>
        </button>
      </Tooltip>
      <Tooltip
        text={pathShown ? "Show everything again" : "Unfold what leads to it"}
        shortcut={pathShown ? "Esc" : ""}
      >
        <Button size="sm" aria-pressed={pathShown} onClick={onPath}>
          {pathShown ? "Hide path" : "Show path"}
        </Button>
      </Tooltip>
      <span className="flex items-center gap-1 text-muted-foreground text-sm tabular-nums">
        Problem {position} of {problems}
        {problems > 1 && (
          <Tooltip text="Next problem" shortcut="N">
            <Button size="icon-sm" variant="ghost" aria-label="Next problem" onClick={onNext}>
              <ChevronRight aria-hidden className="rtl:rotate-180" />
            </Button>
          </Tooltip>
        )}
      </span>
    </div>
  );
}
