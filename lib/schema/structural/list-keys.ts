/** Lists whose items must differ, as sets or by their keys. https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy */

import { formatJson } from "#lib/exact-json";
import { ownValue } from "#lib/schema/pointer";
import { sortKeys } from "#lib/schema/structural/server-numbers";
import type { JsonSchema } from "#lib/schema/types";

export const MAP_KEYS = "x-kubernetes-list-map-keys";

interface Duplicate {
  keyword: "uniqueItems" | typeof MAP_KEYS;
  /** Index of the later item; absent where the violation is about the whole list. */
  index?: number;
}

/** Items of `list` that repeat an earlier item, or the keys of an earlier item. */
export function findDuplicates(schema: JsonSchema, list: readonly unknown[]): Duplicate[] {
  const keys: unknown = schema[MAP_KEYS];
  if (Array.isArray(keys)) {
    const again = findRepeatedIndexes(list.map((item) => identifyItem(item, keys)));
    return again.map((index) => ({ keyword: MAP_KEYS, index }));
  }
  return schema.uniqueItems === true && findRepeatedIndexes(list).length > 0
    ? [{ keyword: "uniqueItems" }]
    : [];
}

/**
 * The identity of a list item as text: equal for items with the same values at the keys. An absent key counts
 * as null.
 */
export function identifyItem(item: unknown, keys: readonly unknown[]): string {
  return formatJson(sortKeys(keys.map((key) => ownValue(item, String(key)) ?? null)));
}

function findRepeatedIndexes(identities: readonly unknown[]): number[] {
  const seen = new Set<string>();
  return identities.flatMap((identity, index) => {
    const text = formatJson(sortKeys(identity));
    const again = seen.has(text);
    seen.add(text);
    return again ? [index] : [];
  });
}
