"use client";

import { useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { Maximize, Minus, Plus } from "lucide-react";
import { graphMotion } from "#components/resource-graph/card-visits";
import { Button } from "#components/ui/button";
import { Tooltip } from "#components/ui/tooltip";
import type { Places } from "#lib/graph/view/types";
import { fitAll } from "#lib/graph/view/viewport";

/** − 100% + and all of it. */
export function ZoomControls({ places }: { places: Places }) {
  const { zoomIn, zoomOut, zoomTo, setViewport } = useReactFlow();
  const store = useStoreApi();
  const percent = useStore(({ transform }) => Math.round(transform[2] * 100));
  const fit = () => {
    const { width, height } = store.getState();
    void setViewport(fitAll(places, { width, height }), graphMotion());
  };
  return (
    <div className="flex items-center">
      <Tooltip text="Zoom out">
        <Button variant="ghost" size="icon" aria-label="Zoom out" onClick={() => zoomOut(graphMotion())}>
          <Minus aria-hidden />
        </Button>
      </Tooltip>
      <Tooltip text="Zoom to 100%">
        <Button
          variant="ghost"
          aria-label={`Zoom ${percent}%, set to 100%`}
          className="w-14 px-0 tabular-nums"
          onClick={() => zoomTo(1, graphMotion())}
        >
          {percent}%
        </Button>
      </Tooltip>
      <Tooltip text="Zoom in">
        <Button variant="ghost" size="icon" aria-label="Zoom in" onClick={() => zoomIn(graphMotion())}>
          <Plus aria-hidden />
        </Button>
      </Tooltip>
      <Tooltip text="Show all">
        <Button variant="ghost" size="icon" aria-label="Show all" onClick={fit}>
          <Maximize aria-hidden />
        </Button>
      </Tooltip>
    </div>
  );
}
