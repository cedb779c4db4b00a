"use client";

import { Layers } from "lucide-react";
import { graphMessages } from "#components/resource-graph/messages";
import { Button } from "#components/ui/button";
import { DropdownMenu, MenuCheck, MenuLabel, MenuSeparator } from "#components/ui/dropdown-menu";
import { LAYERS, type Layer } from "#lib/graph/layers";
import type { ViewNode } from "#lib/graph/view/types";

const { layers: messages } = graphMessages;

export interface LayersMenuProps {
  nodes: readonly ViewNode[];
  /** The number of lines in the layer of references. */
  references: number;
  /** Kinds that were not searched for parts. */
  unlisted: readonly string[];
  /** Layers that are shown besides the results. */
  shown: ReadonlySet<Layer>;
  onChange: (shown: ReadonlySet<Layer>) => void;
}

/** The layers of the graph with the number of their parts, and the kinds that the graph lacks. */
export function LayersMenu({ nodes, references, unlisted, shown, onChange }: LayersMenuProps) {
  const counts = new Map<Layer, number>();
  for (const { layer = "results" } of nodes) counts.set(layer, (counts.get(layer) ?? 0) + 1);
  if (references > 0) counts.set("references", references);
  const others = LAYERS.filter((layer) => layer !== "results" && counts.has(layer));
  const toggle = (layer: Layer, isShown: boolean) =>
    onChange(new Set(LAYERS.filter((one) => (one === layer ? isShown : shown.has(one)))));
  return (
    <DropdownMenu
      align="start"
      side="top"
      trigger={
        <Button variant="ghost">
          <Layers aria-hidden />
          {messages.title}
        </Button>
      }
    >
      <MenuLabel>{messages.results(counts.get("results") ?? 0)}</MenuLabel>
      {others.map((layer) => (
        <MenuCheck
          key={layer}
          checked={shown.has(layer)}
          onCheckedChange={(isShown) => toggle(layer, isShown)}
          detail={String(counts.get(layer))}
        >
          {messages.names[layer]}
        </MenuCheck>
      ))}
      {others.length === 0 && <MenuLabel>{messages.none}</MenuLabel>}
      {unlisted.length > 0 && (
        <>
          <MenuSeparator />
          <MenuLabel>{messages.unlisted(unlisted)}</MenuLabel>
        </>
      )}
    </DropdownMenu>
  );
}
