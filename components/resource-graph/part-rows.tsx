import type { Part, PartTree, ViewNode } from "#lib/graph/view/types";

/** One line of the treegrid. */
export interface PartRow {
  node: ViewNode;
  /** Id of the parent row; undefined for the root. */
  parent: string | undefined;
  /** The root's is 1. */
  level: number;
  /** Among those of the same parent, from 1. */
  position: number;
  siblings: number;
  /** Parts right below it, shown or not. */
  childCount: number;
}

/** The tree as an indented list. Among siblings, those that need someone or lead to such a part come first. */
export function listRows(tree: PartTree, folded: ReadonlySet<string>): PartRow[] {
  const rows: PartRow[] = [];
  const rest = place(tree, [tree.root], 1);
  for (let row = rest.pop(); row; row = rest.pop()) {
    rows.push(row);
    const children = tree.parts.get(row.node.id)?.children ?? [];
    if (!folded.has(row.node.id)) rest.push(...place(tree, children, row.level + 1));
  }
  return rows;
}

/** Siblings as rows, the last first. */
function place(tree: PartTree, ids: readonly string[], level: number): PartRow[] {
  return ids
    .flatMap((id) => tree.parts.get(id) ?? [])
    .toSorted(compareTrouble)
    .map(({ node, parent, children }, index, { length }) => ({
      node,
      parent,
      level,
      position: index + 1,
      siblings: length,
      childCount: children.length,
    }))
    .reverse();
}

function compareTrouble(a: Part, b: Part): number {
  return Number(b.troubled) - Number(a.troubled);
}

/** The effect of a key: focus of another row (by its index), fold or choose the row. */
export type Move = { to: number } | "fold" | "choose";

/** Rows that PageUp and PageDown pass. */
const PAGE = 10;

/**
 * Keys of a treegrid whose rows take the focus: https://www.w3.org/WAI/ARIA/apg/patterns/treegrid/. Undefined for a key
 * that is not its own; a row that is not there is the nearest one.
 */
export function moveOf(
  key: string,
  rows: readonly PartRow[],
  index: number,
  folded: ReadonlySet<string>,
): Move | undefined {
  const row = rows[index];
  if (!row) return undefined;
  const open = row.childCount > 0 && !folded.has(row.node.id);
  const to = (next: number): Move => ({ to: Math.min(Math.max(next, 0), rows.length - 1) });
  switch (key) {
    case "ArrowDown":
      return to(index + 1);
    case "ArrowUp":
      return to(index - 1);
    case "ArrowRight":
      if (open) return to(index + 1);
      return row.childCount > 0 ? "fold" : to(index);
    case "ArrowLeft":
      return open ? "fold" : to(rows.findIndex(({ node }) => node.id === row.parent));
    case "Home":
      return to(0);
    case "End":
      return to(rows.length - 1);
    case "PageDown":
      return to(index + PAGE);
    case "PageUp":
      return to(index - PAGE);
    case " ":
      return row.childCount > 0 ? "fold" : to(index);
    case "Enter":
      return "choose";
    default:
      return undefined;
  }
}
