import type { Layer } from "#lib/graph/layers";
import type { Health, ObjectReference, State } from "#lib/kubernetes/types";

/** A node of the API, with the data for drawing. */
export interface ViewNode {
  id: string;
  reference: ObjectReference;
  plural: string;
  createdAt: string;
  health: Health;
  /** Absent: results. */
  layer?: Layer;
  /** The offer of its kind. */
  offer?: { title: string; icon: string };
}

export interface ViewEdge {
  from: string;
  to: string;
}

export interface ViewGraph {
  root: string;
  nodes: readonly ViewNode[];
  edges: readonly ViewEdge[];
  references?: readonly ViewEdge[];
}

/** A node at its place in the tree. */
export interface Part {
  id: string;
  node: ViewNode;
  /** The root has none. */
  parent: string | undefined;
  children: readonly string[];
  /** True when the part, or a part below it, needs a person. */
  troubled: boolean;
}

export interface PartTree {
  root: string;
  /** The root first, each part before its children. */
  parts: ReadonlyMap<string, Part>;
  /** Edges that the tree leaves out: to a second parent, or upwards. */
  extra: readonly ViewEdge[];
  /** One part names or selects the other; none while the layer is hidden. */
  references: readonly ViewEdge[];
  /** In the order of their parts. */
  deliveries: readonly Delivery[];
  /** The id of the open delivery that shows the part, by id of the part. */
  steps: ReadonlyMap<string, string>;
}

/** All parts by which another part is made and delivered, as one card. */
export interface Delivery {
  id: string;
  /** The part that is delivered. */
  parent: string;
  members: readonly Part[];
  /** Its members have cards of their own. */
  isOpen: boolean;
}

export interface Folding {
  /** Parts whose children are hidden. */
  folded: ReadonlySet<string>;
  /** Group cards whose members are shown. */
  opened: ReadonlySet<string>;
}

export interface StateCount {
  state: State;
  count: number;
}

interface CardPlace {
  id: string;
  /** The card to its left. */
  parent: string | undefined;
  /** Cards shown to its right; none while folded. */
  children: readonly string[];
  /** The root's is 1. */
  level: number;
  /** From 1, among the cards of its parent. */
  position: number;
  siblings: number;
  /** True while it hides cards. */
  folded: boolean;
}

export interface PartCard extends CardPlace {
  type: "part";
  node: ViewNode;
  /** Number of direct children, visible or not. */
  childCount: number;
}

/** Many siblings of one kind. */
export interface GroupCard extends CardPlace {
  type: "group";
  /** The kind in the plural. */
  label: string;
  members: readonly string[];
  /** Counts by state, the most severe first. The sum is the number of members. */
  counts: readonly StateCount[];
}

/** One drawn rectangle. */
export type Card = PartCard | GroupCard;

/** By id; the root first, each card before those to its right. */
export type Cards = ReadonlyMap<string, Card>;

/** Left upper corner, in pixels of an unzoomed canvas. */
export interface Point {
  x: number;
  y: number;
}

export type Places = ReadonlyMap<string, Point>;
