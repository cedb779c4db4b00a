"use client";

import { Group } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button";
import { Segmented } from "#components/ui/segmented";
import { Tooltip } from "#components/ui/tooltip";

export type Shape = "graph" | "table";

export interface GraphToolbarProps {
  as: Shape;
  onAs: (shape: Shape) => void;
  /** The find field. */
  find: ReactNode;
  /** The zoom, of the graph only. */
  zoom: ReactNode;
  grouping: boolean;
  onGrouping: () => void;
  /** New cards that found no room in their place. */
  squeezed: number;
  onRearrange: () => void;
}

/** Below the graph: what is looked for, how it is drawn, and the table instead. */
export function GraphToolbar(props: GraphToolbarProps) {
  const { as, onAs, find, zoom, grouping, onGrouping, squeezed, onRearrange } = props;
  return (
    <div className="sticky bottom-bottom-bar z-10 flex shrink-0 flex-wrap items-center gap-2 rounded-b-lg border-t bg-card px-3 py-2">
      {find}
      {as === "graph" && (
        <Tooltip text={grouping ? "Every part as a card of its own" : "Many parts of one kind as one card"}>
          <Button
            variant="ghost"
            aria-pressed={grouping}
            onClick={onGrouping}
            className="aria-pressed:bg-primary-tint aria-pressed:text-primary"
          >
            <Group aria-hidden />
            Group
          </Button>
        </Tooltip>
      )}
      {as === "graph" && squeezed > 0 && <Button onClick={onRearrange}>{squeezed} new: rearrange</Button>}
      <div className="ms-auto flex flex-wrap items-center gap-2">
        {as === "graph" && zoom}
        <Segmented
          aria-label="Show as"
          value={as}
          options={[
            { value: "graph", label: "Graph" },
            { value: "table", label: "Table" },
          ]}
          onChange={(next) => onAs(next === "table" ? "table" : "graph")}
        />
      </div>
    </div>
  );
}
