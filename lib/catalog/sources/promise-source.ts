import type { FormBuilder } from "#lib/catalog/form-check";
import { parseLiveDefinition } from "#lib/catalog/sources/live-definition";
import type { IsServed } from "#lib/catalog/sources/obstacle";
import { buildPromiseRecord, isOfferedPromise } from "#lib/catalog/sources/promise-offer";
import { createRecordStore, openStore } from "#lib/catalog/sources/record-store";
import type { CatalogSource } from "#lib/catalog/types";
import { type KratixPromise, parsePromise } from "#lib/kratix/promise";
import type { Informer } from "#lib/kubernetes/types";

export interface PromiseSourceOptions {
  promises: Informer;
  crds: Informer;
  isServed: IsServed;
  /** Calls the listener whenever a result of `isServed` may have changed. Returns unsubscribe. */
  onServedChange?(listener: () => void): () => void;
  buildForm: FormBuilder;
}

interface ParsedPromise {
  resourceVersion: string;
  promise: KratixPromise;
}

/** Offers from the Promises of one cluster. The caller owns both informers. */
export function createPromiseSource(options: PromiseSourceOptions): CatalogSource {
  const { promises, crds, isServed, onServedChange, buildForm } = options;
  const store = createRecordStore();
  /** The Promises that are offered, by name. A new version or the end of a Promise replaces or removes its entry. */
  const parsed = new Map<string, ParsedPromise>();

  function parse(name: string): ParsedPromise | undefined {
    const object = promises.get(undefined, name);
    if (!object) return undefined;
    const { resourceVersion } = object.metadata;
    const known = parsed.get(name);
    if (known?.resourceVersion === resourceVersion) return known;
    const fresh = { resourceVersion, promise: parsePromise(object) };
    parsed.set(name, fresh);
    return fresh;
  }

  function refresh(name: string): void {
    const current = parse(name);
    // A Promise that is being deleted is no longer offered, however long its finalizers take.
    if (!current || current.promise.deleting || !isOfferedPromise(current.promise)) {
      parsed.delete(name);
      store.remove(name);
      return;
    }
    const { promise, resourceVersion } = current;
    const crdName = definedName(promise);
    const record = buildPromiseRecord(promise, {
      cluster: promises.resource.cluster,
      resourceVersion,
      crd: crdName === undefined ? undefined : parseLiveDefinition(crds.get(undefined, crdName)),
      isServed,
      isInstalled: (required) => promises.get(undefined, required) !== undefined,
      buildForm,
      previous: store.find(name),
    });
    store.set(name, record);
  }

  function refreshWhere(matches: (promise: KratixPromise) => boolean): void {
    for (const { promise } of [...parsed.values()]) if (matches(promise)) refresh(promise.name);
  }

  const unsubscribes = [
    crds.subscribe((event) => {
      if (!("object" in event)) return;
      const { name } = event.object.metadata;
      refreshWhere((promise) => definedName(promise) === name);
    }),
    promises.subscribe((event) => {
      if (!("object" in event)) return;
      const { name } = event.object.metadata;
      refresh(name);
      if (event.type !== "updated") refreshWhere((promise) => needs(promise, name));
    }),
    onServedChange?.(() => refreshWhere((promise) => promise.api.state === "defined")),
  ];

  return {
    kind: "promise",
    hasSynced: () => promises.hasSynced() && crds.hasSynced(),
    ...openStore(store, unsubscribes),
  };
}

function definedName({ api }: KratixPromise): string | undefined {
  return api.state === "defined" ? api.definition.name : undefined;
}

function needs(promise: KratixPromise, name: string): boolean {
  return promise.requiredPromises.some((required) => required.name === name);
}
