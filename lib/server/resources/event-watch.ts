import "server-only";
import { z } from "zod";
import { authorize, decide } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import { PortalError } from "#lib/errors";
import { type ResolvedReference, type ResolvedScope, resolveScope } from "#lib/kubernetes/objects/reference";
import type { Portal } from "#lib/server/portal";
import { followChanges } from "#lib/server/resources/follow-changes";
import { getCluster } from "#lib/server/resources/objects";

type Surroundings = Pick<Portal, "clusters" | "rules">;

/**
 * Throws `forbidden` unless the person may list the events of an object, and `not-found` where the cluster serves
 * none. The same events are served by two groups; roles name one or the other.
 */
export async function authorizeEvents(
  portal: Surroundings,
  identity: Identity,
  object: ResolvedReference,
): Promise<void> {
  const [first, ...others] = findEventScopes(portal, object);
  if (!first) {
    throw new PortalError("not-found", {
      detail: `The cluster ${object.type.cluster} serves no events.`,
      suggestion: "Ask the platform team.",
    });
  }
  for (const scope of others) {
    if ((await decide(identity, { action: "list", scope }, portal.rules)).allowed) return;
  }
  await authorize(identity, { action: "list", scope: first }, portal.rules);
}

/**
 * Tells of new events of an object to who may list them; to anyone else of nothing. One watch of a namespace serves
 * everyone who follows an object in it. Returns unsubscribe.
 */
export function followEventsOf(
  portal: Surroundings,
  identity: Identity,
  object: ResolvedReference,
  notify: () => void,
): () => void {
  let stopped = false;
  let close = () => {};
  const start = () => {
    const { informers } = getCluster(portal, object.type.cluster);
    const watch = informers.informer({
      group: "events.k8s.io",
      kind: "Event",
      namespace: object.namespace ?? CLUSTER_EVENTS,
    });
    followChanges(watch, (event) => isAbout(event, object) && notify());
    close = watch.close;
  };
  void authorizeEvents(portal, identity, object).then(
    () => !stopped && start(),
    () => {},
  );
  return () => {
    stopped = true;
    close();
  };
}

/** Events of a cluster-scoped object are kept in this namespace. */
const CLUSTER_EVENTS = "default";

function findEventScopes(
  { clusters }: Surroundings,
  { type, namespace }: ResolvedReference,
): ResolvedScope[] {
  const discovery = clusters.get(type.cluster)?.discovery;
  return ["", "events.k8s.io"].flatMap((group) => {
    const events = discovery?.findByKind({ group, kind: "Event" });
    return events ? [resolveScope(events, namespace ?? CLUSTER_EVENTS)] : [];
  });
}

const event = z.object({ regarding: z.object({ kind: z.string(), name: z.string() }) });

function isAbout(object: unknown, { type, name }: ResolvedReference): boolean {
  const regarding = event.safeParse(object).data?.regarding;
  return regarding?.kind === type.kind && regarding.name === name;
}
