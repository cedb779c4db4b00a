/** Moves the canvas and the focus to a card. */
import { type ReactFlowState, useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { useCallback, useEffect, useRef } from "react";
import type { GraphView } from "#lib/graph/view/view";
import { bringIntoView, fitAll, type Viewport } from "#lib/graph/view/viewport";

/** A request to show a card. A new object is a new request. */
export interface Visit {
  id: string;
  focus: boolean;
  /** Shown with it, where all of them fit. */
  among?: readonly string[];
}

/** In milliseconds, as `--animate-graph`. */
const MOTION = 240;

export function graphMotion(): { duration: number; ease: (t: number) => number } {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  return { duration: still ? 0 : MOTION, ease: (t) => 1 - (1 - t) ** 3 };
}

export function findCard(within: Element | null | undefined, id: string): HTMLElement | undefined {
  const cards = within?.querySelectorAll<HTMLElement>(".react-flow__node") ?? [];
  return [...cards].find(({ dataset }) => dataset.id === id);
}

/** Whether the whole card is seen now. */
export function isInView(
  { places }: GraphView,
  id: string,
  { transform, width, height }: ReactFlowState,
): boolean {
  const place = places.get(id);
  if (!place) return false;
  const viewport = viewportOf(transform);
  return bringIntoView(viewport, place, { width, height }) === viewport;
}

function viewportOf([x, y, zoom]: ReactFlowState["transform"]): Viewport {
  return { x, y, zoom };
}

/** Brings a card into view, and on request into the focus as soon as it is there. */
export function useGoTo({
  places,
}: GraphView): (id: string, focus: boolean, among?: readonly string[]) => void {
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
export function useChosenInView({ view, selected }: { view: GraphView; selected: string | undefined }): void {
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

/** Carries out visits. Returns the callback of a card that enters the document, which then gets the awaited focus. */
export function useVisits({
  view,
  visit,
}: {
  view: GraphView;
  visit: Visit | undefined;
}): (id: string) => void {
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
