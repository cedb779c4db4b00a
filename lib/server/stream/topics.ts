import "server-only";
import { authorize, decide } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import type { CatalogRecord } from "#lib/catalog/types";
import { PortalError } from "#lib/errors";
import { formatJson } from "#lib/exact-json";
import type { ResolvedReference } from "#lib/kubernetes/objects/reference";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import type { Portal } from "#lib/server/portal";
import type { RequestIndex } from "#lib/server/read-model/request-index";
import { requestModelOf } from "#lib/server/read-model/request-model";
import { digestSeen } from "#lib/server/read-model/sight";
import { followChanges } from "#lib/server/resources/follow-changes";
import { fetchObject } from "#lib/server/resources/live-object";
import { assertNamespace } from "#lib/server/resources/namespaces";
import {
  getCluster,
  type ObjectAddress,
  parseResourcePath,
  resolveAddress,
} from "#lib/server/resources/objects";
import { describeSync } from "#lib/server/resources/resource-sync";
import { followDigest } from "#lib/server/stream/digest-follower";
import { buildObjectSteps } from "#lib/server/stream/object-follower";
import { followOffers } from "#lib/server/stream/offer-follower";
import { followRequest, followRequests } from "#lib/server/stream/request-follower";
import { findSeenRecord, isInAudience, seeEntry } from "#lib/server/use-cases/catalog";
import { followOptions } from "#lib/server/use-cases/options";

/** Who follows, and what for. */
export interface Follower {
  identity: Identity;
  /** Called whenever the topic may have changed; with ids, only these entries of a list may have. */
  notify(ids?: readonly string[]): void;
  /**
   * Keeps a place for an object that is not there yet; the result gives it back. Throws `not-found` where the person
   * follows too many such objects already.
   */
  reserveAbsent(): () => void;
}

/**
 * Follows one topic of the event stream for a person. Existence and access are checked before anything is watched.
 * Returns unsubscribe. Throws `forbidden`, `not-found`, or `invalid` for what is no topic.
 */
export async function followTopic(portal: Portal, topic: string, follower: Follower): Promise<() => void> {
  const { identity, notify } = follower;
  const colon = topic.indexOf(":");
  const name = colon < 0 ? topic : topic.slice(0, colon);
  const id = colon < 0 ? "" : topic.slice(colon + 1);
  switch (name) {
    case "catalog":
      return portal.catalog.subscribe(() => notify());
    case "status":
      return followStatus(portal, notify);
    case "entry":
      return followEntry(portal, follower, id);
    case "requests":
      return all(followRequests(portal, identity, notify), followObjects(portal, identity, notify));
    case "request":
      return followRequest(portal, identity, id, notify);
    case "resources":
      return followResources(portal, identity, id, notify);
    case "resource":
      return followAddress(portal, follower, parseResourcePath(id));
    case "options":
      return followOptions(portal, identity, id, notify);
    default:
      throw new PortalError("invalid", {
        detail: `"${topic.slice(0, 200)}" is no topic of the event stream.`,
        suggestion: "The topics are listed at /api/v1/openapi.json.",
      });
  }
}

/** The objects of requests: a request changes with its object. Other objects change no list of requests. */
function followObjects(portal: Portal, identity: Identity, notify: Follower["notify"]): () => void {
  return followOffers(
    portal,
    identity,
    () => true,
    (objects) => {
      void requestModelOf(portal)
        .current()
        .then(
          ({ about }) => objects.flatMap((object) => about(object).map(({ request }) => request.id)),
          () => [],
        )
        .then((ids) => ids.length > 0 && notify(ids));
    },
  );
}

/** The objects of one offer, or of all. Throws as `findSeenRecord`. */
async function followResources(
  portal: Portal,
  identity: Identity,
  id: string,
  notify: Follower["notify"],
): Promise<() => void> {
  if (id === "")
    return followOffers(
      portal,
      identity,
      () => true,
      () => notify(),
    );
  const { entry } = await findSeenRecord(portal, identity, id);
  const isChosen = ({ cluster, group, kind }: ResourceType) =>
    cluster === entry.cluster && group === entry.group && kind === entry.kind;
  return followOffers(portal, identity, isChosen, () => notify());
}

