"use client";

import { PackageOpen } from "lucide-react";
import type { ReactNode } from "react";
import { resourcePath } from "#components/data/api";
import type { Result } from "#components/data/queries";
import { Card, CardHeader } from "#components/ui/card";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading, Skeleton } from "#components/ui/state/skeleton";
import { StateBadge } from "#components/ui/state/state-badge";
import { type Column, Table } from "#components/ui/table";
import { Age } from "#components/ui/text/age";
import { MiddleEllipsis } from "#components/ui/text/middle-ellipsis";
import type { ResourceSummary, ResourcesResponse } from "#lib/api/types";

const columns: readonly [Column<ResourceSummary>, ...Column<ResourceSummary>[]] = [
  {
    key: "name",
    header: "Name",
    width: "w-[28%]",
    cell: ({ reference }) => <MiddleEllipsis text={reference.name} />,
  },
  {
    key: "state",
    header: "State",
    width: "w-44",
    narrow: "end",
    cell: ({ health }) => <StateBadge state={health.state} />,
  },
  {
    key: "namespace",
    header: "Namespace",
    width: "w-[18%]",
    cell: ({ reference }) =>
      reference.namespace ? <MiddleEllipsis text={reference.namespace} /> : <span>Whole cluster</span>,
  },
  {
    key: "cause",
    header: "Cause",
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
    header: "Age",
    width: "w-20",
    align: "end",
    cell: ({ createdAt }) => <Age at={createdAt} className="text-muted-foreground" />,
  },
];

function byName(a: ResourceSummary, b: ResourceSummary): number {
  const order = ({ reference }: ResourceSummary) =>
    `${reference.cluster}/${reference.namespace ?? ""}/${reference.name}`;
  return order(a).localeCompare(order(b), "en");
}

/** What was made of an offer, however it was made, as far as the person may see it. */
export function ExistingResources({
  resources,
  title,
  requestable,
}: {
  resources: Result<ResourcesResponse>;
  title: string;
  requestable: boolean;
}) {
  if (resources.error && !resources.data)
    return (
      <ErrorCard
        title="What exists already could not be read"
        error={resources.error}
        onRetry={() => void resources.refetch()}
        retrying={resources.isFetching}
      />
    );
  const rows = resources.data?.resources.toSorted(byName);
  return (
    <Frame count={rows?.length}>
      {resources.data?.errors.map(({ cluster, detail }) => (
        <p key={cluster + detail} className="border-t px-4 py-2 text-sm text-warn">
          Not complete: {detail} ({cluster})
        </p>
      ))}
      <div className="border-t">
        {!rows ? (
          <RowsSkeleton />
        ) : rows.length === 0 ? (
          <EmptyState icon={PackageOpen} title={`No ${title} yet`} className="py-10">
            {requestable
              ? "Request the first one. It stands here as soon as the cluster has it."
              : "However one is made, it stands here as soon as the cluster has it."}
          </EmptyState>
        ) : (
          <Table
            label="What exists already"
            rows={rows}
            columns={columns}
            rowKey={rowHref}
            rowHref={rowHref}
          />
        )}
      </div>
    </Frame>
  );
}

function Frame({ count, children }: { count?: number | undefined; children: ReactNode }) {
  return (
    <Card aria-labelledby="existing">
      <CardHeader id="existing" title="What exists already">
        {count !== undefined && <span className="text-muted-foreground text-xs">{count}</span>}
      </CardHeader>
      {children}
    </Card>
  );
}

function rowHref({ reference, plural }: ResourceSummary): string {
  return `/resources/${resourcePath({ ...reference, plural })}`;
}

/** The card while even the offer is not known yet. */
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
    <Loading awaits="what exists already">
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
