"use client";

import { SearchX } from "lucide-react";
import Link from "next/link";
import type { ApiError } from "#components/data/api-error";
import { requestMessages } from "#components/requests/messages/request";
import { Button } from "#components/ui/button";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";

const { failure: messages } = requestMessages;

export interface RequestFailureProps {
  error: ApiError;
  onRetry: () => void;
  retrying: boolean;
}

/** Why a request is not shown. A missing request is not read again: the next step is the list. */
export function RequestFailure({ error, onRetry, retrying }: RequestFailureProps) {
  if (error.code !== "not-found")
    return <ErrorCard title={messages.title} error={error} onRetry={onRetry} retrying={retrying} />;
  return (
    <EmptyState
      icon={SearchX}
      title={messages.notFound.title}
      actions={
        <Button asChild variant="primary">
          <Link href="/requests?show=all">{messages.notFound.action}</Link>
        </Button>
      }
    >
      {error.detail} {messages.notFound.description}
    </EmptyState>
  );
}
