import { groupBy } from "#lib/graph/group-by";
import { isProblem } from "#lib/graph/judge/root-cause";
import type { Layer } from "#lib/graph/layers";
import type { Delivery, Folding, Part, PartTree } from "#lib/graph/view/types";

export interface Layering {
  /** Layers that are shown besides the results. */
  layers: ReadonlySet<Layer>;
  /** Parts that are shown whatever their layer. */
  revealed: ReadonlySet<string>;
  folding: Folding;
}

/**
 * The tree of the shown parts. A part below a hidden one is below the nearest part that is shown. A problem is
 * always shown. The delivery of a part is one `Delivery`, which is unfolded when a part of it has a problem, or when
 * the person asks for it.
 */
export function selectLayers(full: PartTree, layering: Layering): PartTree {
  const deliveries = findDeliveries(full, layering);
  const shown = new Set<string>();
  const parents = new Map<string, string>();
  /** The nearest part that is shown, the part itself included. */
  const nearest = new Map<string, string>();
  for (const part of full.parts.values()) {
    const above = part.parent === undefined ? undefined : nearest.get(part.parent);
    const isShown = part.id === full.root || isVisible(part, layering, deliveries.byStep.get(part.id));
    if (isShown) shown.add(part.id);
    if (isShown && above !== undefined) parents.set(part.id, above);
    nearest.set(part.id, isShown ? part.id : (above ?? full.root));
  }
  const children = groupBy(parents.keys(), (id) => parents.get(id) ?? "");
  const parts = new Map<string, Part>();
  for (const [id, part] of full.parts) {
    if (shown.has(id)) parts.set(id, { ...part, parent: parents.get(id), children: children.get(id) ?? [] });
  }
  const extra = full.extra.filter(({ from, to }) => shown.has(from) && shown.has(to));
  const references = layering.layers.has("references")
    ? full.references.filter(({ from, to }) => shown.has(from) && shown.has(to))
    : [];
  const { byStep } = deliveries;
  const placed = deliveries.all.map((delivery) => ({
    ...delivery,
    parent: nearest.get(delivery.parent) ?? full.root,
    // A problem of a folded delivery is beside it, and is not counted twice.
    members: delivery.isOpen ? delivery.members : delivery.members.filter(({ id }) => !shown.has(id)),
  }));
  const steps = new Map(
    [...byStep].flatMap(([id, { isOpen, id: of }]) => (isOpen ? [[id, of] as const] : [])),
  );
  return {
    ...full,
    parts,
    extra,
    references,
    deliveries: placed.filter(({ members }) => members.length > 0),
    steps,
  };
}

function isVisible(
  { id, node }: Part,
  { layers, revealed }: Layering,
  delivery: Delivery | undefined,
): boolean {
  const { layer = "results", health } = node;
  if (layer === "results" || layers.has(layer) || revealed.has(id) || isProblem(health.state)) return true;
  return delivery?.isOpen ?? false;
}

/** The deliveries of a tree; none where the layer is shown as cards. */
function findDeliveries(
  { parts }: PartTree,
  { layers, folding }: Layering,
): { all: readonly Delivery[]; byStep: ReadonlyMap<string, Delivery> } {
  const owners = new Map<string, string>();
  if (!layers.has("delivery")) {
    for (const { id, node, parent = "" } of parts.values()) {
      if (node.layer === "delivery") owners.set(id, owners.get(parent) ?? parent);
    }
  }
  const all = [...groupBy(owners.keys(), (id) => owners.get(id) ?? "")].map(([parent, ids]): Delivery => {
    const id = `delivery ${parent}`;
    const members = ids.flatMap((step) => parts.get(step) ?? []);
    const isWrong = members.some(({ node }) => isProblem(node.health.state));
    return { id, parent, members, isOpen: folding.opened.has(id) || (isWrong && !folding.folded.has(id)) };
  });
  const byStep = new Map(
    all.flatMap((delivery) => delivery.members.map(({ id }) => [id, delivery] as const)),
  );
  return { all, byStep };
}
