import "server-only";
import { decide } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import { type ResolvedScope, resolveScope } from "#lib/kubernetes/objects/reference";
import type { ObjectReference, ResourceType } from "#lib/kubernetes/types";
import type { Portal } from "#lib/server/portal";
import { objectStatesOf } from "#lib/server/read-model/object-states";
import { referenceOf } from "#lib/server/resources/objects";

/**
 * Tells of objects of the chosen kinds whose row in a list changed, as far as the person may list them: objects that
 * come, go, or have another health, their own or of their parts. Returns unsubscribe.
 */
export function followOffers(
  portal: Portal,
  identity: Identity,
  isChosen: (type: ResourceType) => boolean,
  notify: (objects: readonly ObjectReference[]) => void,
): () => void {
  const changed = new Map<string, { scope: ResolvedScope; objects: ObjectReference[] }>();
  let isLooking = false;
  let stopped = false;

  /** Access is reviewed once a scope, however many objects change in it meanwhile. */
  async function look(): Promise<void> {
    isLooking = true;
    while (changed.size > 0 && !stopped) {
      const batch = [...changed.values()];
      changed.clear();
      const seen: ObjectReference[] = [];
      for (const { scope, objects } of batch)
        if (await mayList(portal, identity, scope)) seen.push(...objects);
      if (seen.length > 0 && !stopped) notify(seen);
    }
    isLooking = false;
  }

  const unsubscribe = objectStatesOf(portal).subscribe(({ object, type }) => {
    if (!isChosen(type)) return;
    const scope = resolveScope(type, object.metadata.namespace);
    const key = JSON.stringify([type.cluster, type.group, type.plural, scope.namespace]);
    const known = changed.get(key) ?? { scope, objects: [] };
    known.objects.push(referenceOf(object, type));
    changed.set(key, known);
    if (!isLooking) void look();
  });
  return () => {
    stopped = true;
    unsubscribe();
  };
}

/** Never rejects: where nobody can say, the person is told nothing. */
function mayList(portal: Portal, identity: Identity, scope: ResolvedScope): Promise<boolean> {
  return decide(identity, { action: "list", scope }, portal.rules).then(
    ({ allowed }) => allowed,
    () => false,
  );
}
