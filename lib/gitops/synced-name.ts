import type { SyncedName } from "#lib/gitops/types";

const indexes = new WeakMap<readonly SyncedName[], ReadonlyMap<string, number>>();

/**
 * The item of the list that names the same object, in any version. Each list is indexed once, because
 * thousands of requests may search it; the index lives as long as the list.
 */
export function findNamed<T extends SyncedName>(list: readonly T[], object: SyncedName): T | undefined {
  const index = indexes.get(list) ?? new Map(list.map((one, place) => [identify(one), place]));
  indexes.set(list, index);
  return list[index.get(identify(object)) ?? -1];
}

export function identify({ group, kind, namespace = "", name }: SyncedName): string {
  return [group, kind, namespace, name].join("/");
}
