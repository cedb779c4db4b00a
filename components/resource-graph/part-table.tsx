// biome-ignore-all lint/a11y/noRedundantRoles: rows laid out as grids lose the roles of a table.
// biome-ignore-all lint/a11y/useFocusableInteractive: the pattern lets rows take the focus instead of cells.
// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: a table is what the pattern is built on.
"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  memo,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { graphMessages } from "#components/resource-graph/messages";
import { listRows, moveOf, type PartRow } from "#components/resource-graph/part-rows";
import { cn } from "#components/ui/cn";
import { StateBadge } from "#components/ui/state/state-badge";
import { formatAge, useNow } from "#components/ui/text/age";
import type { PartTree } from "#lib/graph/view/types";

export interface PartTableProps {
  tree: PartTree;
  /** Id of the chosen node. */
  selected: string | undefined;
  onSelect: (id: string) => void;
  /** Ids of the nodes whose parts are not shown. */
  folded: ReadonlySet<string>;
  /** Folds a node, or unfolds one that is folded. */
  onFold: (id: string) => void;
}

/**
 * The graph as a treegrid whose rows take the focus: https://www.w3.org/WAI/ARIA/apg/patterns/treegrid/. Enter chooses,
 * Space folds. Where it is narrower than 768 px (a phone, or beside a panel) a row takes two lines.
 */
