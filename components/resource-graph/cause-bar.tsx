"use client";

import { ChevronRight } from "lucide-react";
import { graphMessages } from "#components/resource-graph/messages";
import { nextStepOf } from "#components/resources/next-step";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";
import { stateLooks, type Tone, toneText } from "#components/ui/state/state-badge";
import { Tooltip } from "#components/ui/tooltip";
import { countStates } from "#lib/graph/view/cards";
import type { ViewNode } from "#lib/graph/view/types";

const { cause: messages } = graphMessages;

export interface CauseBarProps {
  nodes: readonly ViewNode[];
  /** Path in Git of the requested object. */
  file: string | undefined;
  /** The current problem; undefined without one. */
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

/** One line above the graph, always there: the cause of the current problem, else the number of parts in each state. */
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
  // The line has no room for a path: the tooltip and the panel show it.
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
            <span className="font-medium">{messages.subject(kind, name)}</span> {message}
          </span>
          <span className="line-clamp-2 text-muted-foreground text-sm md:line-clamp-1">{next}</span>
        </button>
      </Tooltip>
      <Tooltip
        text={pathShown ? messages.hidePathTip : messages.showPathTip}
        shortcut={pathShown ? "Esc" : ""}
      >
        <Button size="sm" aria-pressed={pathShown} onClick={onPath}>
          {pathShown ? messages.hidePath : messages.showPath}
        </Button>
      </Tooltip>
      <span className="flex items-center gap-1 text-muted-foreground text-sm tabular-nums">
        {messages.position(position, problems)}
        {problems > 1 && (
          <Tooltip text={messages.next} shortcut="N">
            <Button size="icon-sm" variant="ghost" aria-label={messages.next} onClick={onNext}>
              <ChevronRight aria-hidden className="rtl:rotate-180" />
            </Button>
          </Tooltip>
        )}
      </span>
    </div>
  );
}
