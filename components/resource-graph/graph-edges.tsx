"use client";

import { memo } from "react";
import { cn } from "#components/ui/cn";
import { type Block, boundsOfBlock, listBlocks } from "#lib/graph/view/blocks";
import { CARD_HEIGHT } from "#lib/graph/view/grid";
import { edgePath } from "#lib/graph/view/layout";
import type { Cards, Places, ViewEdge } from "#lib/graph/view/types";

export interface GraphEdgesProps {
  cards: Cards;
  places: Places;
  /** To second parents. */
  extra: readonly ViewEdge[];
  /** Dashed. */
  references: readonly ViewEdge[];
  /** Ids of the cards on the path to a cause: the lines between them stand out, the rest fades. */
  path: ReadonlySet<string> | undefined;
}

/** Space between a block and its frame: half of the gap between two cards. */
const PADDING = 6;

/** A frame around the columns of a block with one line to it: a line to each card would run under other cards. */
function BlockFrame({ block, places }: { block: Block; places: Places }) {
  const bounds = boundsOfBlock(block, places);
  const start = places.get(block.parent);
  if (!bounds || !start) return null;
  const { x, y, width, height } = bounds;
  const end = { x: x - PADDING, y: y + height / 2 - CARD_HEIGHT / 2 };
  return (
    <g className="fill-none stroke-1 stroke-input">
      <rect
        x={x - PADDING}
        y={y - PADDING}
        width={width + 2 * PADDING}
        height={height + 2 * PADDING}
        rx={10}
        vectorEffect="non-scaling-stroke"
        className="fill-muted"
      />
      <path d={edgePath(start, end)} vectorEffect="non-scaling-stroke" />
    </g>
  );
}

/** All lines as one picture below the cards, solid for "made by" and dashed for "refers to". The tree has the same as text. */
export const GraphEdges = memo(function GraphEdges({
  cards,
  places,
  extra,
  references,
  path,
}: GraphEdgesProps) {
  const blocks = listBlocks(cards);
  const inBlock = new Set(blocks.flatMap(({ members }) => members));
  const made = [...cards.values()].flatMap(({ id, parent }) =>
    parent && !inBlock.has(id) ? [{ from: parent, to: id }] : [],
  );
  const seconds = extra.filter(({ from, to }) => cards.has(from) && cards.has(to));
  return (
    <svg aria-hidden className="absolute top-0 left-0 -z-10 size-px animate-graph overflow-visible">
      {blocks.map((block) => (
        <BlockFrame key={block.parent} block={block} places={places} />
      ))}
      {references.map(({ from, to }) => {
        const [start, end] = [places.get(from), places.get(to)];
        if (!start || !end) return null;
        return (
          <path
            key={`${from}~${to}`}
            data-reference
            d={edgePath(start, end)}
            vectorEffect="non-scaling-stroke"
            strokeDasharray="4 4"
            className="fill-none stroke-1 stroke-muted-foreground"
          />
        );
      })}
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
