import "server-only";
import { authorize } from "#lib/auth/permissions";
import type { Identity } from "#lib/auth/types";
import type { CatalogRecord } from "#lib/catalog/types";
import { PortalError } from "#lib/errors";
import { findSeenRecord, seeEntry } from "#lib/server/catalog";
import { followChanges } from "#lib/server/follow-changes";
import { followObject } from "#lib/server/object-follower";
import { getType, type ObjectAddress, parseResourcePath, watchOffer } from "#lib/server/objects";
import { followOptions } from "#lib/server/options";
import type { Portal } from "#lib/server/portal";
import { findObjectOf } from "#lib/server/requests";

/**
 * Follows one topic of the event stream for a person: `notify` is called whenever it may have changed. Returns
 * unsubscribe. Throws `forbidden`, `not-found`, or `invalid` for what is no topic.
 */
export async function followTopic(
  portal: Portal,
  identity: Identity,
  topic: string,
  notify: () => void,
): Promise<() => void> {
  const colon = topic.indexOf(":");
  const name = colon < 0 ? topic : topic.slice(0, colon);
  const id = colon < 0 ? "" : topic.slice(colon + 1);
  switch (name) {
    case "catalog":
      return portal.catalog.subscribe(notify);
    case "status":
      return followStatus(portal, notify);
    case "entry":
      return followEntry(portal, identity, id, notify);
    case "requests":
      return all(
        followGit(portal, notify),
        followOffers(portal, () => true, notify),
      );
    case "request":
      return followRequest(portal, identity, id, notify);
    case "resources":
      if (id) await findSeenRecord(portal, identity, id);
      return followOffers(portal, ({ entry }) => id === "" || entry.id === id, notify);
    case "resource":
      return followAddress(portal, identity, parseResourcePath(id), notify);
    case "options":
      return followOptions(portal, identity, id, notify);
    default:
      throw new PortalError("invalid", {
        detail: `"${topic}" is no topic of the event stream.`,
        suggestion: "The topics are listed at /api/v1/openapi.json.",
      });
  }
}

function followStatus({ clusters, demo, git }: Portal, notify: () => void): () => void {
  const freshness = [...clusters.values()].map((cluster) => cluster.subscribeFreshness(notify));
  return all(...freshness, demo?.subscribe(notify), git?.subscribe(notify));
}

/** One that is not there may be followed: it may come (back). */
async function followEntry(
  portal: Portal,
  identity: Identity,
  id: string,
  notify: () => void,
): Promise<() => void> {
  const record = portal.catalog.get(id);
  if (record) await authorize(identity, seeEntry(record), portal.rules);
  return portal.catalog.subscribe((event) => {
    if (event.id === id) notify();
  });
}

function followGit({ git, sync }: Portal, notify: () => void): () => void {
  return all(git?.subscribe(notify), sync.subscribe(notify));
}

async function followRequest(
  portal: Portal,
  identity: Identity,
  id: string,
  notify: () => void,
): Promise<() => void> {
  const object = await findObjectOf(portal, identity, id);
  const git = followGit(portal, notify);
  const type = portal.clusters.get(object.cluster)?.discovery.findByKind(object);
  return type
    ? all(git, followObject(portal, identity, type, { namespace: undefined, ...object }, notify))
    : git;
}

async function followAddress(
  portal: Portal,
  identity: Identity,
  address: ObjectAddress,
  notify: () => void,
): Promise<() => void> {
  const { cluster, group, plural: resource, namespace, name } = address;
  const type = getType(portal, address);
  await authorize(identity, { action: "read", cluster, group, resource, namespace, name }, portal.rules);
  if (group === "" && type.kind === "Secret") {
    throw new PortalError("forbidden", { detail: "The portal does not read Secrets." });
  }
  return all(followGit(portal, notify), followObject(portal, identity, type, address, notify));
}

/** What the chosen offers make, and the parts of it; offers that come later join. */
function followOffers(
  portal: Portal,
  chosen: (record: CatalogRecord) => boolean,
  notify: () => void,
): () => void {
  const watches = new Map<string, () => void>();
  const follow = (record: CatalogRecord) => {
    const { id, group, version, kind } = record.entry;
    const key = JSON.stringify([id, group, version, kind]);
    if (watches.has(key) || !chosen(record)) return;
    const watch = watchOffer(portal, record.entry);
    if (!watch) return;
    watches.set(key, watch.close);
    followChanges(watch, notify);
  };
  portal.catalog.list().forEach(follow);
  const stopCatalog = portal.catalog.subscribe(() => portal.catalog.list().forEach(follow));
  const stopParts = portal.parts.subscribe(throttle(notify));
  return () => {
    all(stopCatalog, stopParts, ...watches.values())();
  };
}

/** Parts of anything move all the time; a list of their wholes need not be read more often than this. */
const PARTS_INTERVAL = 500;

function throttle(notify: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      notify();
    }, PARTS_INTERVAL).unref();
  };
}

function all(...stops: readonly ((() => void) | undefined)[]): () => void {
  return () => {
    for (const stop of stops) stop?.();
  };
}
