import type { CatalogRecord } from "#lib/catalog/types";
import { hasLockedValues } from "#lib/form/layout/form-rules";

/**
 * The offer that a resource belongs to: the first separate offer whose locked values the resource has, else the offer
 * of the API.
 * @param records of `Catalog.listByKind`
 */
export function chooseOffer(records: readonly CatalogRecord[], object: object): CatalogRecord | undefined {
  const [own, ...separate] = records;
  return separate.find(({ rules }) => rules && hasLockedValues(object, rules.locked)) ?? own;
}
