import type { FormBuilder } from "#lib/catalog/form-check";
import { buildClosedRecord, buildRecord } from "#lib/catalog/record";
import { parseLiveDefinition } from "#lib/catalog/sources/live-definition";
import { findCrdRefusal, findServingObstacle, type IsServed } from "#lib/catalog/sources/obstacle";
import { OFFER_LABEL } from "#lib/catalog/sources/offer-choice";
import { createRecordStore, openStore } from "#lib/catalog/sources/record-store";
import type { CatalogRecord, CatalogSource } from "#lib/catalog/types";
import { isMadeByXrd } from "#lib/crossplane/xrd-api";
import { KRATIX_LABELS } from "#lib/kratix/names";
import { rgdOf } from "#lib/kro/resource-graph-definition";
import type { Informer, KubernetesObject } from "#lib/kubernetes/types";

export interface CrdSourceOptions {
  crds: Informer;
  isServed: IsServed;
  /** Calls the listener whenever a result of `isServed` may have changed. Returns unsubscribe. */
  onServedChange?(listener: () => void): () => void;
  buildForm: FormBuilder;
}

/**
 * True for a CRD that is offered directly. CRDs of Kratix are offered as their Promise, CRDs of Crossplane,
 * which copies an XRD's labels to them, as their XRD, and CRDs of kro as their RGD.
 */
export function isOffered(object: KubernetesObject): boolean {
  const { labels } = object.metadata;
  if (labels?.[OFFER_LABEL] !== "true" || isMadeByXrd(object) || rgdOf(object)) return false;
  return labels[KRATIX_LABELS.promiseName] === undefined;
}

/** The record of an offered CRD. */
export function buildCrdRecord(
  object: KubernetesObject,
  cluster: string,
  { isServed, buildForm }: Pick<CrdSourceOptions, "isServed" | "buildForm">,
  previous?: CatalogRecord,
): CatalogRecord {
  const { name, resourceVersion, annotations, labels } = object.metadata;
  const offer = {
    source: "crd" as const,
    cluster,
    annotations: [annotations ?? {}],
    labels: [labels ?? {}],
    defaultIcon: "box",
    warnings: [],
    origin: { group: "apiextensions.k8s.io", resource: "customresourcedefinitions", name, resourceVersion },
  };
  const definition = parseLiveDefinition(object);
  if (!definition) {
    return buildClosedRecord(offer, "Form broken: the definition can't be read. Ask the platform team.");
  }
  const findObstacle = (version: string) =>
    findCrdRefusal(definition) ?? findServingObstacle(definition, version, isServed);
  return buildRecord({ ...offer, definition, findObstacle }, buildForm, previous);
}

/** Offers from the labelled CRDs of one cluster. The caller owns the informer. */
export function createCrdSource({ crds, onServedChange, ...options }: CrdSourceOptions): CatalogSource {
  const store = createRecordStore();

  function refresh(name: string): void {
    const object = crds.get(undefined, name);
    // A CRD that is being deleted is no longer offered, however long its finalizers take.
    if (!object || object.metadata.deletionTimestamp || !isOffered(object)) store.remove(name);
    else store.set(name, buildCrdRecord(object, crds.resource.cluster, options, store.find(name)));
  }

  const unsubscribes = [
    crds.subscribe((event) => {
      if ("object" in event) refresh(event.object.metadata.name);
    }),
    onServedChange?.(() => {
      for (const { origin } of store.list()) refresh(origin.name);
    }),
  ];

  return { kind: "crd", hasSynced: crds.hasSynced, ...openStore(store, unsubscribes) };
}
