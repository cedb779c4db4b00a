"use client";

import { OctagonX, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";
import { uiMessages } from "#components/ui/messages";
import { BreakableText } from "#components/ui/text/breakable-text";

const { error: messages } = uiMessages;

/** The text of an ApiError. Any other error gets a general text. */
interface Explained {
  detail: string;
  suggestion?: string | undefined;
}

function explain(error: unknown): Explained {
  if (typeof error === "object" && error !== null && "detail" in error && typeof error.detail === "string") {
    const suggestion =
      "suggestion" in error && typeof error.suggestion === "string" ? error.suggestion : undefined;
    return { detail: error.detail, suggestion };
  }
  return {
    detail: messages.noAnswer,
    suggestion: messages.checkConnection,
  };
}

export interface ErrorCardProps {
  /** The failed action: "Can't load the catalog". */
  title: string;
  /** An ApiError, or anything thrown. */
  error: unknown;
  onRetry?: () => void;
  retrying?: boolean;
  /** Further steps, beside Retry. */
  actions?: ReactNode;
  className?: string;
}

/** A failed read in a card of its own: cause, next step, Retry. The rest of the page stays. */
export function ErrorCard({ title, error, onRetry, retrying, actions, className }: ErrorCardProps) {
  const { detail, suggestion } = explain(error);
  return (
    <section role="alert" className={cn("rounded-lg border border-fail bg-card p-4", className)}>
      <h2 className="flex items-center gap-2 font-semibold">
        <OctagonX aria-hidden className="size-4 shrink-0 text-fail" />
        {title}
      </h2>
      <p className="mt-1 max-w-[72ch] [overflow-wrap:anywhere]">
        <BreakableText text={detail} />
      </p>
      {suggestion && <p className="mt-1 max-w-[72ch] text-muted-foreground">{suggestion}</p>}
      {(onRetry || actions) && (
        <div className="mt-3 flex flex-wrap gap-2">
          {onRetry && (
            <Button size="sm" onClick={onRetry} pending={retrying ?? false}>
              <RotateCw aria-hidden />
              {messages.retry}
            </Button>
          )}
          {actions}
        </div>
      )}
    </section>
  );
}
