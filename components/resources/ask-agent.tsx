"use client";

import { RefreshCw } from "lucide-react";
import type { ApiError } from "#components/data/api-error";
import { Button } from "#components/ui/button";
import type { RefreshRight } from "#lib/api/types";

export interface AskAgentProps {
  refresh: RefreshRight;
  ask: {
    run: () => void;
    pending: boolean;
    done: boolean;
    error: ApiError | null;
  };
}

/**
 * Has the agent look at Git now, and tells what became of that. Who may not ask sees nothing of it, but that it was
 * asked by another.
 */
export function AskAgent({ refresh, ask }: AskAgentProps) {
  const { agent, allowed, underWay } = refresh;
  if (!allowed && !underWay && !ask.error) return null;
  return (
    <div className="flex flex-col items-start gap-1 text-sm">
      {allowed && (
        <Button size="sm" variant="ghost" className="-ms-2.5" pending={ask.pending} onClick={ask.run}>
          <RefreshCw aria-hidden />
          Ask {agent} to look now
        </Button>
      )}
      <div role="status" className="text-muted-foreground empty:hidden">
        {tellOutcome(refresh, ask)}
      </div>
      {ask.error && (
        <p role="alert" className="max-w-[72ch] text-fail [overflow-wrap:anywhere]">
          {ask.error.detail} {ask.error.suggestion}
        </p>
      )}
    </div>
  );
}

function tellOutcome({ agent, underWay, reason }: RefreshRight, ask: AskAgentProps["ask"]): string {
  if (ask.error) return "";
  if (underWay) return reason || `${agent} was asked to look.`;
  return ask.done && !ask.pending ? `${agent} was asked. What it finds shows here.` : "";
}
