import "server-only";
import type { Identity } from "#lib/auth/types";
import { referenceKey } from "#lib/graph/graph-builder";
import type { ResourceGraph } from "#lib/graph/types";
import { JOB_ANNOTATIONS, KRATIX_LABELS } from "#lib/kratix/names";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import { getCluster, type ObjectAddress, referenceOf } from "#lib/server/objects";
import { walkParts } from "#lib/server/parts";
import type { Portal } from "#lib/server/portal";

/**
 * Tells of every change of one object, of its parts, at any depth, and of its events. It need not exist yet. The
 * parts are those that the person may see. Returns unsubscribe.
 */
export function followObject(
  portal: Portal,
  identity: Identity,
  type: ResourceType,
  { namespace, name }: Pick<ObjectAddress, "namespace" | "name">,
  notify: () => void,
): () => void {
  const own = portal.parts.use(type, namespace);
  let family = describeFamily(undefined, name);
  let walking = false;
  let again = false;

  /** Learns anew what belongs to the object; its watches then tell of it. */
  async function learn(): Promise<void> {
    again = walking;
    if (walking) return;
    walking = true;
    const object = own.get(type.namespaced ? namespace : undefined, name);
    family = describeFamily(object && (await walkParts(portal, identity, object, type)), name);
    walking = false;
    if (again) await learn();
  }

  function hear(object: KubernetesObject, changed: ResourceType): void {
    if (!isFamily(object, changed, family) && !isSelf(object, changed)) return;
    notify();
    void learn();
  }

  const isSelf = ({ metadata }: KubernetesObject, changed: ResourceType) =>
    changed.cluster === type.cluster &&
    changed.group === type.group &&
    changed.kind === type.kind &&
    metadata.name === name &&
    metadata.namespace === (type.namespaced ? namespace : undefined);

  const stops = [portal.parts.subscribe(hear), followEvents(portal, type, { namespace, name }, notify)];
  void own.whenSynced().then(learn);
  return () => {
    for (const stop of stops) stop();
  };
}

function followEvents(
  portal: Portal,
  { cluster, kind }: ResourceType,
  { namespace = "default", name }: Pick<ObjectAddress, "namespace" | "name">,
  notify: () => void,
): () => void {
  const watch = getCluster(portal, cluster).informers.informer({
    group: "events.k8s.io",
    kind: "Event",
    namespace,
    fieldSelector: `regarding.name=${name},regarding.kind=${kind}`,
  });
  watch.subscribe((event) => {
    if ("object" in event && watch.hasSynced()) notify();
  });
  return watch.close;
}

/** What makes an object one of the family: it is known, it is owned, or it names the request or a Work. */
interface Family {
  keys: ReadonlySet<string>;
  uids: ReadonlySet<string>;
  names: ReadonlySet<string>;
}

function describeFamily(graph: ResourceGraph | undefined, name: string): Family {
  const nodes = graph?.nodes ?? [];
  return {
    keys: new Set(nodes.map(({ id }) => id)),
    uids: new Set(nodes.map(({ uid }) => uid).filter((uid) => uid !== "")),
    names: new Set([name, ...nodes.map(({ reference }) => reference.name)]),
  };
}

function isFamily(object: KubernetesObject, type: ResourceType, { keys, uids, names }: Family): boolean {
  const { ownerReferences = [], labels = {}, annotations = {} } = object.metadata;
  const named = [
    labels[KRATIX_LABELS.resourceName],
    labels[KRATIX_LABELS.work],
    annotations[JOB_ANNOTATIONS.name],
  ];
  return (
    keys.has(referenceKey(referenceOf(object, type))) ||
    ownerReferences.some(({ uid }) => uids.has(uid)) ||
    named.some((other) => other !== undefined && names.has(other))
  );
}
