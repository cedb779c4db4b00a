import type { Layer } from "#lib/graph/layers";
import { buildCards, reuseCards, toggled, toggleFolding, unfoldTo } from "#lib/graph/view/cards";
import { selectLayers } from "#lib/graph/view/layered-tree";
import { arrange, holdPlaces, keepInPlace } from "#lib/graph/view/layout";
import { buildTree } from "#lib/graph/view/part-tree";
import type { Cards, Folding, PartTree, Places, ViewGraph } from "#lib/graph/view/types";

/** The state of the canvas. Immutable: each function returns the next state. */
export interface GraphView {
  graph: ViewGraph;
  /** All parts. */
  full: PartTree;
  /** The parts of the shown layers. */
  tree: PartTree;
  /** Layers that are shown besides the results. */
  layers: ReadonlySet<Layer>;
  /** Parts that are shown whatever their layer. */
  revealed: ReadonlySet<string>;
  folding: Folding;
  grouping: boolean;
  cards: Cards;
  places: Places;
  /** New cards without room beside their siblings since the last arrangement. */
  squeezed: readonly string[];
  /** New cards since the last arrangement. They fade in. */
  fresh: ReadonlySet<string>;
  /** Counter of arrangements. Cards may move when it changes. */
  arrangement: number;
}

/** A graph with more cards opens with only those branches unfolded that need a person. */
const MANY_CARDS = 100;

export function openView(graph: ViewGraph, layers: ReadonlySet<Layer> = new Set()): GraphView {
  const full = buildTree(graph);
  const unfolded: Folding = { folded: new Set(), opened: new Set() };
  const revealed = new Set<string>();
  const tree = selectLayers(full, { layers, revealed, folding: unfolded });
  const many = buildCards(tree, { folding: unfolded, grouping: true }).size > MANY_CARDS;
  const folding = many ? { ...unfolded, folded: findQuiet(tree) } : unfolded;
  const cards = buildCards(tree, { folding, grouping: true });
  return {
    ...{ graph, full, tree, layers, revealed, folding, cards },
    grouping: true,
    places: arrange(cards),
    squeezed: [],
    fresh: new Set(),
    arrangement: 0,
  };
}

/** Parts below the root that are healthy, with everything below them. */
function findQuiet({ root, parts }: PartTree): Set<string> {
  const quiet = [...parts.values()].filter(
    ({ id, children, troubled }) => id !== root && children.length > 0 && !troubled,
  );
  return new Set(quiet.map(({ id }) => id));
}

/** Updates the graph. Visible cards keep their place. */
export function followGraph(view: GraphView, graph: ViewGraph): GraphView {
  const { folding, grouping } = view;
  const full = buildTree(graph);
  const tree = selectLayers(full, view);
  const cards = reuseCards(view.cards, buildCards(tree, { folding, grouping, shown: view.cards }));
  const next = { ...view, graph, full, tree, cards };
  if (hasSameKeys(view.cards, cards)) return { ...next, places: samePlaces(view, cards) };
  // With a single card there are no places to keep.
  if (view.cards.size <= 1) return arrangeAround(next, graph.root);
  const { places, squeezed } = holdPlaces(cards, view.places);
  const isShown = (id: string) => cards.has(id);
  return {
    ...next,
    places,
    squeezed: [...view.squeezed.filter(isShown), ...squeezed],
    fresh: new Set([...view.fresh, ...[...cards.keys()].filter((id) => !view.cards.has(id))].filter(isShown)),
  };
}

/** A part can have another parent although no card was added or removed. */
function samePlaces(view: GraphView, cards: Cards): Places {
  const moved = [...cards.values()].some(({ id, level }) => view.cards.get(id)?.level !== level);
  return moved ? holdPlaces(cards, view.places).places : view.places;
}

function hasSameKeys(a: Cards, b: Cards): boolean {
  return a.size === b.size && [...a.keys()].every((id) => b.has(id));
}

/** Folds or unfolds a part, a group's card or a delivery, which keeps its place. */
export function toggleFold(view: GraphView, id: string): GraphView {
  const card = view.cards.get(id);
  if (!card) {
    // A row of the table has no card where its part is in a group.
    const folding = { ...view.folding, folded: toggled(view.folding.folded, id) };
    return view.tree.parts.get(id)?.children.length ? rebuild({ ...view, folding }, id) : view;
  }
  if (card.type === "part" && !card.childCount) return view;
  return rebuild({ ...view, folding: toggleFolding(view.folding, card) }, id);
}

/** Unfolds until the part has a card, whatever its layer. Returns the same view if it has one. */
export function revealPart(view: GraphView, id: string): GraphView {
  if (!view.full.parts.has(id)) return view;
  if (!view.tree.parts.has(id)) {
    return revealPart(rebuild({ ...view, revealed: new Set([...view.revealed, id]) }, view.tree.root), id);
  }
  const folding = unfoldTo(view.folding, view.tree, view.cards, id);
  return folding === view.folding ? view : rebuild({ ...view, folding }, view.tree.root);
}

/** Shows these layers besides the results. The selected card keeps its place. */
export function setLayers(view: GraphView, layers: ReadonlySet<Layer>, looked: string): GraphView {
  return rebuild({ ...view, layers, revealed: new Set() }, looked);
}

/** Switches between groups and one card for each part. The selected card keeps its place. */
export function setGrouping(view: GraphView, grouping: boolean, looked: string): GraphView {
  return rebuild({ ...view, grouping }, looked);
}

/** Arranges all cards. The selected card keeps its place. */
export function rearrange(view: GraphView, looked: string): GraphView {
  return rebuild(view, looked);
}

function rebuild(view: GraphView, anchor: string): GraphView {
  const { full, folding, grouping } = view;
  const tree = selectLayers(full, view);
  const cards = reuseCards(view.cards, buildCards(tree, { folding, grouping }));
  return arrangeAround({ ...view, tree, cards }, anchor);
}

/** Arranges all cards around one that keeps its place; around the root, if that card is gone or new. */
function arrangeAround(view: GraphView, wished: string): GraphView {
  const stays = view.cards.has(wished) && view.places.has(wished);
  const anchor = stays ? wished : view.tree.root;
  return {
    ...view,
    places: keepInPlace(arrange(view.cards), anchor, view.places.get(anchor)),
    squeezed: [],
    fresh: new Set(),
    arrangement: view.arrangement + 1,
  };
}
