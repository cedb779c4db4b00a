"use client";

import Link from "next/link";
import { useEffect } from "react";
import { Button } from "#components/ui/button";
import { ErrorCard } from "#components/ui/state/error-card";

export interface PageFailureProps {
  /** What was thrown; its digest names the entry in the portal's log. */
  error: Error & { digest?: string };
  onRetry: () => void;
}

/** A page that could not be drawn: what is certain, and what to do. */
export function PageFailure({ error, onRetry }: PageFailureProps) {
  useEffect(() => console.error(error), [error]);
  const report = error.digest ? ` and the reference ${error.digest}` : "";
  return (
    <div className="mx-auto grid min-h-[80dvh] max-w-xl content-center p-4">
      <ErrorCard
        title="This page could not be drawn"
        error={{
          detail: "The fault is in the portal. Nothing in Git or in the cluster was changed by it.",
          suggestion: `Retry. If it stays, tell the platform team the time it happened${report}.`,
        }}
        onRetry={onRetry}
        actions={
          <Button asChild size="sm" variant="ghost">
            <Link href="/catalog">Go to the catalog</Link>
          </Button>
        }
      />
    </div>
  );
}
