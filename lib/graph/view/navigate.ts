import type { Cards, PartTree } from "#lib/graph/view/types";

export type Direction = "parent" | "child" | "previous" | "next";

/** The nearest card in a direction. Beyond the first and last sibling, the neighbour in the same column. */
export function neighbour(cards: Cards, id: string, direction: Direction): string | undefined {
  const card = cards.get(id);
  if (!card) return undefined;
  if (direction === "parent") return card.parent;
  if (direction === "child") return card.children[0];
  const column = [...cards.values()].filter(({ level }) => level === card.level);
  return column[column.indexOf(card) + (direction === "next" ? 1 : -1)]?.id;
}

/** The problem after the current one, cyclic; the first without a current one. */
export function nextProblem(
  problems: readonly string[],
  current: string | undefined,
  step: 1 | -1,
): string | undefined {
  const at = current === undefined ? -1 : problems.indexOf(current);
  if (at < 0) return problems.at(step > 0 ? 0 : -1);
  return problems.at((at + step) % problems.length);
}

/** Ids of the parts whose name or kind matches every word of the query, in the order of the tree. */
export function findParts(tree: PartTree, query: string): string[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return [...tree.parts.values()]
    .filter(({ node: { reference } }) => {
      const text = `${reference.name} ${reference.kind}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .map(({ id }) => id);
}
