/** A three-way merge of objects, field by field. */
import type { ConflictingField, FindListKeys, MergeSides } from "#lib/manifest/merge/types";
import { isEqual } from "#lib/schema/equal";
import { childPointer, isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";
import { identifyItem } from "#lib/schema/structural/list-keys";

const SIDES = ["base", "target", "head"] as const;

/** A value and its pointer; both undefined on a side that does not have it. */
interface Place {
  value: unknown;
  path: string | undefined;
}

type Places = MergeSides<Place>;

const NOWHERE: Place = { value: undefined, path: undefined };

export interface MergedFields {
  /** Not meaningful when there are conflicts. */
  value: unknown;
  conflicts: ConflictingField[];
}

/**
 * Merges both changes of one object. A field that only one side changed gets that side's value. A field that
 * both sides changed to different values is a conflict, and so is a field that one side changed inside an
 * object that the other side removed. A list is one value, unless `findKeys` returns the keys of its items,
 * as in server-side apply (https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy).
 */
export function mergeFields(sides: MergeSides<unknown>, findKeys: FindListKeys): MergedFields {
  const conflicts: ConflictingField[] = [];
  const root = (value: unknown): Place => ({ value, path: value === undefined ? undefined : "" });

  function merge(places: Places): unknown {
    const { base, target, head } = places;
    if (isEqual(target.value, head.value) || isEqual(base.value, head.value)) return target.value;
    if (isEqual(base.value, target.value)) return head.value;
    if (isMergeable(places, isRecord)) return mergeRecords(places);
    const lists = readKeyedLists(places, findKeys);
    if (lists) return mergeItems(lists);
    if (head.value === undefined || target.value === undefined) refuseInside(places);
    else refuse(places);
    return undefined;
  }

  function mergeRecords(places: Places): JsonRecord {
    const names = listNames(places.target.value, places.head.value);
    const merged = names.map((name): [string, unknown] => [name, merge(enter(places, name))]);
    return Object.fromEntries(merged.filter(([, value]) => value !== undefined));
  }

  function mergeItems(lists: MergeSides<ReadonlyMap<string, Place>>): unknown[] {
    const keys = new Set([...lists.target.keys(), ...lists.head.keys()]);
    const merged = [...keys].map((key) => merge(mapSides(lists, (items) => items.get(key) ?? NOWHERE)));
    return merged.filter((item) => item !== undefined);
  }

  /** One side removed an object that the other changed: the conflicts are the changed fields. */
  function refuseInside(places: Places): void {
    const kept = places.head.value === undefined ? places.target : places.head;
    if (!isRecord(kept.value) || !isRecord(places.base.value)) {
      refuse(places);
      return;
    }
    for (const name of listNames(places.base.value, kept.value)) {
      if (!isEqual(ownValue(places.base.value, name), ownValue(kept.value, name)))
        refuseInside(enter(places, name));
    }
  }

  function refuse(places: Places): void {
    const at = mapSides(places, ({ path }) => path);
    conflicts.push({ path: at.head ?? at.target ?? at.base ?? "", at });
  }

  return { value: merge(mapSides(sides, root)), conflicts };
}

/** True where both changes, and the value they started from, have the same kind. */
function isMergeable({ base, target, head }: Places, isSort: (value: unknown) => boolean): boolean {
  return isSort(target.value) && isSort(head.value) && (base.value === undefined || isSort(base.value));
}

function listNames(one: unknown, other: unknown): string[] {
  return [...new Set([one, other].flatMap((side) => (isRecord(side) ? Object.keys(side) : [])))];
}

function enter(places: Places, name: string): Places {
  return mapSides(places, ({ value, path }) => {
    const child = ownValue(value, name);
    return child === undefined || path === undefined
      ? NOWHERE
      : { value: child, path: childPointer(path, name) };
  });
}

/** The items of the three lists by their keys; undefined where a list has no keys, or an item lacks a key. */
function readKeyedLists(
  places: Places,
  findKeys: FindListKeys,
): MergeSides<ReadonlyMap<string, Place>> | undefined {
  const keys = findKeys(places.head.path ?? places.target.path ?? "");
  if (!keys || !isMergeable(places, Array.isArray)) return undefined;
  const lists = SIDES.map((side) => readItems(places[side], keys));
  const [base, target, head] = lists;
  return base && target && head ? { base, target, head } : undefined;
}

function readItems({ value, path = "" }: Place, keys: readonly string[]): Map<string, Place> | undefined {
  const items = new Map<string, Place>();
  if (!Array.isArray(value)) return items;
  for (const [index, item] of value.entries()) {
    const hasKey = keys.some((key) => (ownValue(item, key) ?? null) !== null);
    const name = identifyItem(item, keys);
    if (!hasKey || items.has(name)) return undefined;
    items.set(name, { value: item, path: childPointer(path, index) });
  }
  return items;
}

function mapSides<A, B>({ base, target, head }: MergeSides<A>, change: (side: A) => B): MergeSides<B> {
  return { base: change(base), target: change(target), head: change(head) };
}
