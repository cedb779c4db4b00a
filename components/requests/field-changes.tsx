import type { ReactNode } from "react";
import { Table } from "#components/ui/table";
import type { FieldChange } from "#lib/request/types";

/** A value as a person reads it; what is not set is said, never left blank. */
function formatValue(value: unknown): ReactNode {
  if (value === undefined) return <span className="text-muted-foreground">Not set</span>;
  if (value === true) return "Yes";
  if (value === false) return "No";
  if (value === null) return "Empty";
  if (Array.isArray(value) && value.length > 0 && value.every(isPlain))
    return <span className="[overflow-wrap:anywhere]">{value.join(", ")}</span>;
  if (typeof value === "object")
    return <span className="font-mono [overflow-wrap:anywhere]">{JSON.stringify(value)}</span>;
  return <span className="[overflow-wrap:anywhere]">{value === "" ? "Empty text" : String(value)}</span>;
}

function isPlain(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number";
}

/** `{}`: written only because the API wants the field there. */
function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** What a request changes, field by field, in the form's words. A new object has nothing "now". */
export function FieldChanges({ changes, isNew }: { changes: readonly FieldChange[]; isNew: boolean }) {
  if (isNew && changes.every(({ after }) => isEmpty(after)))
    return <p className="p-4 text-muted-foreground">Nothing beyond the defaults of the offer.</p>;
  return (
    <Table
      label="Changed fields"
      rows={changes}
      rowKey={(change) => change.path}
      columns={[
        { key: "field", header: "Field", cell: (change) => change.label || "Everything" },
        ...(isNew
          ? []
          : [
              {
                key: "before",
                header: "Now in Git",
                cell: (change: FieldChange) => formatValue(change.before),
              },
            ]),
        {
          key: "after",
          header: isNew ? "Value" : "After",
          cell: (change) => (
            <>
              {/* On a phone the two stand in one line, without their heads. */}
              {!isNew && (
                <span aria-hidden className="me-3 md:hidden">
                  →
                </span>
              )}
              {formatValue(change.after)}
            </>
          ),
        },
      ]}
    />
  );
}
