"use client";

import { useState } from "react";
import { bulkMessages as messages } from "#components/resources/bulk/messages";
import { resourceHref } from "#components/resources/resource-href";
import type { Selection } from "#components/ui/table";
import type { ResourceSummary } from "#lib/api/types";

/** The resources that the person selected; they stay selected while the list shows others. */
export function useSelection() {
  const [chosen, setChosen] = useState<ReadonlyMap<string, ResourceSummary>>(new Map());
  const selection: Selection<ResourceSummary> = {
    isSelected: (row) => chosen.has(hrefOf(row)),
    onSelect: (rows, isSelected) =>
      setChosen((before) => {
        const after = new Map(before);
        for (const row of rows) {
          if (isSelected) after.set(hrefOf(row), row);
          else after.delete(hrefOf(row));
        }
        return after;
      }),
    labelOf: ({ reference }) => messages.select(reference.name),
    labelOfAll: messages.selectAll,
  };
  return { selection, selected: [...chosen.values()], clear: () => setChosen(new Map()) };
}

function hrefOf({ reference, plural }: ResourceSummary): string {
  return resourceHref({ ...reference, plural });
}
