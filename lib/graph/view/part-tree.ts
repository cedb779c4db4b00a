import { groupBy } from "#lib/graph/group-by";
import { isProblem } from "#lib/graph/judge/root-cause";
import type { Part, PartTree, ViewEdge, ViewGraph, ViewNode } from "#lib/graph/view/types";

/**
 * The graph as a tree. A node with two parents is below the first one; other edges are extra. A node without
 * a connection to the root is placed below the root, so no node is left out.
 */
export function buildTree(graph: ViewGraph): PartTree {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const edges = graph.edges.filter(({ from, to }) => nodes.has(from) && nodes.has(to) && from !== to);
  const parents = chooseParents(graph.root, nodes, edges);
  const children = groupBy(parents.keys(), (id) => parents.get(id) ?? "");
  const parts = collectParts(graph.root, nodes, parents, children);
  const extra = edges.filter(({ from, to }) => parents.get(to) !== from);
  return {
    root: graph.root,
    parts,
    extra,
    references: graph.references ?? [],
    deliveries: [],
    steps: new Map(),
  };
}

/** The parent of each node except the root. */
function chooseParents(
  root: string,
  nodes: ReadonlyMap<string, ViewNode>,
  edges: readonly ViewEdge[],
): Map<string, string> {
  const parents = new Map<string, string>();
  for (const { from, to } of edges) if (to !== root && !parents.has(to)) parents.set(to, from);
  const reached = new Set([root]);
  for (const id of nodes.keys()) {
    const loose = climb(id, parents, reached);
    // The top of a branch without a connection to the root, or a member of a cycle.
    if (loose !== undefined) parents.set(loose, root);
    climb(id, parents, reached);
  }
  return parents;
}

/**
 * Marks the path from a node up to a reached node. Otherwise returns the node where the path ends or closes a
 * cycle.
 */
function climb(
  start: string,
  parents: ReadonlyMap<string, string>,
  reached: Set<string>,
): string | undefined {
  const way = new Set<string>();
  let id = start;
  while (!reached.has(id)) {
    way.add(id);
    const parent = parents.get(id);
    if (parent === undefined) return id;
    if (way.has(parent)) return parent;
    id = parent;
  }
  for (const passed of way) reached.add(passed);
  return undefined;
}

function collectParts(
  root: string,
  nodes: ReadonlyMap<string, ViewNode>,
  parents: ReadonlyMap<string, string>,
  children: ReadonlyMap<string, readonly string[]>,
): Map<string, Part> {
  const order = walk(root, (id) => children.get(id) ?? []);
  const troubled = new Set<string>();
  for (const id of order.toReversed()) {
    const state = nodes.get(id)?.health.state;
    if ((state && isProblem(state)) || (children.get(id) ?? []).some((child) => troubled.has(child))) {
      troubled.add(id);
    }
  }
  const parts = new Map<string, Part>();
  for (const id of order) {
    const node = nodes.get(id);
    if (!node) continue;
    const below = children.get(id) ?? [];
    parts.set(id, { id, node, parent: parents.get(id), children: below, troubled: troubled.has(id) });
  }
  return parts;
}

/** Ids from the top down, each before its children, siblings in order. */
export function walk(root: string, childrenOf: (id: string) => readonly string[]): string[] {
  const order: string[] = [];
  const stack = [root];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    order.push(id);
    stack.push(...childrenOf(id).toReversed());
  }
  return order;
}

/** The part and its ancestors, the part first. */
export function pathTo(tree: PartTree, id: string): string[] {
  const path: string[] = [];
  for (let part = tree.parts.get(id); part; part = part.parent ? tree.parts.get(part.parent) : undefined) {
    path.push(part.id);
  }
  return path;
}
