// biome-ignore-all lint/a11y/noRedundantRoles: below 768 px the rows are no table to CSS, which takes the roles away.
import Link from "next/link";
import { Fragment, type ReactNode, useRef } from "react";
import { cn } from "#components/ui/cn";
import { MOST_DRAWN, useNearRows } from "#components/ui/page/near-rows";

/** Pixels of a usual row; a drawn row is measured. */
const HEIGHT = 44;

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
  /** The group of a row. Rows of one group stand together; a heading goes before them. */
  groupOf?: (row: T) => Group;
  /** A checkbox before each row, and one for all. */
  selection?: Selection<T>;
  className?: string;
}

export interface Selection<T> {
  isSelected: (row: T) => boolean;
  onSelect: (rows: readonly T[], isSelected: boolean) => void;
  /** The accessible name of a row's checkbox. */
  labelOf: (row: T) => string;
  labelOfAll: string;
}

export interface Group {
  key: string;
  label: string;
}

/** A line of the table: a row, or the heading of a group. */
type Line<T> = { key: string; row: T } | { key: string; heading: string };

function listLines<T>({
  rows,
  rowKey,
  groupOf,
}: Pick<TableProps<T>, "rows" | "rowKey" | "groupOf">): Line<T>[] {
  let last: string | undefined;
  return rows.flatMap((row) => {
    const line = { key: rowKey(row), row };
    const group = groupOf?.(row);
    if (!group || group.key === last) return [line];
    last = group.key;
    return [{ key: `group ${group.key}`, heading: group.label }, line];
  });
}

/**
 * Rows of 44 px; below 768 px each takes two lines. Of many rows only those near the window are in the document. The roles
 * are written out because `display` drops them.
 */
export function Table<T>({ label, columns, className, rows, rowHref, selection, ...body }: TableProps<T>) {
  const lines = listLines({ rows, ...body });
  const parts = { lines, columns, rowHref, selection };
  return (
    <table
      role="table"
      aria-label={label}
      aria-rowcount={lines.length + 1}
      className={cn("w-full text-sm max-md:block md:table-fixed", className)}
    >
      <thead role="rowgroup" className="max-md:sr-only">
        <tr role="row" className="border-b">
          {selection && (
            <th role="columnheader" scope="col" className="w-11 ps-2">
              <Checkbox
                label={selection.labelOfAll}
                checked={rows.every(selection.isSelected)}
                onChange={(isSelected) => selection.onSelect(rows, isSelected)}
              />
            </th>
          )}
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
      {lines.length > MOST_DRAWN ? (
        <NearBody {...parts} />
      ) : (
        <tbody role="rowgroup" className="max-md:block">
          {lines.map((line) => (
            <TableLine key={line.key} {...parts} line={line} />
          ))}
        </tbody>
      )}
    </table>
  );
}

interface LinesProps<T> extends Pick<TableProps<T>, "columns"> {
  lines: readonly Line<T>[];
  rowHref: TableProps<T>["rowHref"] | undefined;
  selection: Selection<T> | undefined;
}

function NearBody<T>({ lines, ...parts }: LinesProps<T>) {
  const box = useRef<HTMLTableSectionElement>(null);
  const keyAt = (index: number) => lines[index]?.key ?? index;
  const near = useNearRows(box, { count: lines.length, height: HEIGHT, keyAt });
  return (
    <tbody ref={box} role="rowgroup" className="max-md:block">
      {near.rows.map(({ index, key, room }) => {
        const line = lines[index];
        return (
          <Fragment key={key}>
            <Room height={room} />
            {line !== undefined && (
              <TableLine
                {...parts}
                line={line}
                place={{ index, ref: near.measure, onFocus: () => near.hold(index) }}
              />
            )}
          </Fragment>
        );
      })}
      <Room height={near.rest} />
    </tbody>
  );
}

interface LineProps<T> extends Omit<LinesProps<T>, "lines"> {
  line: Line<T>;
  place?: Place;
}

/** Of a line in a table of which only some are in the document. */
interface Place {
  index: number;
  ref: (row: Element | null) => void;
  onFocus: () => void;
}

function TableLine<T>({ line, columns, rowHref, selection, place }: LineProps<T>) {
  const span = columns.length + (selection ? 1 : 0);
  if ("heading" in line) return <Heading label={line.heading} span={span} place={place} />;
  return (
    <Row row={line.row} columns={columns} href={rowHref?.(line.row)} selection={selection} place={place} />
  );
}

interface CheckboxProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** It stands above the link of its row. */
function Checkbox({ label, checked, onChange }: CheckboxProps) {
  return (
    <label className="relative z-1 flex size-7 items-center justify-center pointer-coarse:size-11">
      <input
        type="checkbox"
        aria-label={label}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 accent-primary"
      />
    </label>
  );
}

function Heading({ label, span, place }: { label: string; span: number; place: Place | undefined }) {
  return (
    <tr
      role="row"
      ref={place?.ref}
      data-index={place?.index}
      aria-rowindex={place && place.index + 2}
      className="border-b bg-muted max-md:block"
    >
      <th
        role="rowheader"
        scope="row"
        colSpan={span}
        className="h-8 px-4 text-start font-medium text-xs max-md:block max-md:py-2"
      >
        {label}
      </th>
    </tr>
  );
}

/** Where rows are that are not in the document. */
function Room({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden className="max-md:block">
      <td style={{ height }} className="p-0 max-md:block" />
    </tr>
  );
}

const narrowPlace = {
  title: "max-md:order-1 max-md:min-w-0 max-md:basis-2/5 max-md:grow max-md:p-0",
  end: "max-md:order-2 max-md:p-0 max-md:shrink-0",
  second: "max-md:order-4 max-md:min-w-0 max-md:p-0 max-md:text-muted-foreground",
  line: "max-md:order-4 max-md:min-w-0 max-md:basis-full max-md:p-0 max-md:before:me-2 max-md:before:text-muted-foreground max-md:before:content-[attr(data-header)]",
  hidden: "max-md:hidden",
};

function Row<T>({
  row,
  columns,
  href,
  selection,
  place,
}: {
  row: T;
  columns: TableProps<T>["columns"];
  href: string | undefined;
  selection: Selection<T> | undefined;
  place: Place | undefined;
}) {
  return (
    <tr
      role="row"
      ref={place?.ref}
      data-index={place?.index}
      // The header is row 1.
      aria-rowindex={place && place.index + 2}
      onFocus={place?.onFocus}
      className={cn(
        "relative border-b last:border-0",
        "max-md:flex max-md:min-h-16 max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:gap-y-0.5 max-md:px-4 max-md:py-2.5",
        "max-md:before:order-3 max-md:before:basis-full max-md:before:content-['']",
        href && "transition-colors hover:bg-muted",
      )}
    >
      {selection && (
        <td role="cell" className="ps-2 max-md:block max-md:p-0">
          <Checkbox
            label={selection.labelOf(row)}
            checked={selection.isSelected(row)}
            onChange={(isSelected) => selection.onSelect([row], isSelected)}
          />
        </td>
      )}
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
