"use client";

import { TriangleAlert } from "lucide-react";
import { resourceHref } from "#components/resources/resource-href";
import { Age } from "#components/ui/age";
import { Card, CardHeader } from "#components/ui/card";
import { MiddleEllipsis } from "#components/ui/middle-ellipsis";
import { StateBadge } from "#components/ui/state-badge";
import { type Column, Table } from "#components/ui/table";
import type { ResourcePart } from "#lib/api/types";

const name: Column<ResourcePart> = {
  key: "name",
  header: "Name",
  width: "xl:w-[30%]",
  cell: ({ reference }) => <MiddleEllipsis text={reference.name} />,
};

const columns: readonly [Column<ResourcePart>, ...Column<ResourcePart>[]] = [
  name,
  { key: "kind", header: "Kind", width: "xl:w-[16%]", cell: ({ reference }) => reference.kind },
  {
    key: "relation",
    header: "Part by",
    narrow: "hidden",
    width: "xl:w-28",
    cell: ({ relation }) => relation,
  },
  {
    key: "state",
    header: "State",
    narrow: "end",
    width: "w-44",
    cell: ({ health }) => <StateBadge state={health.state} />,
  },
  {
    key: "message",
    header: "Message",
    narrow: "hidden",
    cell: ({ health }) => (
      <span className="block py-1.5 text-muted-foreground [overflow-wrap:anywhere]">{health.message}</span>
    ),
  },
  {
    key: "age",
    header: "Age",
    width: "w-20",
    align: "end",
    narrow: "hidden",
    cell: ({ createdAt }) => createdAt && <Age at={createdAt} className="text-muted-foreground" />,
  },
];

const partKey = ({ reference, relation }: ResourcePart) =>
  [relation, reference.group, reference.kind, reference.namespace, reference.name].join("/");

export interface ResourcePartsProps {
  parts: readonly ResourcePart[];
  /** What could not be listed, in words. */
  problems: readonly string[];
}

/** What a resource is made of, a part a row; and what is not known of it. */
export function ResourceParts({ parts, problems }: ResourcePartsProps) {
  return (
    <Card>
      <CardHeader title="Parts">
        <span className="text-muted-foreground text-sm">{parts.length}</span>
      </CardHeader>
      <div className="border-t">
        {problems.map((problem) => (
          <p key={problem} className="flex items-start gap-2 border-b px-4 py-2.5 text-warn last:border-0">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span className="min-w-0 [overflow-wrap:anywhere]">{problem}</span>
          </p>
        ))}
        {parts.length === 0 && problems.length === 0 && (
          <p className="p-4 text-muted-foreground">
            It is not made of other objects, or has not made them yet.
          </p>
        )}
        {parts.length > 0 && (
          <Table
            label="Parts"
            rows={parts}
            rowKey={partKey}
            columns={columns}
            rowHref={(part) => resourceHref({ ...part.reference, plural: part.plural })}
          />
        )}
      </div>
    </Card>
  );
}
