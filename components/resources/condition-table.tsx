import { resourceMessages } from "#components/resources/messages";
import { type Column, Table } from "#components/ui/table";
import { Age } from "#components/ui/text/age";
import type { ResourceCondition } from "#lib/api/types";
import { showMarks } from "#lib/manifest/direction-marks";

const { conditions: messages } = resourceMessages;

// The reason stands below the type, so that the table fits a panel as well as a page.
const columns: readonly [Column<ResourceCondition>, ...Column<ResourceCondition>[]] = [
  {
    key: "type",
    header: messages.type,
    cell: ({ type, message, reason, subject }) => (
      <span className="block py-1.5 [overflow-wrap:anywhere]">
        {subject && <span className="text-muted-foreground">{showMarks(subject)}: </span>}
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
    header: messages.status,
    narrow: "end",
    width: "w-20",
    cell: ({ status }) => status,
  },
  {
    key: "since",
    header: messages.since,
    width: "w-24",
    align: "end",
    narrow: "hidden",
    cell: ({ since }) => since && <Age at={since} ago />,
  },
];

/** The conditions of an object and of the parts of its status, a condition a row; or that there are none. */
export function ConditionTable({ conditions }: { conditions: readonly ResourceCondition[] }) {
  if (conditions.length === 0) return <p className="p-4 text-muted-foreground">{messages.empty}</p>;
  // Two parents can have one name, and each can report the same type.
  const rows = conditions.map((condition, index) => ({ ...condition, key: String(index) }));
  return <Table label={messages.label} rows={rows} rowKey={({ key }) => key} columns={columns} />;
}
