import type { InformerEvent, KubernetesObject } from "#lib/kubernetes/types";

/** A change of the store. */
export type StoreChange = Extract<InformerEvent<KubernetesObject>, { type: "added" | "updated" | "deleted" }>;

/** Objects of one resource by namespace and name. Each write returns the changes it made, in order. */
export interface ObjectStore {
  /**
   * Sorted by key, as the API server lists. Otherwise a watch would append new objects, and a new list would
   * not.
   */
  list(namespace?: string): readonly KubernetesObject[];
  get(namespace: string | undefined, name: string): KubernetesObject | undefined;
  /** No change for an object with the same resource version. */
  put(object: KubernetesObject): StoreChange[];
  remove(object: KubernetesObject): StoreChange[];
  /** Replaces the whole content. */
  replace(objects: readonly KubernetesObject[]): StoreChange[];
}

/** Cluster-scoped objects have the namespace `""`. */
export function createObjectStore(): ObjectStore {
  const namespaces = new Map<string, Map<string, KubernetesObject>>();
  // Pages list far more often than objects change, so a list is created once for each change.
  const lists = new Map<string | undefined, readonly KubernetesObject[]>();

  const get = (namespace: string | undefined, name: string) => namespaces.get(namespace ?? "")?.get(name);

  function readAll(namespace: string | undefined): KubernetesObject[] {
    if (namespace !== undefined) return [...(namespaces.get(namespace)?.values() ?? [])];
    return [...namespaces.values()].flatMap((objects) => [...objects.values()]);
  }

  function list(namespace?: string): readonly KubernetesObject[] {
    const known = lists.get(namespace) ?? readAll(namespace).sort(compareKeys);
    lists.set(namespace, known);
    return known;
  }

  function write(object: KubernetesObject): void {
    const namespace = object.metadata.namespace ?? "";
    const objects = namespaces.get(namespace) ?? new Map<string, KubernetesObject>();
    namespaces.set(namespace, objects.set(object.metadata.name, object));
    lists.clear();
  }

  function put(object: KubernetesObject): StoreChange[] {
    const previous = get(object.metadata.namespace, object.metadata.name);
    if (previous && isSame(previous, object)) return [];
    write(object);
    if (!previous) return [{ type: "added", object }];
    // The object was removed and created again under the same name between two lists: it is another object.
    if (previous.metadata.uid !== object.metadata.uid) {
      return [
        { type: "deleted", object: previous },
        { type: "added", object },
      ];
    }
    return [{ type: "updated", object, previous }];
  }

  /** Returns the last known state, as the API server's DELETED event does. */
  function remove(object: KubernetesObject): StoreChange[] {
    const { namespace = "", name } = object.metadata;
    const objects = namespaces.get(namespace);
    if (!objects?.delete(name)) return [];
    if (objects.size === 0) namespaces.delete(namespace);
    lists.clear();
    return [{ type: "deleted", object }];
  }

  function replace(objects: readonly KubernetesObject[]): StoreChange[] {
    const kept = new Set(objects.map(keyOf));
    const gone = readAll(undefined).filter((object) => !kept.has(keyOf(object)));
    return [...gone.flatMap(remove), ...objects.flatMap(put)];
  }

  return { list, get, put, remove, replace };
}

function compareKeys({ metadata: a }: KubernetesObject, { metadata: b }: KubernetesObject): number {
  return compareText(a.namespace ?? "", b.namespace ?? "") || compareText(a.name, b.name);
}

/** By code unit, independent of the locale. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Neither part of a key can contain a slash. */
function keyOf(object: KubernetesObject): string {
  return `${object.metadata.namespace ?? ""}/${object.metadata.name}`;
}

/** Computed objects have no resource version, so each counts as changed. */
function isSame(previous: KubernetesObject, next: KubernetesObject): boolean {
  const { resourceVersion, uid } = next.metadata;
  return (
    resourceVersion !== "" &&
    previous.metadata.resourceVersion === resourceVersion &&
    previous.metadata.uid === uid
  );
}
