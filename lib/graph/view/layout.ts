import { hierarchy, tree as tidyTree } from "d3-hierarchy";
import { groupBy } from "#lib/graph/group-by";
import { listBlocks } from "#lib/graph/view/blocks";
import { CARD_HEIGHT, CARD_WIDTH, COLUMN, ROW } from "#lib/graph/view/grid";
import type { Card, Cards, Places, Point } from "#lib/graph/view/types";

/** Gap between cards of different parents, in rows. */
const FAMILY_GAP = 1.25;

/**
 * Arranges every card: left to right, a parent in the middle of its children, the root at 0, 0. Many siblings stand in
 * a block of columns.
 */
export function arrange(cards: Cards): Places {
  const [root] = cards.values();
  if (!root) return new Map();
  const childrenOf = readBlocksAsChains(cards);
  const layout = tidyTree<Card>()
    .nodeSize([ROW, COLUMN])
    .separation((a, b) => (a.data.parent === b.data.parent ? 1 : FAMILY_GAP));
  const placed = layout(hierarchy(root, childrenOf));
  // d3's trees grow downwards, so its x is our y.
  return new Map(placed.descendants().map(({ data, x, y }) => [data.id, { x: y, y: Math.round(x) }]));
}

/** Each row of a block is a chain from its first column to its last one, so the layout leaves room for all columns. */
function readBlocksAsChains(cards: Cards): (card: Card) => Card[] {
  const blocks = listBlocks(cards);
  const later = new Map<string, string>();
  const rest = new Map<string, Set<string>>();
  for (const { parent, members, rows } of blocks) {
    members.forEach((id, index) => {
      const next = members[index + rows];
      if (next !== undefined) later.set(id, next);
    });
    rest.set(parent, new Set(members.slice(rows)));
  }
  return ({ id, children }) => {
    const next = later.get(id);
    const own = children.filter((child) => !rest.get(id)?.has(child));
    return [...own, ...(next === undefined ? [] : [next])].flatMap((child) => cards.get(child) ?? []);
  };
}

/** Moves the whole arrangement so that one card keeps its place. */
export function keepInPlace(places: Places, id: string, at: Point | undefined): Places {
  const now = places.get(id);
  if (!now || !at) return places;
  const [dx, dy] = [at.x - now.x, at.y - now.y];
  return new Map([...places].map(([key, { x, y }]) => [key, { x: x + dx, y: y + dy }]));
}

export interface Held {
  places: Places;
  /** New cards without room beside their siblings. Rearranging would move them there. */
  squeezed: string[];
}

/** Old cards keep their place. New ones go beside their siblings, or to a free place in their column. */
export function holdPlaces(cards: Cards, old: Places): Held {
  const origin = originOf(cards, old);
  const inBlock = new Set(listBlocks(cards).flatMap(({ members }) => members));
  const places = new Map<string, Point>();
  for (const [id, { level }] of cards) {
    const place = old.get(id);
    const column = columnOf(level, origin);
    // A card with another parent can belong in another column.
    if (place && (place.x === column || (inBlock.has(id) && place.x > column))) places.set(id, place);
  }
  const columns = groupBy([...places.values()], ({ x }) => String(x));
  const squeezed: string[] = [];
  for (const card of cards.values()) {
    if (places.has(card.id)) continue;
    const x = columnOf(card.level, origin);
    const column = columns.get(String(x)) ?? [];
    columns.set(String(x), column);
    const wished = wishedRow(card, cards, places);
    const y = findRoom(column, wished);
    if (y !== wished || inBlock.has(card.id)) squeezed.push(card.id);
    places.set(card.id, { x, y });
    column.push({ x, y });
  }
  return { places, squeezed };
}

function originOf(cards: Cards, old: Places): number {
  const [root] = cards.keys();
  return (root !== undefined && old.get(root)?.x) || 0;
}

function columnOf(level: number, origin: number): number {
  return origin + (level - 1) * COLUMN;
}

/** Below the sibling before it, above the one after it, or beside its parent. */
function wishedRow(card: Card, cards: Cards, places: Places): number {
  const parent = card.parent === undefined ? undefined : cards.get(card.parent);
  const siblings = parent?.children ?? [];
  const before = siblings.slice(0, card.position - 1).findLast((id) => places.has(id));
  if (before !== undefined) return (places.get(before)?.y ?? 0) + ROW;
  const after = siblings.slice(card.position).find((id) => places.has(id));
  if (after !== undefined) return (places.get(after)?.y ?? 0) - ROW;
  return (parent && places.get(parent.id)?.y) ?? 0;
}

/** The free row nearest to the desired one. */
function findRoom(column: readonly Point[], wished: number): number {
  const isFree = (y: number) => column.every((taken) => Math.abs(taken.y - y) >= ROW);
  if (isFree(wished)) return wished;
  const candidates = column.flatMap(({ y }) => [y - ROW, y + ROW]).filter(isFree);
  return candidates.reduce(
    (best, y) => (Math.abs(y - wished) < Math.abs(best - wished) ? y : best),
    Number.POSITIVE_INFINITY,
  );
}

/**
 * The line from the right edge of a card to the left edge of another, with round corners. To a card that is
 * not further right the line is a curve, because a straight one would run under other cards.
 */
export function edgePath(from: Point, to: Point): string {
  if (to.x < from.x + CARD_WIDTH) return bowPath(from, to);
  const start = { x: from.x + CARD_WIDTH, y: from.y + CARD_HEIGHT / 2 };
  const end = { x: to.x, y: to.y + CARD_HEIGHT / 2 };
  // The turn is just before the target, so that the lines of one parent share a segment.
  const turn = end.x - 24;
  const drop = end.y - start.y;
  const radius = Math.min(8, Math.abs(drop) / 2);
  if (radius < 1) return `M${start.x} ${start.y}L${end.x} ${end.y}`;
  const down = Math.sign(drop) * radius;
  return [
    `M${start.x} ${start.y}H${turn - radius}`,
    `Q${turn} ${start.y} ${turn} ${start.y + down}`,
    `V${end.y - down}`,
    `Q${turn} ${end.y} ${turn + radius} ${end.y}`,
    `H${end.x}`,
  ].join("");
}

/** From left edge to right edge, or beside each other where both are in one column. */
function bowPath(from: Point, to: Point): string {
  const start = { x: from.x, y: from.y + CARD_HEIGHT / 2 };
  const end = { x: to.x === from.x ? to.x : to.x + CARD_WIDTH, y: to.y + CARD_HEIGHT / 2 };
  const reach = 48;
  const bend = to.x === from.x ? end.x - reach : end.x + reach;
  return `M${start.x} ${start.y}C${start.x - reach} ${start.y} ${bend} ${end.y} ${end.x} ${end.y}`;
}