/** Of Git it tells only whether it can be read: of requests, their own topics tell. */
function followStatus(portal: Portal, notify: () => void): () => void {
  const { clusters, demo } = portal;
  const freshness = [...clusters.values()].map((cluster) => cluster.subscribeFreshness(notify));
  return all(
    ...freshness,
    demo?.subscribe(notify),
    requestModelOf(portal).subscribeHealth(() => notify()),
  );
}

/** An entry that is not there may be followed: it may come (back). */
async function followEntry(portal: Portal, { identity, notify }: Follower, id: string): Promise<() => void> {
  const record = portal.catalog.get(id);
  if (record) await authorize(identity, seeEntry(record), portal.rules);
  const maySee = async (one: CatalogRecord) =>
    (await decide(identity, seeEntry(one), portal.rules)).allowed && isInAudience(portal, identity, one);
  let seen = record !== undefined && (await isInAudience(portal, identity, record));
  let stopped = false;
  /** One that comes is told to who may see it; one that goes, to who saw it. */
  const tell = async () => {
    const now = portal.catalog.get(id);
    // One that the person may not see any more has gone, for the person.
    const isSeen = now !== undefined && (await maySee(now));
    const concerns = isSeen || seen;
    seen = isSeen;
    if (concerns && !stopped) notify();
  };
  return all(
    portal.catalog.subscribe((event) => {
      // Where nobody can say what the person may see, they are told nothing.
      if (event.id === id) void tell().catch(() => {});
    }),
    () => {
      stopped = true;
    },
  );
}

async function followAddress(
  portal: Portal,
  follower: Follower,
  address: ObjectAddress,
): Promise<() => void> {
  const { identity, notify } = follower;
  const reference = resolveAddress(portal, address);
  await authorize(identity, { action: "read", object: reference }, portal.rules);
  const object = await fetchObject(portal, reference);
  const live = object
    ? buildObjectSteps(portal, identity, reference, notify)
    : await followComing(portal, follower, reference);
  return all(live, await followFile(portal, follower, reference, object));
}

/** The requests about an object, its file, and what its agent says of it. */
async function followFile(
  portal: Portal,
  { identity, notify }: Follower,
  resolved: ResolvedReference,
  object: KubernetesObject | undefined,
): Promise<() => void> {
  const { type, namespace, name } = resolved;
  const { cluster, group, version, kind, plural } = type;
  const reference = { cluster, group, version, kind, plural, ...(namespace ? { namespace } : {}), name };
  const describe = async (index: RequestIndex) => {
    const [requests, file] = await Promise.all([
      digestSeen(portal, identity, index, index.about(reference)),
      index.findFile(reference),
    ]);
    const live = portal.parts.find(resolved)?.get(namespace, name) ?? object;
    const sync = live && (await describeSync(portal, identity, { reference, object: live, file }));
    return formatJson([requests, file?.blob, sync]);
  };
  return followDigest(requestModelOf(portal), describe, notify);
}

/**
 * An object that is not there, until it comes: it is looked for in a watch of its kind and namespace that all who wait
 * share, and that ends with them.
 */
async function followComing(
  portal: Portal,
  { identity, notify, reserveAbsent }: Follower,
  reference: ResolvedReference,
): Promise<() => void> {
  const { type, namespace, name } = reference;
  await assertNamespace(portal, type.cluster, namespace);
  const giveBack = reserveAbsent();
  const { group, version, kind } = type;
  const place = namespace === undefined ? {} : { namespace };
  const watch = getCluster(portal, type.cluster).informers.informer({ group, version, kind, ...place });
  let follow: (() => void) | undefined;
  let stopped = false;
  const look = () => {
    if (stopped || follow || !watch.get(namespace, name)) return;
    follow = buildObjectSteps(portal, identity, reference, notify);
    watch.close();
    giveBack();
    notify();
  };
  followChanges(watch, look);
  void watch.whenSynced().then(look);
  return () => {
    stopped = true;
    watch.close();
    giveBack();
    follow?.();
  };
}

function all(...stops: readonly ((() => void) | undefined)[]): () => void {
  return () => {
    for (const stop of stops) stop?.();
  };
}
