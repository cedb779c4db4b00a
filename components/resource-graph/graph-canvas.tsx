"use client";

import "@xyflow/react/dist/base.css";
import {
  ReactFlow,
  type ReactFlowState,
  useReactFlow,
  useStore,
  useStoreApi,
  ViewportPortal,
} from "@xyflow/react";
import {
  type KeyboardEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { CardArrival, type CardNode, describeCard, GraphCard } from "#components/resource-graph/graph-card";
import { GraphEdges } from "#components/resource-graph/graph-edges";
import { cn } from "#components/ui/cn";
import { CARD_HEIGHT, CARD_WIDTH } from "#lib/graph/view/layout";
import { type Direction, neighbour } from "#lib/graph/view/navigate";
import type { Card } from "#lib/graph/view/types";
import type { GraphView } from "#lib/graph/view/view";
import {
  bringIntoView,
  detailAt,
  firstViewport,
  fitAll,
  MAX_ZOOM,
  MIN_ZOOM,
  type Size,
  type Viewport,
} from "#lib/graph/view/viewport";

/** A card that is asked for from outside the canvas. A new object asks anew. */
export interface Visit {
  id: string;
  focus: boolean;
  /** Shown with it, where all of them fit. */
  among?: readonly string[];
}

export interface GraphCanvasProps {
  view: GraphView;
  label: string;
  /** Id of the card that the keys act on. */
  active: string;
  selected: string | undefined;
  path: ReadonlySet<string> | undefined;
  found: ReadonlySet<string>;
  visit: Visit | undefined;
  onActive: (id: string) => void;
  onOpen: (id: string) => void;
  onFold: (id: string) => void;
}

const nodeTypes = { card: GraphCard };

/** So many cards are all kept in the document; of more only those in view. */
const ALL_IN_DOCUMENT = 200;

/** In milliseconds, as `--animate-graph`. */
const MOTION = 240;

export function graphMotion(): { duration: number; ease: (t: number) => number } {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  return { duration: still ? 0 : MOTION, ease: (t) => 1 - (1 - t) ** 3 };
}

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
  const { view, active, selected, path, found, size, onActive, onOpen, onFold } = props;
  const [start] = useState(() => firstViewport(view.places, view.tree.root, size));
  const detail = useStore(({ transform }) => detailAt(transform[2]));
  const nodes = useMemo(
    () =>
      [...view.cards.values()].flatMap((card) => {
        const position = view.places.get(card.id);
        const looks = [
          card.id === selected && "is-selected",
          found.has(card.id) && (card.id === active ? "is-found is-visited" : "is-found"),
          path && !path.has(card.id) && "opacity-65",
          view.fresh.has(card.id) && "animate-graph",
        ];
        return position ? [makeNode(card, position, card.id === active, looks)] : [];
      }),
    [view, active, selected, path, found],
  );
  useChosenInView(props);
  const arrive = useVisits(props);
  const onKeyDown = useCardKeys(props);
  const virtual = nodes.length > ALL_IN_DOCUMENT;
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
            path={path}
          />
        </ViewportPortal>
      </ReactFlow>
    </CardArrival>
  );
}

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

function findCard(within: Element | null | undefined, id: string): HTMLElement | undefined {
  const cards = within?.querySelectorAll<HTMLElement>(".react-flow__node") ?? [];
  return [...cards].find(({ dataset }) => dataset.id === id);
}

/**
 * The element around the cards is the tree. It belongs to the library, which gives it no role: the attributes are set
 * from here. While the active card is out of the document, the tree itself is the tab stop and calls it back.
 */
function useTreeElement({ label, active, view }: GraphCanvasProps, virtual: boolean): void {
  const store = useStoreApi();
  const goTo = useGoTo(view);
  const away = useStore((state) => virtual && !isInView(view, active, state));
  const latest = useRef({ active, goTo });
  useEffect(() => {
    latest.current = { active, goTo };
  });
  useEffect(() => {
    const element = store.getState().domNode?.querySelector<HTMLElement>(".react-flow__nodes");
    if (!element) return;
    element.setAttribute("role", "tree");
    element.setAttribute("aria-label", label);
    element.tabIndex = away ? 0 : -1;
    const callBack = ({ target }: FocusEvent) => {
      if (target === element) latest.current.goTo(latest.current.active, true);
    };
    element.addEventListener("focusin", callBack);
    return () => element.removeEventListener("focusin", callBack);
  }, [store, label, away]);
}

