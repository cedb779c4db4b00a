"use client";

import { TriangleAlert, Workflow } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { resourceMessages } from "#components/resources/messages";
import { resourceHref } from "#components/resources/resource-href";
import { Button } from "#components/ui/button";
import { Card, CardHeader } from "#components/ui/card";
import { StateBadge } from "#components/ui/state/state-badge";
import { type Column, Table } from "#components/ui/table";
import { Age } from "#components/ui/text/age";
import { MiddleEllipsis } from "#components/ui/text/middle-ellipsis";
import type { ResourceDetail, ResourcePart } from "#lib/api/types";
import { compareSeverity } from "#lib/graph/judge/root-cause";
import type { State } from "#lib/kubernetes/types";

const { parts: messages } = resourceMessages;

/** Rows that are shown at first, so that the next section stays in reach. */
const FEW = 10;

const columns: readonly [Column<ResourcePart>, ...Column<ResourcePart>[]] = [
  {
    key: "name",
    header: messages.name,
    width: "xl:w-[30%]",
    cell: ({ reference }) => <MiddleEllipsis text={reference.name} />,
  },
  { key: "kind", header: messages.kind, width: "xl:w-[16%]", cell: ({ reference }) => reference.kind },
  {
    key: "relation",
    header: messages.relation,
    narrow: "hidden",
    width: "xl:w-28",
    cell: ({ relation }) => relation,
  },
  {
    key: "state",
    header: messages.state,
    narrow: "end",
    width: "w-44",
    cell: ({ health }) => <StateBadge state={health.state} />,
  },
  {
    key: "message",
    header: messages.message,
    narrow: "hidden",
    cell: ({ health }) => (
      <span title={health.message} className="line-clamp-2 text-muted-foreground [overflow-wrap:anywhere]">
        {health.message}
      </span>
    ),
  },
  {
    key: "age",
    header: messages.age,
    width: "w-20",
    align: "end",
    narrow: "hidden",
    cell: ({ createdAt }) => createdAt && <Age at={createdAt} className="text-muted-foreground" />,
  },
];

const partKey = ({ reference, relation }: ResourcePart) =>
  [relation, reference.group, reference.kind, reference.namespace, reference.name].join("/");

/** A part of a kind that is not served has no page. */
const partPage = ({ reference, plural }: ResourcePart) =>
  plural === "" ? "" : resourceHref({ ...reference, plural });

/** The parts of a resource, one row each, the worst first; and the problems of reading them. */
export function ResourceParts({ resource }: { resource: ResourceDetail }) {
  const { reference, plural, parts, problems } = resource;
  const [all, setAll] = useState(false);
  const sorted = parts.toSorted((a, b) => compareSeverity(a.health.state, b.health.state));
  const shown = all ? sorted : sorted.slice(0, FEW);
  return (
    <Card>
      <CardHeader title={messages.title}>
        <StateCounts parts={sorted} />
        {parts.length > 0 && (
          <Button asChild size="sm" className="ms-auto">
            <Link href={`${resourceHref({ ...reference, plural })}?view=graph`}>
              <Workflow aria-hidden />
              {messages.showGraph}
            </Link>
          </Button>
        )}
      </CardHeader>
      <div className="border-t">
        {problems.map((problem) => (
          <p key={problem} className="flex items-start gap-2 border-b px-4 py-2.5 text-warn last:border-0">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span className="min-w-0 [overflow-wrap:anywhere]">{problem}</span>
          </p>
        ))}
        {parts.length === 0 && problems.length === 0 && (
          <p className="p-4 text-muted-foreground">{messages.empty}</p>
        )}
        {shown.length > 0 && (
          <Table label={messages.title} rows={shown} rowKey={partKey} columns={columns} rowHref={partPage} />
        )}
        {shown.length < parts.length && (
          <div className="border-t p-2">
            <Button variant="ghost" size="sm" onClick={() => setAll(true)}>
              {messages.showAll(parts.length)}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}

/** The number of parts in each state, the worst first, with the parts that are not shown. */
function StateCounts({ parts }: { parts: readonly ResourcePart[] }) {
  const counts = new Map<State, number>();
  for (const { health } of parts) counts.set(health.state, (counts.get(health.state) ?? 0) + 1);
  return (
    <ul aria-label={messages.counts} className="flex min-w-0 flex-wrap gap-x-4">
      {[...counts].map(([state, count]) => (
        <li key={state} className="inline-flex items-center gap-1.5">
          <StateBadge state={state} />
          <span className="text-muted-foreground text-sm tabular-nums">{count}</span>
        </li>
      ))}
    </ul>
  );
}
