import "server-only";
import type { ResourceCounts } from "#lib/api/types";
import { severityOf } from "#lib/graph/judge/root-cause";
import type { Condition } from "#lib/server/use-cases/resource-list/resource-filter";
import type { ResourceRow } from "#lib/server/use-cases/resource-list/resource-row";

/**
 * For each value of a filter, the number of rows that fit the other parts of the filter.
 *
 * @param rows with their health
 */
export function countValues(rows: readonly ResourceRow[], conditions: readonly Condition[]): ResourceCounts {
  const countBy = <Value extends string>(
    name: Condition["name"],
    read: (row: ResourceRow) => Value | undefined,
  ) => {
    const others = conditions.filter((condition) => condition.name !== name);
    const counts = new Map<Value, number>();
    for (const row of rows) {
      const value = read(row);
      if (value === undefined || !others.every(({ fits }) => fits(row))) continue;
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return [...counts].map(([value, count]) => ({ value, count }));
  };
  const byCount = (one: { count: number; value: string }, other: typeof one) =>
    other.count - one.count || (one.value < other.value ? -1 : 1);
  return {
    pending: rows.filter(({ isPending }) => isPending).length,
    state: countBy("state", ({ health }) => health?.state).toSorted(
      (one, other) => severityOf(one.value) - severityOf(other.value),
    ),
    entry: countBy("entry", ({ record }) => record.entry.id).toSorted(byCount),
    namespace: countBy("namespace", ({ object }) => object.metadata.namespace ?? "").toSorted(byCount),
    cluster: countBy("cluster", ({ type }) => type.cluster).toSorted(byCount),
  };
}
