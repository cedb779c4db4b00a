import { createRecordStore, openStore } from "#lib/catalog/sources/record-store";
import {
  BESIDE_CLAIM,
  buildBrokenXrdRecord,
  buildXrdRecord,
  type OfferedXrd,
  readOfferedXrd,
  type XrdContext,
} from "#lib/catalog/sources/xrd-offer";
import type { CatalogRecord, CatalogSource } from "#lib/catalog/types";
import type { Informer } from "#lib/kubernetes/types";

export interface XrdSourceOptions extends Omit<XrdContext, "cluster"> {
  xrds: Informer;
  crds: Informer;
  /** Calls the listener whenever a result of `isServed` may have changed. Returns unsubscribe. */
  onServedChange?(listener: () => void): () => void;
}

/** An XRD's own entry, and the additional one. */
const PARTS = [undefined, BESIDE_CLAIM] as const;

/** Offers from the XRDs of one cluster. The caller owns both informers. */
export function createXrdSource(options: XrdSourceOptions): CatalogSource {
  const { xrds, crds, onServedChange, ...serving } = options;
  const store = createRecordStore();
  /** The XRDs in the cluster, by name. A change or the end of an XRD replaces or removes its entry. */
  const offered = new Map<string, OfferedXrd>();

  function read(name: string): OfferedXrd | undefined {
    const object = xrds.get(undefined, name);
    const known = offered.get(name);
    if (known && known.object === object) return known;
    const fresh = object && readOfferedXrd(object);
    if (fresh) offered.set(name, fresh);
    else offered.delete(name);
    return fresh;
  }

  function refresh(name: string): void {
    const xrd = read(name);
    for (const part of PARTS) {
      const key = part ? `${name} ${part}` : name;
      const record = xrd && buildPart(xrd, part, store.find(key));
      if (record) store.set(key, record);
      else store.remove(key);
    }
  }

  function buildPart(
    { object, parsed, apis }: OfferedXrd,
    part: (typeof PARTS)[number],
    previous: CatalogRecord | undefined,
  ): CatalogRecord | undefined {
    const { cluster } = xrds.resource;
    if (parsed.state === "broken") {
      return part ? undefined : buildBrokenXrdRecord(object, parsed.reason, cluster);
    }
    const one = apis.find((offer) => offer.part === part);
    if (!one) return undefined;
    const crd = crds.get(undefined, one.api.crdName);
    return buildXrdRecord(object, one, crd, { ...serving, cluster }, previous);
  }

  const unsubscribes = [
    crds.subscribe((event) => {
      if (!("object" in event)) return;
      const { name } = event.object.metadata;
      for (const [xrd, { apis }] of [...offered]) {
        if (apis.some(({ api }) => api.crdName === name)) refresh(xrd);
      }
    }),
    xrds.subscribe((event) => {
      if ("object" in event) refresh(event.object.metadata.name);
    }),
    onServedChange?.(() => {
      for (const name of [...offered.keys()]) refresh(name);
    }),
  ];

  return {
    kind: "xrd",
    hasSynced: () => xrds.hasSynced() && crds.hasSynced(),
    ...openStore(store, unsubscribes),
  };
}
