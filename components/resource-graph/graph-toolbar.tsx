"use client";

import { Group } from "lucide-react";
import type { ReactNode } from "react";
import { graphMessages } from "#components/resource-graph/messages";
import { Button } from "#components/ui/button";
import { Segmented } from "#components/ui/segmented";
import { Tooltip } from "#components/ui/tooltip";

const { toolbar: messages } = graphMessages;

export type Shape = "graph" | "table";

export interface GraphToolbarProps {
  as: Shape;
  onAs: (shape: Shape) => void;
  /** The find field. */
  find: ReactNode;
  /** The choice of layers. */
  layers: ReactNode;
  /** The zoom, of the graph only. */
  zoom: ReactNode;
  grouping: boolean;
  onGrouping: () => void;
  /** New cards that found no room in their place. */
  squeezed: number;
  onRearrange: () => void;
}

/** Below the graph: search, grouping, zoom, and the switch between graph and table. */
export function GraphToolbar(props: GraphToolbarProps) {
  const { as, onAs, find, layers, zoom, grouping, onGrouping, squeezed, onRearrange } = props;
  return (
    <div className="sticky bottom-bottom-bar z-10 flex shrink-0 flex-wrap items-center gap-2 rounded-b-lg border-t bg-card px-3 py-2">
      {find}
      {layers}
      {as === "graph" && (
        <Tooltip text={grouping ? messages.ungroup : messages.group}>
          <Button
            variant="ghost"
            aria-pressed={grouping}
            onClick={onGrouping}
            className="aria-pressed:bg-primary-tint aria-pressed:text-primary"
          >
            <Group aria-hidden />
            {messages.grouping}
          </Button>
        </Tooltip>
      )}
      {as === "graph" && squeezed > 0 && (
        <Button onClick={onRearrange}>{messages.rearrange(squeezed)}</Button>
      )}
      <div className="ms-auto flex flex-wrap items-center gap-2">
        {as === "graph" && zoom}
        <Segmented
          aria-label={messages.showAs}
          value={as}
          options={[
            { value: "graph", label: messages.graph },
            { value: "table", label: messages.table },
          ]}
          onChange={(next) => onAs(next === "table" ? "table" : "graph")}
        />
      </div>
    </div>
  );
}
