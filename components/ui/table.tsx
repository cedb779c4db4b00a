// biome-ignore-all lint/a11y/noRedundantRoles: below 768 px the rows are no table to CSS, which takes the roles away.
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn";

export interface Column<T> {
  key: string;
  header: string;
  cell: (row: T) => ReactNode;
  /**
   * Where it stands below 768 px: beside the title at the line's end, in the second line (default), in a line of its own
   * after its header, or nowhere.
   */
  narrow?: "end" | "second" | "line" | "hidden";
  align?: "start" | "end";
  /** Classes of a width: "w-40". */
  width?: string;
}

export interface TableProps<T> {
  /** The accessible name of the table. */
  label: string;
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** The first column is the row's title. */
  columns: readonly [Column<T>, ...Column<T>[]];
  /** Where a row leads: the whole row is the target of its title's link. */
  rowHref?: (row: T) => string;
  className?: string;
}

/** Rows of 44 px; below 768 px each takes two lines. The roles are written out because `display` drops them. */
export function Table<T>({ label, rows, rowKey, columns, rowHref, className }: TableProps<T>) {
  return (
    <table
      role="table"
      aria-label={label}
      className={cn("w-full text-sm max-md:block md:table-fixed", className)}
    >
      <thead role="rowgroup" className="max-md:sr-only">
        <tr role="row" className="border-b">
          {columns.map((column) => (
            <th
              key={column.key}
              role="columnheader"
              scope="col"
              className={cn(
                "h-9 px-3 text-start font-medium text-muted-foreground text-xs first:ps-4 last:pe-4",
                column.align === "end" && "text-end",
                column.width,
              )}
            >
              {column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" className="max-md:block">
        {rows.map((row) => (
          <Row key={rowKey(row)} row={row} columns={columns} href={rowHref?.(row)} />
        ))}
      </tbody>
    </table>
  );
}

const narrowPlace = {
  title: "max-md:order-1 max-md:min-w-0 max-md:basis-1/2 max-md:grow max-md:p-0",
  end: "max-md:order-2 max-md:p-0 max-md:shrink-0",
  second: "max-md:order-4 max-md:min-w-0 max-md:p-0 max-md:text-muted-foreground",
  line: "max-md:order-4 max-md:min-w-0 max-md:basis-full max-md:p-0 max-md:before:me-2 max-md:before:text-muted-foreground max-md:before:content-[attr(data-header)]",
  hidden: "max-md:hidden",
};

function Row<T>({
  row,
  columns,
  href,
}: {
  row: T;
  columns: TableProps<T>["columns"];
  href: string | undefined;
}) {
  return (
    <tr
      role="row"
      className={cn(
        "relative border-b last:border-0",
        "max-md:flex max-md:min-h-16 max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:gap-y-0.5 max-md:px-4 max-md:py-2.5",
        "max-md:before:order-3 max-md:before:basis-full max-md:before:content-['']",
        href && "transition-colors hover:bg-muted",
      )}
    >
      {columns.map((column, index) => (
        <td
          key={column.key}
          role="cell"
          data-header={column.narrow === "line" ? column.header : undefined}
          className={cn(
            "h-row min-w-0 px-3 py-1 max-md:block max-md:h-auto md:last:pe-4 md:first:ps-4",
            narrowPlace[index === 0 ? "title" : (column.narrow ?? "second")],
            column.align === "end" && "text-end",
          )}
        >
          {index === 0 && href ? (
            <Link
              href={href}
              className="flex min-w-0 font-medium text-foreground outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-ring focus-visible:after:-outline-offset-2"
            >
              {column.cell(row)}
            </Link>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  );
}
