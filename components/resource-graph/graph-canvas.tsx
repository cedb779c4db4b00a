"use client";

import "@xyflow/react/dist/base.css";
import { ReactFlow, useStore, ViewportPortal } from "@xyflow/react";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import {
  type CardActions,
  type CardTree,
  useCardKeys,
  useTreeElement,
} from "#components/resource-graph/card-tree";
import { useChosenInView, useVisits, type Visit } from "#components/resource-graph/card-visits";
import { CardArrival, type CardNode, describeCard, GraphCard } from "#components/resource-graph/graph-card";
import { GraphEdges } from "#components/resource-graph/graph-edges";
import { cn } from "#components/ui/cn";
import { CARD_HEIGHT, CARD_WIDTH } from "#lib/graph/view/grid";
import type { Card } from "#lib/graph/view/types";
import { detailAt, firstViewport, MAX_ZOOM, MIN_ZOOM, type Size } from "#lib/graph/view/viewport";

export interface GraphCanvasProps extends CardTree, CardActions {
  label: string;
  selected: string | undefined;
  path: ReadonlySet<string> | undefined;
  found: ReadonlySet<string>;
  visit: Visit | undefined;
}

const nodeTypes = { card: GraphCard };

/** So many cards are all kept in the document; of more only those in view. */
const ALL_IN_DOCUMENT = 200;

/** Waits until the size is known, so that the first frame is in its place. */
export function GraphCanvas(props: GraphCanvasProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>();
  useLayoutEffect(() => {
    const { clientWidth = 0, clientHeight = 0 } = frame.current ?? {};
    setSize({ width: clientWidth, height: clientHeight });
  }, []);
  return (
    <div ref={frame} className="relative min-h-0 min-w-0 grow overflow-hidden bg-background">
      {size && <Canvas {...props} size={size} />}
    </div>
  );
}

function Canvas(props: GraphCanvasProps & { size: Size }) {
  const { view, path, size, onActive, onOpen, onFold } = props;
  const [start] = useState(() => firstViewport(view.places, view.tree.root, size));
  const detail = useStore(({ transform }) => detailAt(transform[2]));
  const nodes = useNodes(props);
  useChosenInView(props);
  const arrive = useVisits(props);
  const onKeyDown = useCardKeys(props);
  const virtual = useVirtual(nodes.length);
  useTreeElement(props, virtual);
  return (
    <CardArrival value={arrive}>
      <ReactFlow<CardNode>
        className="group/graph graph"
        data-detail={detail}
        nodes={nodes}
        nodeTypes={nodeTypes}
        defaultViewport={start}
        minZoom={MIN_ZOOM}
        maxZoom={MAX_ZOOM}
        onlyRenderVisibleElements={virtual}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        zoomOnDoubleClick={false}
        panActivationKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        zoomActivationKeyCode={null}
        deleteKeyCode={null}
        onKeyDown={onKeyDown}
        onNodeClick={({ target }, { id, data: { card } }) => {
          onActive(id);
          const folds = card.type === "group" || (target instanceof Element && target.closest("[data-fold]"));
          if (folds) onFold(id);
          else onOpen(id);
        }}
      >
        <ViewportPortal>
          <GraphEdges
            key={view.arrangement}
            cards={view.cards}
            places={view.places}
            extra={view.tree.extra}
            references={view.tree.references}
            path={path}
          />
        </ViewportPortal>
      </ReactFlow>
    </CardArrival>
  );
}

/**
 * Whether only the cards in view are in the document. It stays so for a canvas that once had many cards: switched off
 * while the library still has them, it would draw all of them once.
 */
function useVirtual(count: number): boolean {
  const [hadMany, setHadMany] = useState(false);
  if (count > ALL_IN_DOCUMENT && !hadMany) setHadMany(true);
  return hadMany || count > ALL_IN_DOCUMENT;
}

/** The placed cards, with the looks that they have now. */
function useNodes({ view, active, selected, path, found }: GraphCanvasProps): CardNode[] {
  return useMemo(
    () =>
      [...view.cards.values()].flatMap((card) => {
        const position = view.places.get(card.id);
        const looks = [
          card.id === selected && "is-selected",
          found.has(card.id) && (card.id === active ? "is-found is-visited" : "is-found"),
          path && !path.has(card.id) && "opacity-65",
          view.fresh.has(card.id) && "animate-graph",
        ];
        return position ? [reuseNode(card, position, card.id === active, looks)] : [];
      }),
    [view, active, selected, path, found],
  );
}

const drawn = new WeakMap<Card, { key: string; node: CardNode }>();

/** The node of an unchanged card is the same object, which the library then leaves as it is. */
function reuseNode(...args: Parameters<typeof makeNode>): CardNode {
  const [card, { x, y }, active, looks] = args;
  const key = [x, y, active, ...looks].join();
  const known = drawn.get(card);
  if (known?.key === key) return known.node;
  const node = makeNode(...args);
  drawn.set(card, { key, node });
  return node;
}

/** Without this list, the library draws each new card once, in view or not, to look for handles of edges. */
const NO_HANDLES: NonNullable<CardNode["handles"]> = [];

function makeNode(
  card: Card,
  position: { x: number; y: number },
  active: boolean,
  looks: readonly (string | false | undefined)[],
): CardNode {
  const hides = card.type === "group" || card.childCount > 0;
  return {
    id: card.id,
    type: "card",
    position,
    width: CARD_WIDTH,
    height: CARD_HEIGHT,
    measured: { width: CARD_WIDTH, height: CARD_HEIGHT },
    handles: NO_HANDLES,
    data: { card },
    className: cn("group/card", ...looks),
    ariaRole: "treeitem",
    ariaLabel: describeCard(card),
    domAttributes: {
      tabIndex: active ? 0 : -1,
      "aria-roledescription": undefined,
      "aria-level": card.level,
      "aria-posinset": card.position,
      "aria-setsize": card.siblings,
      "aria-expanded": hides ? !card.folded : undefined,
      "aria-selected": looks.includes("is-selected"),
    },
  };
}
