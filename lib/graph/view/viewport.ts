import { CARD_HEIGHT, CARD_WIDTH } from "#lib/graph/view/grid";
import type { Places, Point } from "#lib/graph/view/types";

export interface Size {
  width: number;
  height: number;
}

/** The position of the canvas' origin on the screen, and the zoom. */
export interface Viewport extends Point {
  zoom: number;
}

export const MIN_ZOOM = 0.05;
export const MAX_ZOOM = 1.5;

/** Margin at the edge of the canvas. */
const MARGIN = 24;

/** The amount of text that a card shows. */
export type Detail = "full" | "name" | "shape";

/** Below this zoom there is no room for the second line. */
const NAMES_BELOW = 0.7;
const SHAPES_BELOW = 0.35;

export function detailAt(zoom: number): Detail {
  if (zoom < SHAPES_BELOW) return "shape";
  return zoom < NAMES_BELOW ? "name" : "full";
}

interface Bounds extends Size, Point {}

function boundsOf(places: Iterable<Point>): Bounds {
  const points = [...places];
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [x, y] = [xs.reduce(least, 0), ys.reduce(least, 0)];
  return {
    x,
    y,
    width: xs.reduce(greatest, x) + CARD_WIDTH - x,
    height: ys.reduce(greatest, y) + CARD_HEIGHT - y,
  };
}

const least = (a: number, b: number) => Math.min(a, b);
const greatest = (a: number, b: number) => Math.max(a, b);

/** Centers all cards, without zooming in. */
export function fitAll(places: Places, size: Size): Viewport {
  const bounds = boundsOf(places.values());
  const { width, height } = bounds;
  const fitting = Math.min((size.width - 2 * MARGIN) / width, (size.height - 2 * MARGIN) / height);
  const zoom = Math.min(1, Math.max(MIN_ZOOM, fitting));
  return {
    zoom,
    x: size.width / 2 - (bounds.x + bounds.width / 2) * zoom,
    y: size.height / 2 - (bounds.y + bounds.height / 2) * zoom,
  };
}

/** The smallest zoom to show everything at the start: names are then drawn larger, 9 pixels high. */
const NAMES_FROM = 0.45;

/** The zoom for a graph that does not fit: all words are readable, and four columns take 1100 pixels. */
const READING_ZOOM = 0.85;

/**
 * The first viewport: the whole graph if its names are readable, else the root at the left, vertically
 * centered.
 */
export function firstViewport(places: Places, root: string, size: Size): Viewport {
  const all = fitAll(places, size);
  if (all.zoom >= NAMES_FROM) return all;
  const bounds = boundsOf(places.values());
  const zoom = READING_ZOOM;
  const start = places.get(root) ?? { x: 0, y: 0 };
  const fitsDown = bounds.height * zoom <= size.height - 2 * MARGIN;
  const middle = fitsDown ? bounds.y + bounds.height / 2 : start.y + CARD_HEIGHT / 2;
  return { zoom, x: MARGIN - start.x * zoom, y: size.height / 2 - middle * zoom };
}

/** Moves just far enough to show the whole card. Returns the same object if it is visible. */
export function bringIntoView(viewport: Viewport, card: Point, size: Size): Viewport {
  const { zoom } = viewport;
  const x = bringEdgeIn(viewport.x + card.x * zoom, CARD_WIDTH * zoom, size.width);
  const y = bringEdgeIn(viewport.y + card.y * zoom, CARD_HEIGHT * zoom, size.height);
  return x === 0 && y === 0 ? viewport : { zoom, x: viewport.x + x, y: viewport.y + y };
}

/** The distance to move an interval from `start` with `length` into a view of that size. */
function bringEdgeIn(start: number, length: number, size: number): number {
  if (start < MARGIN) return MARGIN - start;
  return Math.min(0, size - MARGIN - length - start);
}
