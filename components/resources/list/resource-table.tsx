"use client";

import { useMemo } from "react";
import { useHasSeveralClusters } from "#components/catalog/namesake";
import { resourceListMessages } from "#components/resources/list/messages";
import { resourceHref } from "#components/resources/resource-href";
import { StateBadge } from "#components/ui/state/state-badge";
import { type Column, Table, type TableProps } from "#components/ui/table";
import { Age } from "#components/ui/text/age";
import { MiddleEllipsis } from "#components/ui/text/middle-ellipsis";
import type { ResourceSummary } from "#lib/api/types";

const { columns: messages, ...words } = resourceListMessages;

type Columns = TableProps<ResourceSummary>["columns"];

export interface ResourceTableProps {
  label: string;
  resources: readonly ResourceSummary[];
  /** The title of the offer of a resource; absent where all are of one offer. */
  titleOf?: (resource: ResourceSummary) => string;
  groupOf?: TableProps<ResourceSummary>["groupOf"];
  selection?: TableProps<ResourceSummary>["selection"];
}

/** Resources, one a row, in the given order. */
export function ResourceTable({ label, resources, titleOf, groupOf, selection }: ResourceTableProps) {
  const hasSeveral = useHasSeveralClusters();
  const columns = useMemo(() => listColumns(titleOf, hasSeveral), [titleOf, hasSeveral]);
  return (
    <Table
      label={label}
      rows={resources}
      columns={columns}
      rowKey={hrefOf}
      rowHref={hrefOf}
      {...(groupOf && { groupOf })}
      {...(selection && { selection })}
    />
  );
}

function hrefOf({ reference, plural }: ResourceSummary): string {
  return resourceHref({ ...reference, plural });
}

const name: Column<ResourceSummary> = {
  key: "name",
  header: messages.name,
  width: "w-[22%]",
  cell: ({ reference }) => <MiddleEllipsis text={reference.name} />,
};

/** The cause stands below the state, so that a problem reads as one thing. */
const state: Column<ResourceSummary> = {
  key: "state",
  header: messages.state,
  narrow: "end",
  cell: ({ health }) => (
    <>
      <StateBadge state={health.state} />
      {health.state !== "Ready" && health.message && (
        <span title={health.message} className="line-clamp-1 text-muted-foreground text-xs max-md:hidden">
          {health.message}
        </span>
      )}
    </>
  ),
};

const change: Column<ResourceSummary> = {
  key: "change",
  header: messages.change,
  width: "lg:w-[13%]",
  narrow: "hidden",
  cell: ({ change: last }) =>
    last ? (
      <span className="flex min-w-0 items-baseline gap-1.5">
        <span className="truncate">{last.by.name}</span>
        <Age at={last.at} ago className="shrink-0 text-muted-foreground" />
      </span>
    ) : (
      <span className="text-muted-foreground">{words.unknown}</span>
    ),
};

const inGit: Column<ResourceSummary> = {
  key: "in-git",
  header: messages.inGit,
  width: "w-18",
  narrow: "hidden",
  cell: ({ inGit: isInGit }) => (
    <span className={isInGit === false ? undefined : "text-muted-foreground"}>
      {isInGit === undefined ? words.unknown : isInGit ? words.yes : words.no}
    </span>
  ),
};

const age: Column<ResourceSummary> = {
  key: "age",
  header: messages.age,
  width: "w-20",
  align: "end",
  cell: ({ createdAt }) => <Age at={createdAt} className="text-muted-foreground" />,
};

function listColumns(titleOf: ResourceTableProps["titleOf"], showCluster: boolean): Columns {
  const offer: Column<ResourceSummary> = {
    key: "offer",
    header: messages.offer,
    width: "w-[16%]",
    cell: (resource) => (
      <span className="flex min-w-0 items-baseline gap-1.5">
        <span className="truncate">{titleOf?.(resource)}</span>
        <span className="shrink-0 text-muted-foreground text-xs">{resource.reference.version}</span>
      </span>
    ),
  };
  const place: Column<ResourceSummary> = {
    key: "namespace",
    header: messages.namespace,
    width: "w-[12%]",
    cell: ({ reference: { namespace, cluster } }) => (
      <>
        {namespace ? <MiddleEllipsis text={namespace} /> : <span>{words.wholeCluster}</span>}
        {showCluster && <span className="block text-muted-foreground text-xs max-md:hidden">{cluster}</span>}
      </>
    ),
  };
  return [name, state, ...(titleOf ? [offer] : []), place, change, inGit, age];
}
