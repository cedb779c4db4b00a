"use client";

import { useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { Maximize, Minus, Plus } from "lucide-react";
import { graphMotion } from "#components/resource-graph/card-visits";
import { graphMessages } from "#components/resource-graph/messages";
import { Button } from "#components/ui/button";
import { Tooltip } from "#components/ui/tooltip";
import type { Places } from "#lib/graph/view/types";
import { fitAll } from "#lib/graph/view/viewport";

const { zoom: messages } = graphMessages;

/** Buttons to zoom out, to 100%, in, and to the whole graph. */
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
      <Tooltip text={messages.out}>
        <Button variant="ghost" size="icon" aria-label={messages.out} onClick={() => zoomOut(graphMotion())}>
          <Minus aria-hidden />
        </Button>
      </Tooltip>
      <Tooltip text={messages.reset}>
        <Button
          variant="ghost"
          aria-label={messages.percent(percent)}
          className="w-14 px-0 tabular-nums"
          onClick={() => zoomTo(1, graphMotion())}
        >
          {percent}%
        </Button>
      </Tooltip>
      <Tooltip text={messages.in}>
        <Button variant="ghost" size="icon" aria-label={messages.in} onClick={() => zoomIn(graphMotion())}>
          <Plus aria-hidden />
        </Button>
      </Tooltip>
      <Tooltip text={messages.all}>
        <Button variant="ghost" size="icon" aria-label={messages.all} onClick={fit}>
          <Maximize aria-hidden />
        </Button>
      </Tooltip>
    </div>
  );
}
