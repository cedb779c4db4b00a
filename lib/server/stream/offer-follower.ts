import "server-only";
import { decide } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import type { CatalogRecord } from "#lib/catalog/types";
import { type ResolvedScope, resolveScope } from "#lib/kubernetes/objects/reference";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import type { Portal } from "#lib/server/portal";
import { followChanges } from "#lib/server/resources/follow-changes";
import { watchOffer } from "#lib/server/resources/objects";

/** Parts of anything move all the time; a list of their wholes need not be read more often than this. */
const PARTS_INTERVAL = 500;

/**
 * Tells of changes of what the chosen offers make, and of parts of anything, in the scopes that the person may list.
 * Offers that come later join. Returns unsubscribe.
 */
export function followOffers(
  portal: Portal,
  identity: Identity,
  chosen: (record: CatalogRecord) => boolean,
  notify: () => void,
): () => void {
  const watches = new Map<string, () => void>();
  const objects = createListener(portal, identity, 0, notify);
  const parts = createListener(portal, identity, PARTS_INTERVAL, notify);

  const follow = (record: CatalogRecord) => {
    const { id, group, version, kind } = record.entry;
    const key = JSON.stringify([id, group, version, kind]);
    if (watches.has(key) || !chosen(record)) return;
    const watch = watchOffer(portal, record.entry);
    if (!watch) return;
    watches.set(key, watch.close);
    followChanges(watch, (object) => objects.hear(object, watch.resource));
  };
  portal.catalog.list().forEach(follow);
  const stopCatalog = portal.catalog.subscribe(() => portal.catalog.list().forEach(follow));
  const stopParts = portal.parts.subscribe(parts.hear);
  return () => {
    for (const stop of [stopCatalog, stopParts, objects.stop, parts.stop, ...watches.values()]) stop();
  };
}

/**
 * Gathers the scopes in which something changed, and notifies once the person may list one of them. Access is reviewed
 * once a scope, however many objects change in it meanwhile.
 *
 * @param interval milliseconds between two notifications at the least
 */
function createListener(portal: Portal, identity: Identity, interval: number, notify: () => void) {
  const changed = new Map<string, ResolvedScope>();
  let busy = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    const scopes = [...changed.values()];
    changed.clear();
    for (const scope of scopes) {
      if (!(await mayList(portal, identity, scope))) continue;
      if (!stopped) notify();
      break;
    }
    busy = false;
    if (changed.size > 0) start();
  }

  function start(): void {
    if (busy || stopped) return;
    busy = true;
    if (interval === 0) void look();
    else timer = setTimeout(() => void look(), interval).unref();
  }

  return {
    hear({ metadata: { namespace } }: KubernetesObject, type: ResourceType): void {
      const scope = resolveScope(type, namespace);
      changed.set(JSON.stringify([type.cluster, type.group, type.plural, scope.namespace]), scope);
      start();
    },
    stop(): void {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Never rejects: where nobody can say, the person is told nothing. */
function mayList(portal: Portal, identity: Identity, scope: ResolvedScope): Promise<boolean> {
  return decide(identity, { action: "list", scope }, portal.rules).then(
    ({ allowed }) => allowed,
    () => false,
  );
}
