"use client";

import { GitPullRequest } from "lucide-react";
import { useHasSeveralClusters } from "#components/catalog/namesake";
import { requestListMessages } from "#components/requests/messages/lists";
import { StateBadge } from "#components/ui/state/state-badge";
import { type Column, Table } from "#components/ui/table";
import { Age } from "#components/ui/text/age";
import { MiddleEllipsis } from "#components/ui/text/middle-ellipsis";
import { disambiguateTitles } from "#lib/catalog/duplicate-titles";
import type { Operation, PortalRequest } from "#lib/request/types";

const { table: messages } = requestListMessages;

/** The start of a title: "New PostgreSQL". */
const operationWords: Record<Operation, string> = messages.operations;

/** "New PostgreSQL"; with the kind where the offer no longer exists, and without a kind where the record is lost. */
export function describeRequest(request: Pick<PortalRequest, "operation" | "entry" | "object">): string {
  return `${operationWords[request.operation]} ${request.entry?.title ?? (request.object.kind || messages.unknownObject)}`;
}

const name: Column<PortalRequest> = {
  key: "name",
  header: messages.name,
  width: "xl:w-[26%]",
  cell: (request) => <MiddleEllipsis text={request.object.name} />,
};

/** Requests that read the same name their API group. All name their cluster where the portal has several. */
function listColumns(apart: ReadonlyMap<string, string>, showCluster: boolean): typeof columns {
  if (apart.size === 0 && !showCluster) return columns;
  const [first, ...others] = columns;
  const cell = (request: PortalRequest) => {
    const place = showCluster && !apart.get(request.id)?.endsWith(request.object.cluster);
    const words = [apart.get(request.id), place && request.object.cluster].filter(Boolean);
    return (
      <>
        {describeRequest(request)}
        {words.length > 0 && (
          <span className="block text-muted-foreground text-xs [overflow-wrap:anywhere]">
            {words.join(" · ")}
          </span>
        )}
      </>
    );
  };
  return [first, ...others.map((column) => (column.key === "what" ? { ...column, cell } : column))];
}

const columns: readonly [Column<PortalRequest>, ...Column<PortalRequest>[]] = [
  name,
  { key: "what", header: messages.request, cell: describeRequest },
  {
    key: "namespace",
    header: messages.namespace,
    width: "xl:w-[12%]",
    narrow: "hidden",
    cell: ({ object }) => (object.namespace ? <MiddleEllipsis text={object.namespace} /> : "—"),
  },
  {
    key: "state",
    header: messages.state,
    narrow: "end",
    width: "w-44",
    cell: (request) => <StateBadge state={request.health.state} />,
  },
  {
    key: "author",
    header: messages.author,
    narrow: "hidden",
    width: "xl:w-28",
    cell: (request) => request.author.name,
  },
  {
    key: "pull-request",
    header: messages.pullRequest,
    width: "xl:w-28",
    narrow: "hidden",
    cell: (request) => (
      <span className="inline-flex items-center gap-1.5 text-muted-foreground">
        <GitPullRequest aria-hidden className="size-4" />
        {request.pullRequest.number}
      </span>
    ),
  },
  {
    key: "age",
    header: messages.age,
    width: "xl:w-28",
    align: "end",
    cell: (request) => <Age at={request.createdAt} ago className="text-muted-foreground" />,
  },
];

/** For the requests of one object, without its name and namespace. */
const columnsOfOne: readonly [Column<PortalRequest>, ...Column<PortalRequest>[]] = [
  {
    key: "what",
    header: messages.request,
    cell: (request) => `${describeRequest(request)} #${request.pullRequest.number}`,
  },
  ...columns.filter(({ key }) => ["state", "author", "age"].includes(key)),
];

export interface RequestTableProps {
  label: string;
  requests: readonly PortalRequest[];
  /** All requests are for one object, on the page of that object. */
  ofOneObject?: boolean;
  /** The link of a row; by default the page of the request. */
  href?: (request: PortalRequest) => string;
}

/** Requests one a row, newest first as given. */
export function RequestTable({ label, requests, ofOneObject, href }: RequestTableProps) {
  const hasSeveral = useHasSeveralClusters();
  const apart = disambiguateTitles(
    requests.map(({ id, operation, entry, object }) => ({
      id,
      title: describeRequest({ operation, entry, object }),
      ...{ group: object.group, cluster: object.cluster },
    })),
  );
  return (
    <Table
      label={label}
      rows={requests}
      rowKey={(request) => request.id}
      columns={ofOneObject ? columnsOfOne : listColumns(apart, hasSeveral)}
      rowHref={href ?? ((request) => `/requests/${request.id}`)}
    />
  );
}
