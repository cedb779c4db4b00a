"use client";

import { TriangleAlert } from "lucide-react";
import type { ResourceAddress } from "#components/data/api";
import { useResourceEvents } from "#components/data/queries";
import { resourceMessages } from "#components/resources/messages";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/state/empty-state";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading } from "#components/ui/state/skeleton";
import { TableSkeleton } from "#components/ui/state/table-skeleton";
import { type Column, Table } from "#components/ui/table";
import { Age } from "#components/ui/text/age";
import { MiddleEllipsis } from "#components/ui/text/middle-ellipsis";
import type { ObjectEvent } from "#lib/kubernetes/types";
import { showMarks } from "#lib/manifest/direction-marks";

const { events: messages } = resourceMessages;

export interface ResourceEventsProps {
  address: ResourceAddress;
  /** In a panel, where two columns have room. */
  inPanel?: boolean;
}

/** The Kubernetes events of the object, newest first. */
export function ResourceEvents({ address, inPanel = false }: ResourceEventsProps) {
  const { data, error, refetch, isFetching } = useResourceEvents(address);
  if (!data && error)
    return <ErrorCard title={messages.error} error={error} onRetry={refetch} retrying={isFetching} />;
  if (!data)
    return (
      <Loading awaits={messages.loading}>
        <TableSkeleton rows={4} />
      </Loading>
    );
  return (
    <Card>
      {data.events.length > 0 ? (
        <Table
          label={messages.label}
          rows={data.events}
          rowKey={(event) => [event.firstSeen, event.reason, event.message].join(" ")}
          columns={inPanel ? panelColumns : columns}
        />
      ) : (
        <EmptyState title={messages.empty.title}>{messages.empty.description}</EmptyState>
      )}
    </Card>
  );
}

function Reason({ type, reason }: ObjectEvent) {
  return (
    <span className="inline-flex items-center gap-1.5 font-medium">
      {type === "Warning" && (
        <TriangleAlert aria-label={messages.warning} className="size-4 shrink-0 text-warn" />
      )}
      <span className="min-w-0 [overflow-wrap:anywhere]">{reason}</span>
    </span>
  );
}

const age: Column<ObjectEvent> = {
  key: "age",
  header: messages.lastSeen,
  width: "w-28",
  align: "end",
  narrow: "end",
  cell: (event) => <Age at={event.lastSeen} ago />,
};

const columns: readonly [Column<ObjectEvent>, ...Column<ObjectEvent>[]] = [
  { key: "reason", header: messages.reason, width: "w-44", cell: Reason },
  {
    key: "message",
    header: messages.message,
    cell: (event) => (
      <span className="block py-1.5 [overflow-wrap:anywhere]">{showMarks(event.message)}</span>
    ),
  },
  {
    key: "source",
    header: messages.source,
    narrow: "hidden",
    width: "w-48",
    cell: (event) => <MiddleEllipsis text={event.source ?? ""} />,
  },
  {
    key: "count",
    header: messages.count,
    width: "w-20",
    align: "end",
    narrow: "hidden",
    cell: (event) => event.count,
  },
  age,
];

const panelColumns: readonly [Column<ObjectEvent>, ...Column<ObjectEvent>[]] = [
  {
    key: "reason",
    header: messages.reason,
    cell: (event) => (
      <div className="py-1.5">
        <Reason {...event} />
        <p className="[overflow-wrap:anywhere]">{showMarks(event.message)}</p>
        <p className="text-muted-foreground [overflow-wrap:anywhere]">
          {[event.source, event.count > 1 && messages.times(event.count)].filter(Boolean).join(" · ")}
        </p>
      </div>
    ),
  },
  age,
];
