/** Lists whose items must differ, as sets or by their keys. https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy */

import { formatJson } from "#lib/exact-json";
import { ownValue } from "#lib/schema/pointer";
import { sortKeys } from "#lib/schema/structural/server-numbers";
import type { JsonSchema } from "#lib/schema/types";

export const MAP_KEYS = "x-kubernetes-list-map-keys";

interface Twice {
  keyword: "uniqueItems" | typeof MAP_KEYS;
  /** The later of the two items; absent where the list as a whole is told. */
  index?: number;
}

/** Where `list` holds the same item, or an item with the same keys, again. */
export function findTwice(schema: JsonSchema, list: readonly unknown[]): Twice[] {
  const keys: unknown = schema[MAP_KEYS];
  if (Array.isArray(keys)) {
    const again = findAgain(list.map((item) => identifyItem(item, keys)));
    return again.map((index) => ({ keyword: MAP_KEYS, index }));
  }
  return schema.uniqueItems === true && findAgain(list).length > 0 ? [{ keyword: "uniqueItems" }] : [];
}

/** One text for all items of a list that have the same values at its keys; a key that is not set counts as null. */
export function identifyItem(item: unknown, keys: readonly unknown[]): string {
  return formatJson(sortKeys(keys.map((key) => ownValue(item, String(key)) ?? null)));
}

function findAgain(identities: readonly unknown[]): number[] {
  const seen = new Set<string>();
  return identities.flatMap((identity, index) => {
    const text = formatJson(sortKeys(identity));
    const again = seen.has(text);
    seen.add(text);
    return again ? [index] : [];
  });
}
