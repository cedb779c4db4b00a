"use client";

import { ReactFlowProvider } from "@xyflow/react";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { type KeyboardEvent, useMemo, useState } from "react";
import { CauseBar } from "#components/resource-graph/cause-bar";
import { FindPart } from "#components/resource-graph/find-part";
import { GraphCanvas, type Visit } from "#components/resource-graph/graph-canvas";
import { frameHeight, frameMinimum } from "#components/resource-graph/graph-frame";
import { GraphToolbar, type Shape } from "#components/resource-graph/graph-toolbar";
import { PartPanel } from "#components/resource-graph/part-panel";
import { PartTable } from "#components/resource-graph/part-table";
import { Unlisted } from "#components/resource-graph/unlisted";
import { ZoomControls } from "#components/resource-graph/zoom-controls";
import { usePreferences } from "#components/shell/preferences";
import { cn } from "#components/ui/cn";
import { useMedia } from "#components/ui/media";
import { SidePanel } from "#components/ui/side-panel";
import type { GraphResponse } from "#lib/api/types";
import { findParts, nextProblem } from "#lib/graph/view/navigate";
import { pathTo } from "#lib/graph/view/part-tree";
import {
  followGraph,
  type GraphView,
  openView,
  rearrange,
  revealPart,
  setGrouping,
  toggleFold,
} from "#lib/graph/view/view";

const shapes = ["graph", "table"] as const satisfies Shape[];

/** The graph of a resource with everything around it. What is chosen and how it is shown live in the address. */
export default function GraphBody({ graph }: { graph: GraphResponse }) {
  const [as, setAs] = useShape();
  const [selected, setSelected] = useSelected(graph);
  const [view, setView] = useView(graph, selected);
  const [active, setActive] = useState(graph.root);
  const [visit, setVisit] = useState<Visit>();
  const [query, setQuery] = useState("");
  const found = useMemo(() => findParts(view.tree, query), [view.tree, query]);
  const foundSet = useMemo(() => new Set(found), [found]);
  const problems = useProblems(graph);
  const [onPath, setOnPath] = useState<string>();
  const path = useMemo(() => (onPath ? pathTo(view.tree, onPath) : []), [view.tree, onPath]);
  const pathSet = useMemo(() => (path.length > 0 ? withGroups(view, path) : undefined), [view, path]);
  const node = selected === undefined ? undefined : view.tree.parts.get(selected);

  const go = (id: string, options: Omit<Visit, "id">) => {
    setView(revealPart(view, id));
    setActive(id);
    setVisit({ id, ...options });
  };
  const goToProblem = (id: string | undefined, focus: boolean) => {
    if (id === undefined) return;
    problems.setCurrent(id);
    if (onPath) setOnPath(id);
    if (selected !== undefined || as === "table") setSelected(id);
    go(id, { focus });
  };
  const togglePath = () => {
    const { current } = problems;
    if (onPath || current === undefined) setOnPath(undefined);
    else {
      setOnPath(current);
      go(current, { focus: false, among: pathTo(view.tree, current) });
      if (as === "table") setSelected(current);
    }
  };
  const onKeyDown = useViewKeys({
    n: () => goToProblem(active === problems.current ? problems.next(1) : problems.current, true),
    t: () => setAs(as === "table" ? "graph" : "table"),
    leave: () => {
      if (onPath) setOnPath(undefined);
      else if (selected !== undefined) setSelected(undefined);
      else return false;
      return true;
    },
  });
  return (
    <ReactFlowProvider>
      <div className="flex items-stretch overflow-clip rounded-lg border bg-card">
        <section
          aria-label="Graph"
          onKeyDown={onKeyDown}
          className={cn("flex min-w-0 grow flex-col", as === "graph" ? frameHeight : frameMinimum)}
        >
          <CauseBar
            nodes={graph.nodes}
            cause={problems.current === undefined ? undefined : view.tree.parts.get(problems.current)?.node}
            position={problems.position}
            problems={graph.rootCauses.length}
            pathShown={onPath !== undefined}
            onOpen={() => setSelected(problems.current)}
            onPath={togglePath}
            onNext={() => goToProblem(problems.next(1), false)}
          />
          <Unlisted problems={graph.problems} partial={graph.partial} />
          {as === "graph" ? (
            <GraphCanvas
              view={view}
              label={`Parts of ${view.tree.parts.get(graph.root)?.node.reference.name ?? "it"}`}
              active={view.cards.has(active) ? active : graph.root}
              selected={selected}
              path={pathSet}
              found={foundSet}
              visit={visit}
              onActive={setActive}
              onOpen={setSelected}
              onFold={(id) => setView(toggleFold(view, id))}
            />
          ) : (
            <div className="grow">
              <PartTable
                graph={graph}
                selected={selected}
                onSelect={setSelected}
                folded={view.folding.folded}
                onFold={(id) => setView(toggleFold(view, id))}
              />
            </div>
          )}
          {graph.nodes.length === 1 && (
            <p className="border-t px-4 py-2.5 text-muted-foreground">It is not made of other objects yet.</p>
          )}
          <GraphToolbar
            as={as}
            onAs={setAs}
            find={
              <FindPart
                query={query}
                found={found}
                onQuery={setQuery}
                onVisit={(id) => (as === "graph" ? go(id, { focus: false }) : setSelected(id))}
              />
            }
            zoom={<ZoomControls places={view.places} />}
            grouping={view.grouping}
            onGrouping={() => setView(setGrouping(view, !view.grouping))}
            squeezed={view.squeezed.length}
            onRearrange={() => setView(rearrange(view))}
          />
        </section>
        {selected !== undefined && !node && (
          <SidePanel title="This part is gone" onClose={() => setSelected(undefined)}>
            <p className="text-muted-foreground">It was removed, or made anew under another name.</p>
          </SidePanel>
        )}
        {node && (
          <PartPanel
            node={node.node}
            childCount={node.children.length}
            onClose={() => setSelected(undefined)}
          />
        )}
      </div>
    </ReactFlowProvider>
  );
}

/** The view follows the graph: new data are taken in before they are drawn. What the address names is shown. */
function useView(graph: GraphResponse, selected: string | undefined): [GraphView, (view: GraphView) => void] {
  const [view, setView] = useState(() => revealPart(openView(graph), selected ?? graph.root));
  if (view.graph === graph) return [view, setView];
  const next = followGraph(view, graph);
  setView(next);
  return [next, setView];
}

const phone = "(width < 48rem)";
const wide = "(width >= 120rem)";

/** Below 768 px a table, unless the address says otherwise. */
function useShape(): [Shape, (shape: Shape) => void] {
  const usual: Shape = useMedia(phone, false) ? "table" : "graph";
  const [as, setAs] = useQueryState("as", parseAsStringLiteral(shapes));
  return [as ?? usual, (shape) => void setAs(shape === usual ? null : shape)];
}

/** On the widest screens the panel starts open, with what needs someone. */
function useSelected(graph: GraphResponse): [string | undefined, (id: string | undefined) => void] {
  const [node, setNode] = useQueryState("node", parseAsString);
  const [closed, setClosed] = useState(false);
  const opens = useMedia(wide, false) && !closed;
  const select = (id: string | undefined) => {
    setClosed(id === undefined);
    void setNode(id ?? null);
  };
  return [node ?? (opens ? (graph.rootCauses[0] ?? graph.root) : undefined), select];
}

/** The problem in question: the worst until the person goes on to another. */
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