function isInView({ places }: GraphView, id: string, { transform, width, height }: ReactFlowState): boolean {
  const place = places.get(id);
  if (!place) return false;
  const viewport = viewportOf(transform);
  return bringIntoView(viewport, place, { width, height }) === viewport;
}

function viewportOf([x, y, zoom]: ReactFlowState["transform"]): Viewport {
  return { x, y, zoom };
}

/** Brings a card into view, and on request into the focus as soon as it is there. */
function useGoTo({ places }: GraphView): (id: string, focus: boolean, among?: readonly string[]) => void {
  const store = useStoreApi();
  const { setViewport } = useReactFlow();
  return useCallback(
    (id, focus, among = []) => {
      const { transform, width, height, domNode } = store.getState();
      const place = places.get(id);
      if (!place) return;
      const now = viewportOf(transform);
      const all = new Map(
        [id, ...among].flatMap((each) => (places.has(each) ? [[each, places.get(each) ?? place]] : [])),
      );
      const together = fitAll(all, { width, height });
      const next =
        among.length > 0 && together.zoom >= 0.7 ? together : bringIntoView(now, place, { width, height });
      if (next !== now) void setViewport(next, graphMotion());
      if (focus) findCard(domNode, id)?.focus({ preventScroll: true });
    },
    [places, store, setViewport],
  );
}

/** The chosen card stays in view when the panel beside takes room, and when it was chosen before it was drawn. */
function useChosenInView({ view, selected }: GraphCanvasProps): void {
  const width = useStore((state) => state.width);
  const goTo = useGoTo(view);
  const latest = useRef(goTo);
  useEffect(() => {
    latest.current = goTo;
  });
  useEffect(() => {
    if (selected !== undefined && width > 0) latest.current(selected, false);
  }, [selected, width]);
}

/** Goes where it is asked to. What comes into the document only then is given the focus on its arrival. */
function useVisits({ view, visit }: GraphCanvasProps): (id: string) => void {
  const store = useStoreApi();
  const goTo = useGoTo(view);
  const awaited = useRef<string>(undefined);
  const done = useRef<Visit>(undefined);
  useEffect(() => {
    if (!visit || done.current === visit) return;
    done.current = visit;
    const { domNode } = store.getState();
    awaited.current = visit.focus && !findCard(domNode, visit.id) ? visit.id : undefined;
    goTo(visit.id, visit.focus, visit.among);
  }, [visit, goTo, store]);
  return useCallback(
    (id) => {
      if (awaited.current !== id) return;
      awaited.current = undefined;
      findCard(store.getState().domNode, id)?.focus({ preventScroll: true });
    },
    [store],
  );
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: "parent",
  ArrowRight: "child",
  ArrowUp: "previous",
  ArrowDown: "next",
};

/** Keys of the tree: arrows go, Space folds, Enter opens, Home goes to the root. */
function useCardKeys(props: GraphCanvasProps): (event: KeyboardEvent) => void {
  const { view, active, onActive, onOpen, onFold } = props;
  const store = useStoreApi();
  const goTo = useGoTo(view);
  return (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const card = view.cards.get(active);
    if (!card || !(event.target instanceof Element) || !event.target.closest("[role=tree]")) return;
    const visit = (id: string | undefined) => {
      if (id === undefined) return;
      onActive(id);
      goTo(id, true);
    };
    const direction = directions[event.key];
    if (direction === "child" && card.folded) onFold(active);
    else if (direction) visit(neighbour(view.cards, active, direction));
    else if (event.key === "Home") visit(view.tree.root);
    else if (event.key === " ") onFold(active);
    else if (event.key === "Enter" && card.type === "group") onFold(active);
    else if (event.key === "Enter") onOpen(active);
    else return;
    event.preventDefault();
    // Where a mouse had the focus on the tree itself, the keys bring it to the card.
    if (event.key === " ") findCard(store.getState().domNode, active)?.focus({ preventScroll: true });
  };
}
