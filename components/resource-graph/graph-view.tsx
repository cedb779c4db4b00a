"use client";

import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import type { ResourceAddress } from "#components/data/api";
import { useResourceGraph } from "#components/data/queries";
import { frameHeight } from "#components/resource-graph/graph-frame";
import { graphMessages } from "#components/resource-graph/messages";
import { cn } from "#components/ui/cn";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading, Skeleton } from "#components/ui/state/skeleton";

const { view: messages } = graphMessages;

const GraphBody = dynamic(() => import("#components/resource-graph/graph-body"), {
  ssr: false,
  loading: () => <GraphSkeleton awaits={messages.loadingCode} />,
});

export interface GraphViewProps {
  address: ResourceAddress;
  /** Path in Git of the requested object. */
  file: string | undefined;
  /** Shown in place of the graph where it cannot be loaded. */
  instead?: ReactNode;
}

/** All parts of a resource as a live graph. Its code loads when the graph is shown. */
export function GraphView({ address, file, instead }: GraphViewProps) {
  const { data: graph, error, refetch, isFetching } = useResourceGraph(address);
  if (error && (!graph || error.code === "not-found"))
    return (
      <div className="flex flex-col gap-6">
        <ErrorCard
          title={graph ? messages.gone : messages.error}
          error={error}
          onRetry={refetch}
          retrying={isFetching}
        />
        {instead}
      </div>
    );
  if (!graph) return <GraphSkeleton awaits={messages.loading(address.name)} />;
  return <GraphBody graph={graph} file={file} />;
}

const column = "flex flex-col justify-center gap-3";
const card = "h-14 w-60 rounded-lg max-md:w-full";

function GraphSkeleton({ awaits }: { awaits: string }) {
  return (
    <Loading awaits={awaits}>
      <div className={cn(frameHeight, "flex flex-col overflow-hidden rounded-lg border bg-card")}>
        <div className="flex h-14 shrink-0 items-center border-b px-4">
          <Skeleton className="h-4 w-80" />
        </div>
        <div className="flex min-h-0 grow justify-center gap-16 p-4 max-md:flex-col max-md:justify-start max-md:gap-3">
          {[1, 3, 4].map((cards) => (
            <div key={cards} className={column}>
              {Array.from({ length: cards }, (_, row) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: skeletons have no identity
                <Skeleton key={row} className={card} />
              ))}
            </div>
          ))}
        </div>
        <div className="flex h-13 shrink-0 items-center justify-between border-t px-3">
          <Skeleton className="h-6 w-44" />
          <Skeleton className="h-6 w-36" />
        </div>
      </div>
    </Loading>
  );
}
