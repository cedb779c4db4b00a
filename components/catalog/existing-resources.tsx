"use client";

import { PackageOpen } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { catalogMessages } from "#components/catalog/messages";
import type { Pages } from "#components/data/queries";
import { ResourceTable } from "#components/resources/list/resource-table";
import { Card, CardHeader } from "#components/ui/card";
import { MoreRows } from "#components/ui/page/more-rows";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading, Skeleton } from "#components/ui/state/skeleton";
import type { ResourceSummary, ResourcesResponse } from "#lib/api/types";
import type { CatalogEntry } from "#lib/catalog/types";

const { existing: messages } = catalogMessages;

interface ExistingResourcesProps {
  resources: Pages<ResourceSummary, ResourcesResponse>;
  offer: Pick<CatalogEntry, "id" | "title" | "requestable">;
}

/** The resources of an offer that the person can see, however they were created. */
export function ExistingResources({ resources, offer }: ExistingResourcesProps) {
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
    <Frame count={total} link={rows && rows.length > 0 && <AllResources entry={offer.id} />}>
      {lastPage?.errors.map(({ cluster, detail }) => (
        <p key={cluster + detail} className="border-t px-4 py-2 text-sm text-warn">
          {messages.incomplete(detail, cluster)}
        </p>
      ))}
      <div className="border-t">
        {!rows ? (
          <RowsSkeleton />
        ) : rows.length === 0 ? (
          <EmptyState icon={PackageOpen} title={messages.empty(offer.title)} className="py-10">
            {offer.requestable ? messages.requestFirst : messages.createdElsewhere}
          </EmptyState>
        ) : (
          <ResourceTable label={messages.title} resources={rows} />
        )}
        {readMore && <MoreRows readMore={readMore} />}
      </div>
    </Frame>
  );
}

/** The same list with filters, orders and groups. */
function AllResources({ entry }: { entry: string }) {
  return (
    <Link
      href={`/resources?${new URLSearchParams({ show: "all", entry })}`}
      className="ms-auto rounded-sm text-primary text-sm hover:underline"
    >
      {messages.openList}
    </Link>
  );
}

interface FrameProps {
  count?: number | undefined;
  link?: ReactNode;
  children: ReactNode;
}

function Frame({ count, link, children }: FrameProps) {
  return (
    <Card aria-labelledby="existing">
      <CardHeader id="existing" title={messages.title}>
        {link}
        {count !== undefined && <span className="text-muted-foreground text-xs">{count}</span>}
      </CardHeader>
      {children}
    </Card>
  );
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
