import { Age } from "#components/ui/age";
import { type Column, Table } from "#components/ui/table";
import type { ResourceDetail } from "#lib/api/types";
import { showMarks } from "#lib/manifest/direction-marks";

type ResourceCondition = ResourceDetail["conditions"][number];

// The reason stands below the type, so that the table fits a panel as well as a page.
const columns: readonly [Column<ResourceCondition>, ...Column<ResourceCondition>[]] = [
  {
    key: "type",
    header: "Condition",
    cell: ({ type, message, reason }) => (
      <span className="block py-1.5 [overflow-wrap:anywhere]">
        {type}
        {(message || reason) && (
          <span className="block font-normal text-muted-foreground">
            {showMarks(message || reason || "")}
          </span>
        )}
      </span>
    ),
  },
  {
    key: "status",
    header: "Is",
    narrow: "end",
    width: "w-20",
    cell: ({ status }) => status,
  },
  {
    key: "since",
    header: "Since",
    width: "w-24",
    align: "end",
    narrow: "hidden",
    cell: ({ since }) => since && <Age at={since} suffix=" ago" />,
  },
];

/** What an object says of itself, a condition a row, or that it says nothing. */
export function ConditionTable({ conditions }: { conditions: readonly ResourceCondition[] }) {
  if (conditions.length === 0) return <p className="p-4 text-muted-foreground">It reports no conditions.</p>;
  return <Table label="Conditions" rows={conditions} rowKey={({ type }) => type} columns={columns} />;
}
