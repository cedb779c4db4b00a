import "server-only";
import type { CatalogRecord } from "#lib/catalog/types";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import type { Portal } from "#lib/server/portal";
import { watchOffer } from "#lib/server/resources/objects";

/** A change of an object of an offered kind. */
export interface ObjectEvent {
  change: "added" | "updated" | "deleted";
  object: KubernetesObject;
  type: ResourceType;
}

/**
 * Follows the objects of all offers, also of those that come later: one watch an offer, whoever listens. What is there
 * already is no event. Returns unsubscribe.
 */
export function followOffered(portal: Portal, listener: (event: ObjectEvent) => void): () => void {
  const watches = new Map<string, () => void>();
  const follow = ({ entry }: CatalogRecord) => {
    const { id, group, version, kind } = entry;
    const key = JSON.stringify([id, group, version, kind]);
    const watch = watches.has(key) ? undefined : watchOffer(portal, entry);
    if (!watch) return;
    watches.set(key, watch.close);
    // What is there already is replayed before `subscribe` returns.
    let isReplay = true;
    watch.subscribe((event) => {
      if (!isReplay && "object" in event)
        listener({ change: event.type, object: event.object, type: watch.resource });
    });
    isReplay = false;
  };
  const followAll = () => portal.catalog.list().forEach(follow);
  followAll();
  const stop = portal.catalog.subscribe(followAll);
  return () => {
    stop();
    for (const close of watches.values()) close();
  };
}
