import { CircleCheck, CircleDashed, CircleDotDashed, type LucideIcon, TriangleAlert } from "lucide-react";
import { platformMessages } from "#components/platform/messages";
import { Card, CardHeader } from "#components/ui/card";
import { cn } from "#components/ui/cn";
import { type Column, Table } from "#components/ui/table";
import { Age } from "#components/ui/text/age";
import { Tooltip } from "#components/ui/tooltip";
import type { OperationFigures } from "#lib/api/types";

const { operation: messages } = platformMessages;

type Watch = OperationFigures["watches"][number];

const looks: Record<Watch["state"], { icon: LucideIcon; tone: string }> = {
  away: { icon: TriangleAlert, tone: "text-warn" },
  connecting: { icon: CircleDotDashed, tone: "text-busy" },
  live: { icon: CircleCheck, tone: "text-ok" },
  absent: { icon: CircleDashed, tone: "text-idle" },
};

const order = Object.keys(looks);

const columns: readonly [Column<Watch>, ...Column<Watch>[]] = [
  {
    key: "kind",
    header: messages.kind,
    cell: ({ kind, group, selection }) => (
      <span className="block min-w-0">
        <span className="block truncate font-medium">{kind}</span>
        <span className="block truncate text-muted-foreground text-xs">
          {[group || messages.core, selection].filter(Boolean).join(" · ")}
        </span>
      </span>
    ),
  },
  {
    key: "cluster",
    header: messages.cluster,
    cell: ({ cluster, namespace }) => messages.place(cluster, namespace),
    width: "w-44",
  },
  {
    key: "state",
    header: messages.state,
    narrow: "end",
    cell: (watch) => <State {...watch} />,
    width: "w-32",
  },
  {
    key: "objects",
    header: messages.objects,
    cell: ({ objects }) => (
      <>
        <span className="max-md:hidden">{objects.toLocaleString("en")}</span>
        <span className="md:hidden">{messages.objectCount(objects)}</span>
      </>
    ),
    align: "end",
    width: "w-24",
  },
  {
    key: "changed",
    header: messages.changed,
    narrow: "hidden",
    cell: ({ changedAt }) => changedAt && <Age at={changedAt} ago />,
    width: "w-32",
  },
  { key: "failures", header: messages.failures, cell: (watch) => <Failures {...watch} />, width: "w-32" },
];

/** Every watch: failing ones first. */
export function WatchTable({ watches }: { watches: readonly Watch[] }) {
  const sorted = watches.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return (
    <Card>
      <CardHeader title={messages.watches} />
      <div className="border-t">
        <Table label={messages.watches} rows={sorted} rowKey={keyOf} columns={columns} />
      </div>
    </Card>
  );
}

function keyOf({ cluster, group, version, kind, namespace, selection }: Watch): string {
  return [cluster, group, version, kind, namespace, selection].join("/");
}

function State({ state }: Watch) {
  const { icon: Icon, tone } = looks[state];
  return (
    <span className="inline-flex items-center gap-1.5 align-middle">
      <Icon aria-hidden className={cn("size-4 shrink-0", tone)} />
      {messages.states[state]}
    </span>
  );
}

/** The last failure, on hover and focus. */
function Failures({ failures, lastFailure }: Watch) {
  const text = messages.failureCount(failures);
  if (!lastFailure) return <span className="text-muted-foreground">{text}</span>;
  return (
    <Tooltip text={lastFailure.message}>
      <button type="button" className="cursor-default rounded-sm underline decoration-dotted">
        {text}
      </button>
    </Tooltip>
  );
}
