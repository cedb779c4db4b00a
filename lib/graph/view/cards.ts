import { groupBy } from "#lib/graph/group-by";
import { compareSeverity } from "#lib/graph/judge/root-cause";
import { pathTo } from "#lib/graph/view/part-tree";
import type { Card, Cards, Folding, GroupCard, Part, PartTree, StateCount } from "#lib/graph/view/types";

/** Minimum number of siblings of one kind for a group. */
const GROUP_SIZE = 6;

export interface CardOptions {
  folding: Folding;
  grouping: boolean;
  /**
   * The cards on the screen. A part with a card is not moved into a group, and a group stays when it shrinks.
   */
  shown?: Cards;
}

/** A part, or several as one. */
type Entry = { type: "part"; part: Part } | { type: "group"; id: string; members: Part[] };

/** The cards to draw. Folded parts have no card, and many siblings of one kind share one card. */
export function buildCards(tree: PartTree, options: CardOptions): Cards {
  const cards = new Map<string, Card>();
  const root = tree.parts.get(tree.root);
  const stack: Omit<Slot, "tree" | "options">[] = root
    ? [{ entry: { type: "part", part: root }, parent: undefined, level: 1, position: 1, siblings: 1 }]
    : [];
  for (let slot = stack.pop(); slot; slot = stack.pop()) {
    const { card, below } = makeCard({ ...slot, tree, options });
    cards.set(card.id, card);
    const { level } = slot;
    const next = below.map((entry, index) => ({
      entry,
      parent: card.id,
      level: level + 1,
      position: index + 1,
      siblings: below.length,
    }));
    stack.push(...next.toReversed());
  }
  return cards;
}

interface Slot {
  entry: Entry;
  parent: string | undefined;
  level: number;
  position: number;
  siblings: number;
  tree: PartTree;
  options: CardOptions;
}

function makeCard(slot: Slot): { card: Card; below: Entry[] } {
  const { entry, parent, level, position, siblings, tree, options } = slot;
  const { folded, opened } = options.folding;
  const place = { parent, level, position, siblings };
  if (entry.type === "group") {
    const { id, members } = entry;
    const open = opened.has(id);
    const below = open ? members.map((part): Entry => ({ type: "part", part })) : [];
    const card: GroupCard = {
      type: "group",
      id,
      ...place,
      children: below.map(entryId),
      folded: !open,
      label: pluralKind(members),
      members: members.map((member) => member.id),
      counts: countStates(members),
    };
    return { card, below };
  }
  const { part } = entry;
  const hidden = part.children.length > 0 && folded.has(part.id);
  const below = hidden ? [] : entriesBelow(part, tree, options);
  const children = below.map(entryId);
  const childCount = part.children.length;
  return {
    card: { type: "part", id: part.id, ...place, children, folded: hidden, node: part.node, childCount },
    below,
  };
}

function entryId(entry: Entry): string {
  return entry.type === "group" ? entry.id : entry.part.id;
}

/** The children in order; a group takes the place of its first member. */
function entriesBelow(part: Part, tree: PartTree, { grouping, shown }: CardOptions): Entry[] {
  const children = part.children.flatMap((id) => tree.parts.get(id) ?? []);
  if (!grouping) return children.map((child) => ({ type: "part", part: child }));
  const groups = findGroups(children, shown);
  const entries: Entry[] = [];
  for (const child of children) {
    const id = groupId(child);
    const members = groups.get(id);
    if (!members?.includes(child)) entries.push({ type: "part", part: child });
    else if (members[0] === child) entries.push({ type: "group", id, members });
  }
  return entries;
}

/** Failing parts, and the parts that lead to them, stay outside groups. */
function findGroups(siblings: readonly Part[], shown: Cards = new Map()): Map<string, Part[]> {
  const groups = groupBy(
    siblings.filter((part) => !part.troubled),
    groupId,
  );
  for (const [id, all] of groups) {
    // Members of an open group have cards too, to the right of the group's card.
    const members = all.filter((part) => (shown.get(part.id)?.parent ?? id) === id);
    if (members.length >= GROUP_SIZE || (shown.has(id) && members.length > 0)) groups.set(id, members);
    else groups.delete(id);
  }
  return groups;
}

function groupId({ parent, node }: Part): string {
  return `group ${parent} ${node.reference.group} ${node.reference.kind}`;
}

/** "Pods", "Ingresses", "NetworkPolicies": the kind with the plural ending from discovery. */
function pluralKind([first]: readonly Part[]): string {
  if (!first) return "";
  const { plural } = first.node;
  const { kind } = first.node.reference;
  const stem = kind.slice(0, -1);
  if (plural.startsWith(kind.toLowerCase())) return kind + plural.slice(kind.length);
  return plural.startsWith(stem.toLowerCase()) ? stem + plural.slice(stem.length) : kind;
}

/** Number of parts in each state, the most severe first. */
export function countStates(parts: Iterable<Pick<Part, "node">>): StateCount[] {
  return [...groupBy(parts, ({ node }) => node.health.state).values()]
    .flatMap(([first, ...rest]) =>
      first ? [{ state: first.node.health.state, count: rest.length + 1 }] : [],
    )
    .toSorted((a, b) => compareSeverity(a.state, b.state));
}

/** Toggles whether a group's card or a part shows what is behind it. */
export function toggleFolding({ folded, opened }: Folding, id: string, type: Card["type"]): Folding {
  return type === "group" ? { folded, opened: toggled(opened, id) } : { folded: toggled(folded, id), opened };
}

function toggled(ids: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

/**
 * Unfolds everything above the part and opens its groups. Returns the same object if the part already has a
 * card.
 */
export function unfoldTo(folding: Folding, tree: PartTree, cards: Cards, id: string): Folding {
  if (cards.has(id)) return folding;
  const path = pathTo(tree, id);
  const groups = path.flatMap((step) => {
    const part = tree.parts.get(step);
    return part && !cards.has(step) ? [groupId(part)] : [];
  });
  const above = new Set(path.slice(1));
  return {
    folded: new Set([...folding.folded].filter((step) => !above.has(step))),
    opened: new Set([...folding.opened, ...groups]),
  };
}

/** The new cards, with the old object for each equal card, so that unchanged cards are not rendered again. */
export function reuseCards(old: Cards, next: Cards): Cards {
  const reused = new Map<string, Card>();
  for (const [id, card] of next) {
    const before = old.get(id);
    reused.set(id, before && isSame(before, card) ? before : card);
  }
  return reused;
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return left.length === right.size && left.every(([key, value]) => isSame(value, right.get(key)));
}
