import { createRecordStore, openStore } from "#lib/catalog/sources/record-store";
import { buildRgdRecord, isOfferedRgd, type RgdContext } from "#lib/catalog/sources/rgd-offer";
import type { CatalogSource } from "#lib/catalog/types";
import { rgdOf } from "#lib/kro/resource-graph-definition";
import type { Informer } from "#lib/kubernetes/types";

export interface RgdSourceOptions extends Omit<RgdContext, "cluster"> {
  rgds: Informer;
  crds: Informer;
  /** Calls the listener whenever a result of `isServed` may have changed. Returns unsubscribe. */
  onServedChange?(listener: () => void): () => void;
}

/** Offers from the RGDs of one cluster. The caller owns both informers. */
export function createRgdSource(options: RgdSourceOptions): CatalogSource {
  const { rgds, crds, onServedChange, ...serving } = options;
  const store = createRecordStore();
  /** Names of CRDs by the name of their RGD, because only kro knows the plural of a kind. */
  const made = new Map<string, string>();

  function refresh(name: string): void {
    const object = rgds.get(undefined, name);
    if (!object || !isOfferedRgd(object)) {
      store.remove(name);
      return;
    }
    const crdName = made.get(name);
    const crd = crdName === undefined ? undefined : crds.get(undefined, crdName);
    const around = { ...serving, cluster: rgds.resource.cluster };
    store.set(name, buildRgdRecord(object, crd, around, store.find(name)));
  }

  const unsubscribes = [
    crds.subscribe((event) => {
      if (!("object" in event)) return;
      const rgd = rgdOf(event.object);
      if (rgd === undefined) return;
      const { name } = event.object.metadata;
      if (event.type !== "deleted") made.set(rgd, name);
      else if (made.get(rgd) === name) made.delete(rgd);
      refresh(rgd);
    }),
    rgds.subscribe((event) => {
      if ("object" in event) refresh(event.object.metadata.name);
    }),
    onServedChange?.(() => {
      for (const { origin } of store.list()) refresh(origin.name);
    }),
  ];

  return {
    kind: "rgd",
    hasSynced: () => rgds.hasSynced() && crds.hasSynced(),
    ...openStore(store, unsubscribes),
  };
}
