"use client";

import { CircleCheck, Stamp } from "lucide-react";
import Link from "next/link";
import { catalogMessages } from "#components/catalog/messages";
import { useAttention } from "#components/data/queries";
import { cn } from "#components/ui/cn";
import { Skeleton } from "#components/ui/state/skeleton";
import { StateBadge } from "#components/ui/state/state-badge";
import { MiddleEllipsis } from "#components/ui/text/middle-ellipsis";
import type { Attention } from "#lib/api/types";
import type { PortalRequest } from "#lib/request/types";

const { attention: messages } = catalogMessages;

/** The requests that need the person, above the catalog. Always one row high, so that no update moves the page; without
 * a border when there is nothing to do. */
export function AttentionStrip() {
  const { data, error } = useAttention();
  const isQuiet = data && data.failures.total === 0 && data.approvals.total === 0;
  return (
    <section
      aria-label={messages.label}
      className={cn(
        "mb-6 flex h-13 min-w-0 items-center gap-3 overflow-hidden rounded-lg border px-4 text-sm",
        isQuiet ? "border-transparent px-0" : "bg-card",
      )}
    >
      {data ? (
        <Row stopped={data.failures} approvals={data.approvals.total} />
      ) : error ? (
        <p className="truncate text-muted-foreground">{messages.error}</p>
      ) : (
        <Skeleton className="h-3 w-48" />
      )}
    </section>
  );
}

function Row({ stopped, approvals }: { stopped: Attention["failures"]; approvals: number }) {
  const [first] = stopped.first;
  const others = stopped.total - 1;
  if (!first && approvals === 0)
    return (
      <p className="flex items-center gap-2 text-muted-foreground">
        <CircleCheck aria-hidden className="size-4 text-ok" />
        {messages.empty}
      </p>
    );
  return (
    <>
      {first && <Stopped request={first} />}
      {others > 0 && (
        <Link
          href="/requests"
          aria-label={messages.more(others)}
          className="shrink-0 rounded-sm py-3 text-primary hover:underline"
        >
          <span className="max-md:hidden">{messages.andMore(others)}</span>
          <span aria-hidden className="md:hidden">
            +{others}
          </span>
        </Link>
      )}
      {approvals > 0 && <ToApprove count={approvals} alone={!first} />}
    </>
  );
}

function ToApprove({ count, alone }: { count: number; alone: boolean }) {
  return (
    <Link
      href="/approvals"
      className={cn(
        "flex shrink-0 items-center gap-2 rounded-sm py-3 font-medium text-primary hover:underline",
        !alone && "ms-auto",
      )}
    >
      <Stamp aria-hidden className="size-4" />
      {alone ? (
        messages.approvals(count)
      ) : (
        <span>
          {count}
          <span className="max-md:sr-only">{messages.toApprove}</span>
        </span>
      )}
    </Link>
  );
}

function Stopped({ request }: { request: PortalRequest }) {
  const { health } = request;
  return (
    <>
      <StateBadge state={health.state} since={health.since} className="max-md:[&_time]:hidden" />
      <Link
        href={`/requests/${encodeURIComponent(request.id)}`}
        className="flex min-w-0 rounded-sm py-3 font-medium hover:underline"
      >
        <MiddleEllipsis text={request.object.name} />
      </Link>
      {health.message && (
        // The message takes only the room that the name leaves.
        <span className="min-w-0 grow basis-0 truncate text-muted-foreground max-md:hidden">
          {health.message}
        </span>
      )}
    </>
  );
}
