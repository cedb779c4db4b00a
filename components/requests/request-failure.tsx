"use client";

import { SearchX } from "lucide-react";
import Link from "next/link";
import type { ApiError } from "#components/data/api-error";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";

export interface RequestFailureProps {
  error: ApiError;
  onRetry: () => void;
  retrying: boolean;
}

/** Why a request is not shown. One that is not there is not tried again: the way on is the list. */
export function RequestFailure({ error, onRetry, retrying }: RequestFailureProps) {
  if (error.code !== "not-found")
    return (
      <ErrorCard title="This request could not be read" error={error} onRetry={onRetry} retrying={retrying} />
    );
  return (
    <EmptyState
      icon={SearchX}
      title="There is no such request"
      actions={
        <Button asChild variant="primary">
          <Link href="/requests?show=all">See all requests</Link>
        </Button>
      }
    >
      {error.detail} The link may be old or mistyped, or lead to another repository.
    </EmptyState>
  );
}
