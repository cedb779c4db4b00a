"use client";

import { RefreshCw } from "lucide-react";
import type { ApiError } from "#components/data/api-error";
import { resourceMessages } from "#components/resources/messages";
import { Button } from "#components/ui/button";
import type { RefreshAccess } from "#lib/api/types";

const { sync: messages } = resourceMessages;

export interface AskAgentProps {
  refresh: RefreshAccess;
  ask: {
    run: () => void;
    pending: boolean;
    done: boolean;
    error: ApiError | null;
  };
}

/**
 * A button that asks the agent to check Git now, and the outcome. A person without access to it sees only that another
 * person asked.
 */
export function AskAgent({ refresh, ask }: AskAgentProps) {
  const { agent, allowed, underWay, reason } = refresh;
  // Once pressed it stays: focus is on it.
  const offered = allowed || ask.pending || ask.done;
  if (!offered && !underWay && !ask.error) return null;
  return (
    <div className="flex flex-col items-start gap-1 text-sm">
      {offered && (
        <Button
          size="sm"
          variant="ghost"
          className="-ms-2.5"
          pending={ask.pending}
          disabledReason={allowed ? undefined : reason}
          onClick={ask.run}
        >
          <RefreshCw aria-hidden />
          {messages.refresh(agent)}
        </Button>
      )}
      <p role="status" className="max-w-[72ch] text-muted-foreground empty:sr-only">
        {describeOutcome(refresh, ask)}
      </p>
      {ask.error && (
        <p role="alert" className="max-w-[72ch] text-fail [overflow-wrap:anywhere]">
          {ask.error.detail} {ask.error.suggestion}
        </p>
      )}
    </div>
  );
}

function describeOutcome({ agent, underWay, reason }: RefreshAccess, ask: AskAgentProps["ask"]): string {
  if (ask.error || ask.pending) return "";
  if (underWay) return reason;
  return ask.done ? messages.refreshed(agent) : "";
}
