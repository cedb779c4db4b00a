import "server-only";
import type { ResourceGroup, ResourceOrder } from "#lib/api/types";
import { severityOf } from "#lib/graph/judge/root-cause";
import type { ResourceRow } from "#lib/server/use-cases/resource-list/resource-row";

/** Below every character of a name, so that a shorter name comes before a longer one that begins with it. */
const APART = "\u0001";

/** Above every number of milliseconds that a time has. */
const LATEST = 10 ** 15;

/**
 * The place of a row in a list, as text that sorts. No two rows of a list have the same, so that it is a cursor as well.
 */
export function describeOrder(
  row: ResourceRow,
  sort: ResourceOrder,
  groupBy: ResourceGroup | undefined,
): string {
  const { object, type, record } = row;
  const { name, namespace = "" } = object.metadata;
  const place = [type.cluster, namespace, name, record.entry.id];
  const parts = [groupBy ? listOfGroup(row, groupBy) : [], listOfSort(row, sort), place];
  return parts.flat().join(APART);
}

function listOfGroup({ object, type, record, health }: ResourceRow, groupBy: ResourceGroup): string[] {
  switch (groupBy) {
    case "entry":
      return [record.entry.title.toLowerCase(), record.entry.id];
    case "namespace":
      return [object.metadata.namespace ?? ""];
    case "cluster":
      return [type.cluster];
    case "state":
      return health ? [formatNumber(severityOf(health.state))] : [];
  }
}

function listOfSort({ object, health, change }: ResourceRow, sort: ResourceOrder): string[] {
  switch (sort) {
    case "place":
      return [];
    case "name":
      return [object.metadata.name];
    case "state":
      return health ? [formatNumber(severityOf(health.state))] : [];
    case "age":
      return [formatNewest(object.metadata.creationTimestamp)];
    case "change": {
      const last = change()?.pullRequest;
      // What no request changed comes last.
      return [formatNewest(last?.mergedAt ?? last?.createdAt)];
    }
  }
}

function formatNewest(time: string | undefined): string {
  return formatNumber(LATEST - (time === undefined ? 0 : Date.parse(time)));
}

function formatNumber(number: number): string {
  return String(number).padStart(16, "0");
}
