import { isProblem } from "#lib/graph/judge/root-cause";
import { CARD_HEIGHT, CARD_WIDTH, COLUMN, ROW } from "#lib/graph/view/grid";
import type { Card, Cards, Places, Point } from "#lib/graph/view/types";

/** So many equal siblings stand in several columns. */
export const BLOCK_SIZE = 12;

/** Width to height of a block, as of the canvas on a usual screen. */
const SHAPE = 1.6;

/** Siblings in columns: the first column from top to bottom, then the next one. */
export interface Block {
  /** Id of the card to the left. */
  parent: string;
  members: readonly string[];
  rows: number;
}

/** The children of a card that stand in a block: those without a problem and without cards to their right. */
export function findBlock(cards: Cards, { id, children }: Card): Block | undefined {
  if (children.length < BLOCK_SIZE) return undefined;
  const members = children.filter((child) => isMember(cards.get(child)));
  if (members.length < BLOCK_SIZE) return undefined;
  const columns = Math.round(Math.sqrt((members.length * ROW * SHAPE) / COLUMN));
  return { parent: id, members, rows: Math.ceil(members.length / columns) };
}

function isMember(card: Card | undefined): boolean {
  return card?.type === "part" && card.children.length === 0 && !isProblem(card.node.health.state);
}

/** All blocks, in the order of their parents. */
export function listBlocks(cards: Cards): Block[] {
  return [...cards.values()].flatMap((card) => findBlock(cards, card) ?? []);
}

/** The rectangle around the placed members of a block. */
export function boundsOfBlock(
  { members }: Block,
  places: Places,
): (Point & { width: number; height: number }) | undefined {
  const points = members.flatMap((id) => places.get(id) ?? []);
  const [first] = points;
  if (!first) return undefined;
  const edge = (pick: (a: number, b: number) => number, axis: "x" | "y") =>
    points.reduce((found, point) => pick(found, point[axis]), first[axis]);
  const [x, y] = [edge(Math.min, "x"), edge(Math.min, "y")];
  return {
    x,
    y,
    width: edge(Math.max, "x") + CARD_WIDTH - x,
    height: edge(Math.max, "y") + CARD_HEIGHT - y,
  };
}
