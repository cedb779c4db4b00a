"use client";

import { PackageOpen } from "lucide-react";
import type { ReactNode } from "react";
import { catalogMessages } from "#components/catalog/messages";
import { resourcePath } from "#components/data/api";
import type { Pages } from "#components/data/queries";
import { Card, CardHeader } from "#components/ui/card";
import { MoreRows } from "#components/ui/page/more-rows";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading, Skeleton } from "#components/ui/state/skeleton";
import { StateBadge } from "#components/ui/state/state-badge";
import { type Column, Table } from "#components/ui/table";
import { Age } from "#components/ui/text/age";
import { MiddleEllipsis } from "#components/ui/text/middle-ellipsis";
import type { ResourceSummary, ResourcesResponse } from "#lib/api/types";

const { existing: messages } = catalogMessages;

const columns: readonly [Column<ResourceSummary>, ...Column<ResourceSummary>[]] = [
  {
    key: "name",
    header: messages.name,
    width: "w-[28%]",
    cell: ({ reference }) => <MiddleEllipsis text={reference.name} />,
  },
  {
    key: "state",
    header: messages.state,
    width: "w-44",
    narrow: "end",
    cell: ({ health }) => <StateBadge state={health.state} />,
  },
  {
    key: "namespace",
    header: messages.namespace,
    width: "w-[18%]",
    cell: ({ reference }) =>
      reference.namespace ? (
        <MiddleEllipsis text={reference.namespace} />
      ) : (
        <span>{messages.wholeCluster}</span>
      ),
  },
  {
    key: "cause",
    header: messages.cause,
    narrow: "hidden",
    cell: ({ health }) =>
      health.state === "Ready" || !health.message ? null : (
        <span title={health.message} className="line-clamp-1 text-muted-foreground">
          {health.message}
        </span>
      ),
  },
  {
    key: "age",
    header: messages.age,
    width: "w-20",
    align: "end",
    cell: ({ createdAt }) => <Age at={createdAt} className="text-muted-foreground" />,
  },
];

/** The resources of an offer that the person can see, however they were created. */
export function ExistingResources({
  resources,
  title,
  requestable,
}: {
  resources: Pages<ResourceSummary, ResourcesResponse>;
  title: string;
  requestable: boolean;
}) {
  const { rows, total, lastPage, readMore } = resources;
  if (resources.error && !rows)
    return (
      <ErrorCard
        title={messages.error}
        error={resources.error}
        onRetry={() => void resources.refetch()}
        retrying={resources.isFetching}
      />
    );
  return (
    <Frame count={total}>
      {lastPage?.errors.map(({ cluster, detail }) => (
        <p key={cluster + detail} className="border-t px-4 py-2 text-sm text-warn">
          {messages.incomplete(detail, cluster)}
        </p>
      ))}
      <div className="border-t">
        {!rows ? (
          <RowsSkeleton />
        ) : rows.length === 0 ? (
          <EmptyState icon={PackageOpen} title={messages.empty(title)} className="py-10">
            {requestable ? messages.requestFirst : messages.createdElsewhere}
          </EmptyState>
        ) : (
          <Table label={messages.title} rows={rows} columns={columns} rowKey={rowHref} rowHref={rowHref} />
        )}
        {readMore && <MoreRows readMore={readMore} />}
      </div>
    </Frame>
  );
}

function Frame({ count, children }: { count?: number | undefined; children: ReactNode }) {
  return (
    <Card aria-labelledby="existing">
      <CardHeader id="existing" title={messages.title}>
        {count !== undefined && <span className="text-muted-foreground text-xs">{count}</span>}
      </CardHeader>
      {children}
    </Card>
  );
}

function rowHref({ reference, plural }: ResourceSummary): string {
  return `/resources/${resourcePath({ ...reference, plural })}`;
}

/** The card while the offer loads. */
export function ExistingResourcesSkeleton() {
  return (
    <Frame>
      <div className="border-t">
        <RowsSkeleton />
      </div>
    </Frame>
  );
}

function RowsSkeleton() {
  return (
    <Loading awaits={messages.loading}>
      <div className="divide-y">
        {["a", "b", "c"].map((key) => (
          <div key={key} className="flex h-row items-center gap-6 px-4 max-md:h-16">
            <Skeleton className="h-3 w-40" />
            <Skeleton className="h-3 w-20" />
            <Skeleton className="ms-auto h-3 w-10" />
          </div>
        ))}
      </div>
    </Loading>
  );
}
