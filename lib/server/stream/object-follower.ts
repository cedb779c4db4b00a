import "server-only";
import { coalesce } from "#lib/async/coalesce";
import { decide } from "#lib/auth/permissions/permissions";
import type { Action, Identity } from "#lib/auth/types";
import { referenceKey } from "#lib/graph/graph-builder";
import type { ResourceGraph } from "#lib/graph/types";
import { type ResolvedReference, resolveReference, resolveScope } from "#lib/kubernetes/objects/reference";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import type { Portal } from "#lib/server/portal";
import { describeFamily, isFamily } from "#lib/server/read-model/family";
import { followEventsOf } from "#lib/server/resources/event-watch";
import { referenceOf } from "#lib/server/resources/objects";
import { walkParts } from "#lib/server/resources/parts";

/**
 * Tells of every change of one object, of its parts, at any depth, and of its events, as far as the person may see
 * these. The object need not exist yet. The caller must authorize the object itself. Returns unsubscribe.
 */
export function buildObjectSteps(
  portal: Portal,
  identity: Identity,
  reference: ResolvedReference,
  notify: () => void,
): () => void {
  const { type, namespace, name } = reference;
  const own = portal.parts.use(reference);
  let family = describeFamily(undefined, name);
  let read = listRead(undefined);
  let strangers: Heard[] = [];
  let stopped = false;

  /** Learns anew what belongs to the object; its watches then tell of it. */
  const learning = coalesce(async () => {
    const object = own.get(namespace, name);
    const graph = object && (await walkParts(portal, identity, object, type, { kinds: "search" }));
    family = describeFamily(graph, name);
    read = listRead(graph);
    // What was made meanwhile could not be known for one of the family.
    const missed = strangers.filter((one) => isFamily(one.object, one.type, family));
    strangers = [];
    for (const one of missed) tell(one);
  });

  function hear(object: KubernetesObject, changed: ResourceType): void {
    if (isSelf(object, changed)) notify();
    else if (isFamily(object, changed, family)) tell({ object, type: changed });
    else {
      if (learning.isBusy()) strangers.push({ object, type: changed });
      return;
    }
    learning.ask();
  }

  /** What was read with the person's access is theirs to hear of; for anything else the access is reviewed first. */
  function tell(heard: Heard): void {
    if (read.has(referenceKey(referenceOf(heard.object, heard.type)))) notify();
    else
      void maySee(portal, identity, heard).then(
        (allowed) => allowed && !stopped && notify(),
        // Where nobody can say what the person may see, they are told nothing.
        () => {},
      );
  }

  const isSelf = ({ metadata }: KubernetesObject, changed: ResourceType) =>
    changed.cluster === type.cluster &&
    changed.group === type.group &&
    changed.kind === type.kind &&
    metadata.name === name &&
    metadata.namespace === namespace;

  const stops = [
    portal.parts.subscribe(hear),
    portal.ownedKinds.subscribe((cluster) => {
      if (cluster !== type.cluster) return;
      learning.ask();
      notify();
    }),
    followEventsOf(portal, identity, reference, notify),
    // The graph names the unreachable clusters of delivered objects. The status of the portal names the object's own.
    ...[...portal.clusters.values()]
      .filter((cluster) => cluster.name !== type.cluster)
      .map((cluster) => cluster.subscribeFreshness(notify)),
    learning.stop,
  ];
  void own.whenSynced().then(learning.ask);
  return () => {
    stopped = true;
    for (const stop of stops) stop();
  };
}

interface Heard {
  object: KubernetesObject;
  type: ResourceType;
}

/** Rejects where the cluster cannot say. */
async function maySee(portal: Portal, identity: Identity, { object, type }: Heard): Promise<boolean> {
  const { namespace, name } = object.metadata;
  const ways: Action[] = [
    { action: "list", scope: resolveScope(type, namespace) },
    { action: "read", object: resolveReference(type, namespace, name) },
  ];
  for (const way of ways) {
    if ((await decide(identity, way, portal.rules)).allowed) return true;
  }
  return false;
}

/** Keys of the parts that were read with the person's access. */
function listRead(graph: ResourceGraph | undefined): ReadonlySet<string> {
  const read = graph?.nodes.filter(({ uid, reference }) => uid !== "" && reference.cluster !== "") ?? [];
  return new Set(read.map(({ reference }) => referenceKey(reference)));
}