export function PartTable({ tree, selected, onSelect, folded, onFold }: PartTableProps) {
  const rows = useMemo(() => listRows(tree, folded), [tree, folded]);
  const now = useNow();
  const body = useRef<HTMLTableSectionElement>(null);
  const [focused, setFocused] = useState<string>();
  // One tab stop: the row that had the focus last, else the chosen one, else the first.
  const stop = [focused, selected].find((id) => rows.some(({ node }) => node.id === id)) ?? rows[0]?.node.id;

  useEffect(() => {
    findRow(body.current, selected)?.scrollIntoView({ block: "nearest" });
  }, [selected]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.shiftKey) return;
    const id = idOf(event.target);
    const index = rows.findIndex(({ node }) => node.id === id);
    const move = moveOf(mirrored(event.key), rows, index, folded);
    if (id === undefined || !move) return;
    event.preventDefault();
    if (move === "fold") onFold(id);
    else if (move === "choose") onSelect(id);
    else findRow(body.current, rows[move.to]?.node.id)?.focus();
  };
  const onClick = ({ target }: MouseEvent) => {
    const id = idOf(target);
    if (id === undefined) return;
    if (target instanceof Element && target.closest("[data-fold]")) onFold(id);
    else onSelect(id);
  };
  return (
    <div className="@container min-w-0">
      <table
        role="treegrid"
        aria-label={graphMessages.table.label}
        onKeyDown={onKeyDown}
        onClick={onClick}
        className="block"
      >
        <Head />
        <tbody
          ref={body}
          role="rowgroup"
          className="block"
          onFocus={({ target }) => setFocused(idOf(target))}
        >
          {rows.map(({ node, level, position, siblings, childCount }) => (
            <Row
              key={node.id}
              node={node}
              level={level}
              position={position}
              siblings={siblings}
              childCount={childCount}
              folded={folded.has(node.id)}
              selected={node.id === selected}
              stop={node.id === stop}
              age={ageOf(node.createdAt, now)}
              stateAge={ageOf(node.health.since, now)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head() {
  return (
    <thead role="rowgroup" className="block border-b @max-3xl:sr-only">
      <tr role="row" className={cn(grid, "h-9 items-center px-4 font-medium text-muted-foreground text-xs")}>
        {graphMessages.table.columns.map((title) => (
          <th key={title} role="columnheader" scope="col" className="text-start font-medium last:text-end">
            {title}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** Towards the deeper rows is the other arrow where lines run from right to left. */
function mirrored(key: string): string {
  if (document.dir !== "rtl") return key;
  return { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" }[key] ?? key;
}

function ageOf(at: string | undefined, now: number): string {
  const time = Date.parse(at ?? "");
  return Number.isNaN(time) ? "" : formatAge(time, now);
}

function idOf(target: EventTarget): string | undefined {
  const row = target instanceof Element ? target.closest("[data-part]") : null;
  return row?.getAttribute("data-part") ?? undefined;
}

function findRow(body: Element | null, id: string | undefined): HTMLElement | undefined {
  const row = [...(body?.children ?? [])].find((element) => element.getAttribute("data-part") === id);
  return row instanceof HTMLElement ? row : undefined;
}

const grid = "grid @3xl:grid-cols-[minmax(0,4fr)_minmax(0,2fr)_12.5rem_minmax(0,4fr)_4rem] gap-x-4";

/** The deepest indent: deeper rows leave the room to the name. */
const DEEPEST = 8;

interface RowProps extends Omit<PartRow, "parent"> {
  folded: boolean;
  selected: boolean;
  stop: boolean;
  /** As text, because the rows share one clock: a row is drawn again only when its text changes. */
  age: string;
  stateAge: string;
}

const Row = memo(function Row(props: RowProps) {
  const { node, level, position, siblings, childCount, folded, selected, stop, age, stateAge } = props;
  const { reference, health, offer } = node;
  // A style and not a class: there are as many as levels.
  const indent: CSSProperties = { paddingInlineStart: `${Math.min(level - 1, DEEPEST) * 1.25}rem` };
  return (
    <tr
      role="row"
      data-part={node.id}
      tabIndex={stop ? 0 : -1}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-expanded={childCount > 0 ? !folded : undefined}
      aria-selected={selected}
      className={cn(
        grid,
        "relative cursor-pointer scroll-mb-16 items-center border-b px-4 py-1 text-sm -outline-offset-2 last:border-0 hover:bg-muted",
        // A thousand rows cost as much as those in view.
        "[content-visibility:auto] [contain-intrinsic-block-size:auto_var(--row)] @max-3xl:[contain-intrinsic-block-size:auto_4rem]",
        "@max-3xl:min-h-16 @max-3xl:grid-cols-[fit-content(60%)_minmax(0,1fr)_auto] @max-3xl:content-center @max-3xl:gap-x-2 @max-3xl:gap-y-0.5 @3xl:min-h-row",
        selected && "bg-primary-tint hover:bg-primary-tint",
      )}
    >
      <td role="gridcell" style={indent} className="flex min-w-0 items-center gap-1 @max-3xl:col-span-2">
        <FoldMark count={childCount} folded={folded} />
        {/* Not cut: a thousand tooltips would cost more than the rows. */}
        <span className="min-w-0 py-1 font-medium [overflow-wrap:anywhere]">{reference.name}</span>
        {folded && childCount > 0 && (
          <span className="shrink-0 ps-1 text-muted-foreground text-xs">+{childCount}</span>
        )}
      </td>
      <td
        role="gridcell"
        className="min-w-0 @max-3xl:row-start-2 @max-3xl:flex @max-3xl:text-muted-foreground"
      >
        {/* On the second line it stands below the name. */}
        <span aria-hidden style={indent} className="shrink-0 pe-7 @3xl:hidden" />
        <span className="min-w-0 [overflow-wrap:anywhere] @max-3xl:truncate">
          {offer?.title ?? reference.kind}
        </span>
      </td>
      <td role="gridcell" className="flex items-center gap-1.5 @max-3xl:col-start-3 @max-3xl:row-start-1">
        <StateBadge state={health.state} />
        <Words age={stateAge} at={health.since} />
      </td>
      <td role="gridcell" className="min-w-0 text-muted-foreground @max-3xl:col-span-2 @max-3xl:row-start-2">
        <span title={health.message} className="line-clamp-2 [overflow-wrap:anywhere] @max-3xl:line-clamp-1">
          {health.message}
        </span>
      </td>
      <td role="gridcell" className="text-end @max-3xl:hidden">
        <Words age={age} at={node.createdAt} />
      </td>
    </tr>
  );
});

function Words({ age, at }: { age: string; at: string | undefined }) {
  if (!age) return null;
  return (
    <time dateTime={at} suppressHydrationWarning className="whitespace-nowrap text-muted-foreground">
      {age}
    </time>
  );
}

/** For the pointer only; the keys are Space and the arrows, and the row has `aria-expanded`. */
function FoldMark({ count, folded }: { count: number; folded: boolean }) {
  if (count === 0) return <span aria-hidden className="size-6 shrink-0" />;
  const Icon = folded ? ChevronRight : ChevronDown;
  return (
    <span
      aria-hidden
      data-fold
      className="grid size-6 shrink-0 place-items-center rounded-sm text-muted-foreground hover:bg-border"
    >
      <Icon className={cn("size-4", folded && "rtl:rotate-180")} />
    </span>
  );
}
