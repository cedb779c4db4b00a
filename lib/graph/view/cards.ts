import { groupBy } from "#lib/graph/group-by";
import { compareSeverity } from "#lib/graph/judge/root-cause";
import { BLOCK_SIZE } from "#lib/graph/view/blocks";
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
type Entry = { type: "part"; part: Part } | GroupEntry;

interface GroupEntry {
  type: "group";
  id: string;
  label: string;
  members: readonly Part[];
  /** What an open group shows; nothing in a closed one. */
  below: Entry[];
}

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
  const { folded } = options.folding;
  const place = { parent, level, position, siblings };
  if (entry.type === "group") {
    const { id, label, members, below } = entry;
    const card: GroupCard = {
      type: "group",
      id,
      ...place,
      children: below.map(entryId),
      folded: below.length === 0,
      label,
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

/** The children in order, then the delivery of the part. */
function entriesBelow(part: Part, tree: PartTree, options: CardOptions): Entry[] {
  if (part.children.length === 0 && tree.deliveries.length === 0) return [];
  const children = part.children.flatMap((id) => tree.parts.get(id) ?? []);
  const deliveries = tree.deliveries.filter(({ parent }) => parent === part.id);
  const own = children.filter(({ id }) => !deliveries.some((delivery) => tree.steps.get(id) === delivery.id));
  return [
    ...groupEntries(own, options),
    ...deliveries.map(({ id, members }): GroupEntry => {
      const below = children.filter((child) => tree.steps.get(child.id) === id);
      return { type: "group", id, label: DELIVERY, members, below: groupEntries(below, options) };
    }),
  ];
}

/** The label of the card for all parts by which another part is made and delivered. */
const DELIVERY = "Delivery";

/** Siblings in order; a group takes the place of its first member. */
function groupEntries(children: readonly Part[], { grouping, shown, folding }: CardOptions): Entry[] {
  if (children.length === 0) return [];
  if (!grouping) return putTroubledFirst(children).map((child) => ({ type: "part", part: child }));
  const groups = findGroups(children, shown);
  const entries: Entry[] = [];
  for (const child of putTroubledFirst(children)) {
    const id = groupId(child);
    const members = groups.get(id);
    const isMember = members?.has(child) ?? false;
    if (!members || !isMember) entries.push({ type: "part", part: child });
    else if (members.values().next().value === child) entries.push(makeGroup(id, [...members], folding));
  }
  return entries;
}

/** Among many siblings a problem would not be seen. */
function putTroubledFirst(children: readonly Part[]): readonly Part[] {
  if (children.length < BLOCK_SIZE) return children;
  return children.toSorted((a, b) => Number(b.troubled) - Number(a.troubled));
}

function makeGroup(id: string, members: readonly Part[], { opened }: Folding): GroupEntry {
  const below = opened.has(id) ? members.map((part): Entry => ({ type: "part", part })) : [];
  return { type: "group", id, label: pluralKind(members), members, below };
}

/** Failing parts, and the parts that lead to them, stay outside groups. */
function findGroups(siblings: readonly Part[], shown: Cards = new Map()): Map<string, ReadonlySet<Part>> {
  const groups = groupBy(
    siblings.filter((part) => !part.troubled),
    groupId,
  );
  const kept = new Map<string, ReadonlySet<Part>>();
  for (const [id, all] of groups) {
    // Members of an open group have cards too, to the right of the group's card.
    const members = all.filter((part) => (shown.get(part.id)?.parent ?? id) === id);
    if (members.length >= GROUP_SIZE || (shown.has(id) && members.length > 0)) kept.set(id, new Set(members));
  }
  return kept;
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
export function toggleFolding({ folded, opened }: Folding, { id, type, folded: isFolded }: Card): Folding {
  if (type === "part") return { folded: toggled(folded, id), opened };
  // A delivery with a problem is open until the person folds it.
  return { folded: withId(folded, id, !isFolded), opened: withId(opened, id, isFolded) };
}

function withId(ids: ReadonlySet<string>, id: string, has: boolean): Set<string> {
  return has ? new Set(ids).add(id) : new Set([...ids].filter((one) => one !== id));
}

/** The set without the id, or with it where it lacks the id. */
export function toggled(ids: ReadonlySet<string>, id: string): Set<string> {
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
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return left.length === right.size && left.every(([key, value]) => isSame(value, right.get(key)));
}
