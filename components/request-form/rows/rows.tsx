"use client";

import { Fragment, type ReactNode, useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { RowSearch } from "#components/request-form/rows/row-search";
import { useLatest } from "#components/request-form/rows/use-latest";
import { findControl } from "#components/request-form/state/focus-field";
import { DRAW_ROW, type DrawRow, drawRow } from "#components/request-form/state/row-place";
import { MOST_DRAWN, useNearRows } from "#components/ui/page/near-rows";

/** Pixels between two rows, as `space-y-2` has them. */
const GAP = 8;

interface RowsProps {
  /** JSON Pointer of the list or map. */
  pointer: string;
  /** The title of the list or map, for the search and for screen readers. */
  label: string;
  count: number;
  /** Pixels of a usual row; a drawn row is measured. */
  height: number;
  /** Identity of a row, which it keeps when rows around it come and go. */
  keyAt: (index: number) => number;
  /** Everything that the search looks at. */
  textAt: (index: number) => string;
  /** Index of the row of a pointer's token; of the first row with an error where the token is undefined. -1: none. */
  indexOf: (token: string | undefined) => number;
  children: (index: number) => ReactNode;
}

/**
 * The rows of a list or map. Of many rows only those near the screen are in the document, with the row that has the
 * focus and its neighbours, so that a keystroke and the Tab key work as in a short list.
 */
export function Rows(props: RowsProps) {
  if (props.count > MOST_DRAWN) return <NearRows {...props} />;
  return Array.from({ length: props.count }, (_, index) => (
    <Fragment key={props.keyAt(index)}>{props.children(index)}</Fragment>
  ));
}

function NearRows({ pointer, label, count, height, keyAt, textAt, indexOf, children }: RowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const { rows, rest, measure, hold } = useNearRows(box, { count, height, keyAt, gap: GAP });
  useDrawOnDemand(box, indexOf, hold);
  const go = (index: number) => {
    const row = box.current && drawRow(box.current, { index });
    row?.scrollIntoView({ block: "center" });
    return row && findControl(row);
  };
  const drawn = rows.map(({ index, key, room }) => (
    <Fragment key={key}>
      {room > 0 && <div aria-hidden style={{ height: room }} />}
      {/* biome-ignore lint/a11y/useSemanticElements: rows are drawn by fields that also stand outside of a list */}
      <div
        ref={measure}
        role="listitem"
        aria-setsize={count}
        aria-posinset={index + 1}
        data-index={index}
        style={{ marginBottom: GAP }}
        onFocus={() => hold(index)}
      >
        {children(index)}
      </div>
    </Fragment>
  ));
  return (
    <>
      <RowSearch label={label} count={count} textAt={textAt} onGo={go} />
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div ref={box} role="list" aria-label={label} data-rows={pointer}>
        {drawn}
        {rest > 0 && <div aria-hidden style={{ height: rest }} />}
      </div>
    </>
  );
}

/** Draws a row at once when `drawRow` asks for it. */
function useDrawOnDemand(
  box: { current: HTMLElement | null },
  indexOf: (token: string | undefined) => number,
  hold: (index: number) => void,
) {
  const find = useLatest(indexOf);
  useEffect(() => {
    const rows = box.current;
    const draw = (event: CustomEvent<DrawRow>) => {
      const { place } = event.detail;
      const index = "index" in place ? place.index : find.current(place.token);
      if (index < 0) return;
      event.detail.found = index;
      flushSync(() => hold(index));
    };
    rows?.addEventListener(DRAW_ROW, draw);
    return () => rows?.removeEventListener(DRAW_ROW, draw);
  }, [box, find, hold]);
}
