import "server-only";
import type { CatalogRecord } from "#lib/catalog/types";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import type { Portal } from "#lib/server/portal";
import { followChanges, type ObjectChangeType } from "#lib/server/resources/follow-changes";
import { watchOffer } from "#lib/server/resources/objects";

/** A change of an object of an offered kind. */
export interface ObjectEvent {
  change: ObjectChangeType;
  object: KubernetesObject;
  type: ResourceType;
}

/**
 * Follows the objects of all offers, also of those that come later: one watch a kind, whoever listens. What is there
 * already is no event. The watches end with the portal.
 */
export function followOffered(portal: Portal, listener: (event: ObjectEvent) => void): void {
  const watches = new Set<string>();
  const follow = ({ entry }: CatalogRecord) => {
    const { cluster, group, version, kind } = entry;
    // Several offers can be of one kind.
    const key = JSON.stringify([cluster, group, version, kind]);
    const watch = watches.has(key) ? undefined : watchOffer(portal, entry);
    if (!watch) return;
    watches.add(key);
    followChanges(watch, (object, change) => listener({ change, object, type: watch.resource }));
  };
  const followAll = () => portal.catalog.list().forEach(follow);
  followAll();
  portal.catalog.subscribe(followAll);
}
