"use client";

import { CircleCheck, Stamp } from "lucide-react";
import Link from "next/link";
import { useMe, useRequests } from "#components/data/queries";
import { findAttention } from "#components/shell/attention";
import { cn } from "#components/ui/cn";
import { Skeleton } from "#components/ui/state/skeleton";
import { StateBadge } from "#components/ui/state/state-badge";
import { MiddleEllipsis } from "#components/ui/text/middle-ellipsis";
import type { PortalRequest } from "#lib/request/types";

/** What needs the person, on top of the catalog. It is always one row high: news replaces words, it moves
 * nothing. No news has no box, which would only ask to be looked at. */
export function NeedsYou() {
  const requests = useRequests();
  const me = useMe();
  const known = requests.data && me.data;
  const attention = known ? findAttention(requests.data, me.data) : undefined;
  const isQuiet = attention && attention.stopped.length === 0 && attention.approvals === 0;
  return (
    <section
      aria-label="What needs you"
      className={cn(
        "mb-6 flex h-13 min-w-0 items-center gap-3 overflow-hidden rounded-lg border px-4 text-sm",
        isQuiet ? "border-transparent px-0" : "bg-card",
      )}
    >
      {attention ? (
        <Row stopped={attention.stopped} approvals={attention.approvals} />
      ) : requests.error || me.error ? (
        <p className="truncate text-muted-foreground">
          Your requests could not be read. They are tried again by themselves.
        </p>
      ) : (
        <Skeleton className="h-3 w-48" />
      )}
    </section>
  );
}

function Row({ stopped, approvals }: { stopped: readonly PortalRequest[]; approvals: number }) {
  const [first, ...others] = stopped;
  if (!first && approvals === 0)
    return (
      <p className="flex items-center gap-2 text-muted-foreground">
        <CircleCheck aria-hidden className="size-4 text-ok" />
        Nothing needs you.
      </p>
    );
  return (
    <>
      {first && <Stopped request={first} />}
      {others.length > 0 && (
        <Link
          href="/requests"
          aria-label={`${others.length} more`}
          className="shrink-0 rounded-sm py-3 text-primary hover:underline"
        >
          <span className="max-md:hidden">and {others.length} more</span>
          <span aria-hidden className="md:hidden">
            +{others.length}
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
        `${count === 1 ? "1 request waits" : `${count} requests wait`} for your approval`
      ) : (
        <span>
          {count}
          <span className="max-md:sr-only"> to approve</span>
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
        // However long it is, the name comes first.
        <span className="min-w-0 grow basis-0 truncate text-muted-foreground max-md:hidden">
          {health.message}
        </span>
      )}
    </>
  );
}
