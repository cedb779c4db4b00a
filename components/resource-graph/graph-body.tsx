"use client";

import { ReactFlowProvider } from "@xyflow/react";
import { useMemo, useState } from "react";
import { CauseBar } from "#components/resource-graph/cause-bar";
import { FindPart } from "#components/resource-graph/find-part";
import { GraphCanvas } from "#components/resource-graph/graph-canvas";
import { frameHeight, frameMinimum } from "#components/resource-graph/graph-frame";
import { useGraphState } from "#components/resource-graph/graph-state";
import { GraphToolbar } from "#components/resource-graph/graph-toolbar";
import { LayersMenu } from "#components/resource-graph/layers-menu";
import { ListProblems } from "#components/resource-graph/list-problems";
import { graphMessages } from "#components/resource-graph/messages";
import { PartPanel, type PartPanelProps } from "#components/resource-graph/part-panel";
import { PartTable } from "#components/resource-graph/part-table";
import { ZoomControls } from "#components/resource-graph/zoom-controls";
import { cn } from "#components/ui/cn";
import { SidePanel } from "#components/ui/page/side-panel";
import type { GraphResponse } from "#lib/api/types";
import { findParts } from "#lib/graph/view/navigate";
import type { PartTree, ViewNode } from "#lib/graph/view/types";
import { rearrange, setGrouping, toggleFold } from "#lib/graph/view/view";

const { body: messages } = graphMessages;

export interface GraphBodyProps {
  graph: GraphResponse;
  /** Path in Git of the requested object. */
  file: string | undefined;
}

/** The graph of a resource with its toolbar and panel. The chosen part and the view are in the address. */
export default function GraphBody({ graph, file }: GraphBodyProps) {
  const state = useGraphState(graph);
  const { as, draw, view, setView, selected, setSelected, active, go } = state;
  const [query, setQuery] = useState("");
  const found = useMemo(() => findParts(view.tree, query), [view.tree, query]);
  return (
    <ReactFlowProvider>
      <div className="flex items-stretch overflow-clip rounded-lg border bg-card">
        <section
          ref={state.frame}
          aria-label={messages.label}
          onKeyDown={state.onKeyDown}
          className={cn("flex min-w-0 grow flex-col", as === "graph" ? frameHeight : frameMinimum)}
        >
          <Causes graph={graph} file={file} state={state} />
          <ListProblems problems={graph.problems} partial={graph.partial} />
          <Parts graph={graph} state={state} found={found} />
          {graph.nodes.length === 1 && (
            <p className="border-t px-4 py-2.5 text-muted-foreground">{messages.empty}</p>
          )}
          <GraphToolbar
            as={as}
            onAs={draw}
            find={
              <FindPart
                query={query}
                found={found}
                onQuery={setQuery}
                onVisit={(id) => (as === "graph" ? go(id, { focus: false }) : setSelected(id))}
              />
            }
            layers={
              <LayersMenu
                nodes={graph.nodes}
                references={graph.references.length}
                unlisted={graph.unlisted}
                shown={state.layers}
                onChange={state.setLayers}
              />
            }
            zoom={<ZoomControls places={view.places} />}
            grouping={view.grouping}
            onGrouping={() => setView(setGrouping(view, !view.grouping, active))}
            squeezed={view.squeezed.length}
            onRearrange={() => setView(rearrange(view, active))}
          />
        </section>
        {selected !== undefined && (
          <ChosenPart
            tree={view.tree}
            id={selected}
            file={file}
            takesFocus={state.chosen}
            onClose={() => setSelected(undefined)}
          />
        )}
      </div>
    </ReactFlowProvider>
  );
}

type GraphState = ReturnType<typeof useGraphState>;

function Causes({ graph, file, state }: GraphBodyProps & { state: GraphState }) {
  const { view, problems, path, setSelected, togglePath, goToProblem } = state;
  return (
    <CauseBar
      nodes={listCounted(view.tree)}
      file={file}
      cause={problems.current === undefined ? undefined : view.tree.parts.get(problems.current)?.node}
      position={problems.position}
      problems={graph.rootCauses.length}
      pathShown={path !== undefined}
      onOpen={() => setSelected(problems.current)}
      onPath={togglePath}
      onNext={() => goToProblem(problems.next(1), false)}
    />
  );
}

/** The parts that the cards stand for. */
function listCounted({ parts, deliveries, steps }: PartTree): ViewNode[] {
  const folded = deliveries.filter(({ isOpen }) => !isOpen).flatMap(({ members }) => members);
  return [...parts.values(), ...folded.filter(({ id }) => !steps.has(id))].map(({ node }) => node);
}

interface PartsProps {
  graph: GraphResponse;
  state: GraphState;
  found: readonly string[];
}

/** The parts as cards or as rows. */
function Parts({ graph, state, found }: PartsProps) {
  const { view, setView, selected, setSelected } = state;
  const foundSet = useMemo(() => new Set(found), [found]);
  const onFold = (id: string) => setView(toggleFold(view, id));
  if (state.as === "graph")
    return (
      <GraphCanvas
        view={view}
        label={messages.parts(view.tree.parts.get(graph.root)?.node.reference.name)}
        active={state.active}
        selected={selected}
        path={state.path}
        found={foundSet}
        visit={state.visit}
        onActive={state.setActive}
        onOpen={setSelected}
        onFold={onFold}
      />
    );
  return (
    <div className="grow">
      <PartTable
        tree={view.tree}
        selected={selected}
        onSelect={setSelected}
        folded={view.folding.folded}
        onFold={onFold}
      />
    </div>
  );
}

interface ChosenPartProps extends Omit<PartPanelProps, "node" | "childCount"> {
  tree: PartTree;
  id: string;
}

function ChosenPart({ tree, id, ...panel }: ChosenPartProps) {
  const part = tree.parts.get(id);
  if (part) return <PartPanel node={part.node} childCount={part.children.length} {...panel} />;
  return (
    <SidePanel title={messages.partGone} takesFocus={panel.takesFocus} onClose={panel.onClose}>
      <p className="text-muted-foreground">{messages.partGoneDetail}</p>
    </SidePanel>
  );
}
