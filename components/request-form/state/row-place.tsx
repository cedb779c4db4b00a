/** How code outside of a long list has one of its rows drawn. */

/** A row by its place, or by the token of a pointer; an undefined token is the first row with an error. */
export type RowPlace = { index: number } | { token: string | undefined };

export interface DrawRow {
  place: RowPlace;
  /** Index of the row, once its list has drawn the row. */
  found?: number;
}

export const DRAW_ROW = "vitrine-draw-row";

declare global {
  interface HTMLElementEventMap {
    [DRAW_ROW]: CustomEvent<DrawRow>;
  }
}

/**
 * Has a row of a long list drawn, and gives its element; undefined where the list has no such row.
 *
 * @param rows the element with `data-rows`.
 */
export function drawRow(rows: HTMLElement, place: RowPlace): HTMLElement | undefined {
  const detail: DrawRow = { place };
  rows.dispatchEvent(new CustomEvent<DrawRow>(DRAW_ROW, { detail }));
  const { found } = detail;
  if (found === undefined) return undefined;
  return rows.querySelector<HTMLElement>(`:scope > [data-index="${found}"]`) ?? undefined;
}

/** The row of a list or map inside `box`, drawn if it was not. */
export function findRow(box: HTMLElement | null, index: number): HTMLElement | undefined {
  const rows = box?.querySelector<HTMLElement>(":scope > [data-rows]");
  if (rows) return drawRow(rows, { index });
  return box?.querySelectorAll<HTMLElement>(":scope > [data-item]")[index];
}
