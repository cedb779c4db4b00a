"use client";

import { defaultRangeExtractor, type Range, useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useLayoutEffect, useState } from "react";

/** Up to this many rows are all in the document, where the browser's own search finds them. */
export const MOST_DRAWN = 100;

export interface NearRowsOptions {
  count: number;
  /** Pixels of a usual row; a drawn row is measured. */
  height: number;
  /** Pixels between two rows. */
  gap?: number;
  /** Identity of a row, which it keeps when rows around it come and go. */
  keyAt: (index: number) => number | string;
}

/** A row in the document. */
interface NearRow {
  index: number;
  key: number | string | bigint;
  /** Pixels of the rows before it that are not in the document. */
  room: number;
}

/** The rows near the window, for a list that scrolls with the page. */
export interface NearRows {
  rows: NearRow[];
  /** Pixels of the rows after the last one. */
  rest: number;
  /** The `ref` of each row, which has its index as `data-index`. */
  measure: (row: Element | null) => void;
  /** Keeps a row with its neighbours, as the Tab key and the search need it. */
  hold: (index: number) => void;
}

/** @param box what holds the rows */
export function useNearRows(
  box: { current: HTMLElement | null },
  { count, height, gap = 0, keyAt }: NearRowsOptions,
): NearRows {
  const [held, hold] = useState<number>();
  const scrollMargin = useTop(box);
  const { getVirtualItems, getTotalSize, measureElement } = useWindowVirtualizer({
    count,
    scrollMargin,
    gap,
    overscan: 6,
    estimateSize: () => height,
    getItemKey: keyAt,
    rangeExtractor: useCallback((range: Range) => addHeld(range, held), [held]),
  });
  let last = scrollMargin;
  const rows = getVirtualItems().map(({ index, key, start, end }) => {
    const room = start - last;
    last = end + gap;
    return { index, key, room };
  });
  return { rows, rest: getTotalSize() + scrollMargin - last, measure: measureElement, hold };
}

/** The row that has the focus stays, with its neighbours, which the Tab key leads to. */
function addHeld(range: Range, held: number | undefined): number[] {
  const near = defaultRangeExtractor(range);
  if (held === undefined) return near;
  const around = [held - 1, held, held + 1].filter((index) => index >= 0 && index < range.count);
  return [...new Set([...near, ...around])].sort((a, b) => a - b);
}

/** Pixels from the top of the document, measured with each drawing because the content above can grow. */
function useTop(box: { current: HTMLElement | null }): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const now = box.current ? Math.round(box.current.getBoundingClientRect().top + window.scrollY) : 0;
    if (now !== top) setTop(now);
  });
  return top;
}
