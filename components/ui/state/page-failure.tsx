"use client";

import Link from "next/link";
import { useEffect } from "react";

import { Button } from "#components/ui/button";
import { uiMessages } from "#components/ui/messages";
import { ErrorCard } from "#components/ui/state/error-card";

const { pageFailure: messages } = uiMessages;

export interface PageFailureProps {
  /** The error; its digest names the entry in the portal's log. */
  error: Error & { digest?: string };
  onRetry: () => void;
}

/** The page after a rendering error: the known facts, and the next step. */
export function PageFailure({ error, onRetry }: PageFailureProps) {
  useEffect(() => console.error(error), [error]);
  return (
    <div className="mx-auto grid min-h-[80dvh] max-w-xl content-center p-4">
      <ErrorCard
        title={messages.title}
        error={{
          detail: messages.detail,
          suggestion: messages.suggestion(error.digest),
        }}
        onRetry={onRetry}
        actions={
          <Button asChild size="sm" variant="ghost">
            <Link href="/catalog">{messages.action}</Link>
          </Button>
        }
      />
    </div>
  );
}
