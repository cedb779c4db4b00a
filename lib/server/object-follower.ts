import "server-only";
import { setTimeout } from "node:timers/promises";
import type { Identity } from "#lib/auth/types";
import { CROSSPLANE_LABELS } from "#lib/crossplane/names";
import { referenceKey } from "#lib/graph/graph-builder";
import type { ResourceGraph } from "#lib/graph/types";
import { JOB_ANNOTATIONS, KRATIX_LABELS } from "#lib/kratix/names";
import { INSTANCE_ID_LABEL } from "#lib/kro/names";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import { followChanges } from "#lib/server/follow-changes";
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
  let strangers: Heard[] = [];

  /** Learns anew what belongs to the object; its watches then tell of it. */
  const learning = coalesce(async () => {
    const object = own.get(type.namespaced ? namespace : undefined, name);
    family = describeFamily(object && (await walkParts(portal, identity, object, type)), name);
    // What was made meanwhile could not be known for one of the family.
    const missed = strangers.some((one) => isFamily(one.object, one.type, family));
    strangers = [];
    if (missed) notify();
  });

  function hear(object: KubernetesObject, changed: ResourceType): void {
    if (isFamily(object, changed, family) || isSelf(object, changed)) {
      notify();
      learning.ask();
    } else if (learning.isBusy()) strangers.push({ object, type: changed });
  }

  const isSelf = ({ metadata }: KubernetesObject, changed: ResourceType) =>
    changed.cluster === type.cluster &&
    changed.group === type.group &&
    changed.kind === type.kind &&
    metadata.name === name &&
    metadata.namespace === (type.namespaced ? namespace : undefined);

  const stops = [
    portal.parts.subscribe(hear),
    followEvents(portal, type, { namespace, name }, notify),
    learning.stop,
  ];
  void own.whenSynced().then(learning.ask);
  return () => {
    for (const stop of stops) stop();
  };
}

interface Heard {
  object: KubernetesObject;
  type: ResourceType;
}

/** Milliseconds between two looks at the least: hundreds of parts may change at once. */
const REST = 30;

/**
 * Does the work when it is asked for, and once more after a rest when it was asked for meanwhile, however often. The
 * rest is as long as the work, so that a large family takes no more than half of the time there is.
 */
function coalesce(work: () => Promise<void>): { ask(): void; isBusy(): boolean; stop(): void } {
  let asked = false;
  let busy = false;
  let stopped = false;

  async function run(): Promise<void> {
    busy = true;
    while (asked && !stopped) {
      asked = false;
      const started = performance.now();
      await work();
      if (asked) await setTimeout(Math.max(REST, performance.now() - started));
    }
    busy = false;
  }

  return {
    ask() {
      asked = true;
      if (!busy) void run();
    },
    isBusy: () => busy,
    stop() {
      stopped = true;
    },
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
  followChanges(watch, notify);
  return watch.close;
}

/** What makes an object one of the family: it is known, it is owned, or it names one of them by a label. */
interface Family {
  keys: ReadonlySet<string>;
  uids: ReadonlySet<string>;
  names: ReadonlySet<string>;
}

function describeFamily(graph: ResourceGraph | undefined, name: string): Family {
  const nodes = graph?.nodes ?? [];
  return {
    keys: new Set(nodes.map(({ reference }) => referenceKey(reference))),
    uids: new Set(nodes.map(({ uid }) => uid).filter((uid) => uid !== "")),
    names: new Set([name, ...nodes.map(({ reference }) => reference.name)]),
  };
}

function isFamily(object: KubernetesObject, type: ResourceType, { keys, uids, names }: Family): boolean {
  const { ownerReferences = [], labels = {}, annotations = {} } = object.metadata;
  const named = [
    labels[KRATIX_LABELS.resourceName],
    labels[KRATIX_LABELS.work],
    labels[CROSSPLANE_LABELS.composite],
    labels[CROSSPLANE_LABELS.claimName],
    annotations[JOB_ANNOTATIONS.name],
  ];
  return (
    keys.has(referenceKey(referenceOf(object, type))) ||
    ownerReferences.some(({ uid }) => uids.has(uid)) ||
    uids.has(labels[INSTANCE_ID_LABEL] ?? "") ||
    named.some((other) => other !== undefined && names.has(other))
  );
}
