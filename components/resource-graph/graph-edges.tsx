"use client";

import { memo } from "react";
import { cn } from "#components/ui/cn";
import { edgePath } from "#lib/graph/view/layout";
import type { Cards, Places, ViewEdge } from "#lib/graph/view/types";

export interface GraphEdgesProps {
  cards: Cards;
  places: Places;
  /** To second parents. */
  extra: readonly ViewEdge[];
  /** Ids of the cards on the path to a cause: the lines between them stand out, the rest fades. */
  path: ReadonlySet<string> | undefined;
}

/** All lines as one picture below the cards, solid because all mean "made by". The tree has the same as text. */
export const GraphEdges = memo(function GraphEdges({ cards, places, extra, path }: GraphEdgesProps) {
  const made = [...cards.values()].flatMap(({ id, parent }) => (parent ? [{ from: parent, to: id }] : []));
  const seconds = extra.filter(({ from, to }) => cards.has(from) && cards.has(to));
  return (
    <svg aria-hidden className="absolute top-0 left-0 -z-10 size-px animate-graph overflow-visible">
      {[...seconds, ...made].map((edge, index) => {
        const { from, to } = edge;
        const [start, end] = [places.get(from), places.get(to)];
        if (!start || !end) return null;
        const onPath = path?.has(from) && path.has(to);
        return (
          <path
            key={`${from}>${to}`}
            d={edgePath(start, end)}
            vectorEffect="non-scaling-stroke"
            className={cn(
              "fill-none stroke-1 stroke-input transition-opacity duration-240",
              index < seconds.length && "opacity-65",
              path && (onPath ? "stroke-2 stroke-foreground opacity-100" : "opacity-65"),
            )}
          />
        );
      })}
    </svg>
  );
});
