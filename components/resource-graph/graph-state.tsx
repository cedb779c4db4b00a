"use client";

import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { Visit } from "#components/resource-graph/card-visits";
import type { Shape } from "#components/resource-graph/graph-toolbar";
import { usePreferences } from "#components/shell/preferences";
import { useMedia } from "#components/ui/media";
import type { GraphResponse } from "#lib/api/types";
import { LAYERS, type Layer } from "#lib/graph/layers";
import { nextProblem } from "#lib/graph/view/navigate";
import { pathTo } from "#lib/graph/view/part-tree";
import { followGraph, type GraphView, openView, revealPart, setLayers } from "#lib/graph/view/view";

const shapes = ["graph", "table"] as const satisfies Shape[];

/** The state of the view: its shape, selection, path and problems, and the moves between parts. */
export function useGraphState(graph: GraphResponse) {
  const [as, setAs] = useShape();
  const { selected, setSelected, chosen } = useSelected(graph);
  const [layers, setLayers] = useLayers();
  const [view, setView] = useView(graph, selected, layers);
  const [focused, setActive] = useState(graph.root);
  const [visit, setVisit] = useState<Visit>();
  const problems = useProblems(graph);
  const { path, setPath } = usePath(graph, view);
  const active = view.cards.has(focused) ? focused : graph.root;

  const go = (id: string, options: Omit<Visit, "id">) => {
    setView(revealPart(view, id));
    setActive(id);
    setVisit({ id, ...options });
  };
  const goToProblem = (id: string | undefined, focus: boolean) => {
    if (id === undefined) return;
    problems.setCurrent(id);
    if (path) setPath(id);
    if (selected !== undefined || as === "table") setSelected(id);
    go(id, { focus });
  };
  const togglePath = () => {
    const { current } = problems;
    setPath(path ? undefined : current);
    if (path || current === undefined) return;
    go(current, { focus: false, among: pathTo(view.tree, current) });
    if (as === "table") setSelected(current);
  };
  const { frame, expectFocus } = useTableFocus(as);
  const draw = (next: Shape, focus = false) => {
    setAs(next);
    if (next === "graph") go(selected ?? active, { focus });
    else if (focus) expectFocus();
  };
  const onKeyDown = useViewKeys({
    n: () => goToProblem(active === problems.current ? problems.next(1) : problems.current, true),
    t: () => draw(as === "table" ? "graph" : "table", true),
    leave: () => {
      if (!path && selected === undefined) return false;
      if (path) setPath(undefined);
      else setSelected(undefined);
      return true;
    },
  });
  return {
    as,
    draw,
    view,
    setView,
    layers,
    setLayers,
    selected,
    setSelected,
    chosen,
    active,
    setActive,
    visit,
    go,
    problems,
    goToProblem,
    path,
    togglePath,
    frame,
    onKeyDown,
  };
}

/** After a change to the table by key, the focus goes to the row of the current part. */
function useTableFocus(as: Shape) {
  const frame = useRef<HTMLElement>(null);
  const expected = useRef(false);
  useEffect(() => {
    if (as === "table" && expected.current) {
      frame.current?.querySelector<HTMLElement>("[role=row][tabindex='0']")?.focus();
    }
    expected.current = false;
  }, [as]);
  const expectFocus = () => {
    expected.current = true;
  };
  return { frame, expectFocus };
}

/** The shown path to a cause, with the cards of the groups on it; none when the cause no longer exists. */
function usePath({ rootCauses }: GraphResponse, view: GraphView) {
  const [requested, setPath] = useState<string>();
  const cause = rootCauses.find((id) => id === requested);
  const path = useMemo(
    () => (cause === undefined ? undefined : withGroups(view, pathTo(view.tree, cause))),
    [view, cause],
  );
  return { path, setPath };
}

const NO_LAYERS: Layer[] = [];

/** The layers that the address names, besides the results. */
function useLayers(): [ReadonlySet<Layer>, (layers: ReadonlySet<Layer>) => void] {
  const [names, setNames] = useQueryState(
    "layers",
    parseAsArrayOf(parseAsStringLiteral(LAYERS)).withDefault(NO_LAYERS),
  );
  const layers = useMemo(() => new Set(names), [names]);
  return [layers, (next) => void setNames(next.size > 0 ? [...next] : null)];
}

/** The view of the current graph: new data enter the view before they are drawn. The part in the address is shown. */
function useView(
  graph: GraphResponse,
  selected: string | undefined,
  layers: ReadonlySet<Layer>,
): [GraphView, (view: GraphView) => void] {
  const [view, setView] = useState(() => revealPart(openView(graph, layers), selected ?? graph.root));
  if (view.graph === graph && view.layers === layers) return [view, setView];
  const layered = view.layers === layers ? view : setLayers(view, layers, selected ?? graph.root);
  const next = layered.graph === graph ? layered : followGraph(layered, graph);
  setView(next);
  return [next, setView];
}

const phone = "(width < 48rem)";
const wide = "(width >= 120rem)";

/** Below 768 px a table, unless the address has a shape. */
function useShape(): [Shape, (shape: Shape) => void] {
  const usual: Shape = useMedia(phone, false) ? "table" : "graph";
  const [as, setAs] = useQueryState("as", parseAsStringLiteral(shapes));
  return [as ?? usual, (shape) => void setAs(shape === usual ? null : shape)];
}

interface Selection {
  /** Id of the part in the panel. */
  selected: string | undefined;
  setSelected: (id: string | undefined) => void;
  /** By the person, or by the address they followed. */
  chosen: boolean;
}

/** On the widest screens the panel starts open, with the first cause. */
function useSelected(graph: GraphResponse): Selection {
  const [node, setNode] = useQueryState("node", parseAsString);
  const [closed, setClosed] = useState(false);
  const opens = useMedia(wide, false) && !closed;
  const select = (id: string | undefined) => {
    setClosed(id === undefined);
    void setNode(id ?? null);
  };
  return {
    selected: node ?? (opens ? (graph.rootCauses[0] ?? graph.root) : undefined),
    setSelected: select,
    chosen: node !== null,
  };
}

/** The current problem: the worst until the person goes to another. */
function useProblems({ rootCauses }: GraphResponse) {
  const [chosen, setCurrent] = useState<string>();
  const current = rootCauses.find((id) => id === chosen) ?? rootCauses[0];
  return {
    current,
    setCurrent,
    position: current === undefined ? 0 : rootCauses.indexOf(current) + 1,
    next: (step: 1 | -1) => nextProblem(rootCauses, current, step),
  };
}

/** The path with the cards of the groups on it. */
function withGroups({ cards }: GraphView, path: readonly string[]): Set<string> {
  const groups = path.flatMap((id) => {
    const parent = cards.get(id)?.parent;
    return parent !== undefined && cards.get(parent)?.type === "group" ? [parent] : [];
  });
  return new Set([...path, ...groups]);
}

interface ViewKeys {
  n: () => void;
  t: () => void;
  /** False when there was nothing to leave. */
  leave: () => boolean;
}

/** Keys of graph and table alike. Single letters can be switched off (WCAG 2.1.4). */
function useViewKeys({ n, t, leave }: ViewKeys): (event: KeyboardEvent) => void {
  const { singleKeys } = usePreferences();
  return (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target instanceof Element && event.target.closest("input")) return;
    const letter = singleKeys ? event.key.toLowerCase() : "";
    if (event.key === "Escape" ? !leave() : letter !== "n" && letter !== "t") return;
    if (letter === "n") n();
    if (letter === "t") t();
    event.preventDefault();
  };
}
