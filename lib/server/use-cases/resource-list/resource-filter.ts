import "server-only";
import type { ResourceFilter } from "#lib/api/types";
import type { ResourceRow } from "#lib/server/use-cases/resource-list/resource-row";
import { createSearch } from "#lib/server/use-cases/search";

type RowFilter = Pick<ResourceFilter, "entry" | "namespace" | "cluster" | "state" | "mine" | "inGit" | "q">;

/** A part of the filter. */
export interface Condition {
  name: keyof RowFilter;
  fits: (row: ResourceRow) => boolean;
}

/** The parts of the filter that are given. */
export function listConditions({
  entry,
  namespace,
  cluster,
  state,
  mine,
  inGit,
  q,
}: Partial<RowFilter>): Condition[] {
  const isFound = createSearch(q);
  const conditions: (Condition | undefined)[] = [
    entry === undefined ? undefined : { name: "entry", fits: ({ record }) => record.entry.id === entry },
    namespace === undefined
      ? undefined
      : { name: "namespace", fits: ({ object }) => object.metadata.namespace === namespace },
    cluster === undefined ? undefined : { name: "cluster", fits: ({ type }) => type.cluster === cluster },
    state === undefined ? undefined : { name: "state", fits: (row) => row.health?.state === state },
    mine === undefined ? undefined : { name: "mine", fits: (row) => row.isOwn() },
    inGit === undefined ? undefined : { name: "inGit", fits: (row) => row.isInGit() === (inGit === "true") },
    q === undefined ? undefined : { name: "q", fits: (row) => isFound(listWords(row)) },
  ];
  return conditions.filter((condition) => condition !== undefined);
}

/** What a row of a list shows. */
function listWords({ object: { metadata }, type, record }: ResourceRow): (string | undefined)[] {
  return [metadata.name, metadata.namespace, type.kind, record.entry.title];
}
