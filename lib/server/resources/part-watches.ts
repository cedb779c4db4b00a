import "server-only";
import type { Cluster } from "#lib/kubernetes/cluster";
import type { ResolvedScope } from "#lib/kubernetes/objects/reference";
import type { Informer, KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import { followChanges } from "#lib/server/resources/follow-changes";

type PartListener = (object: KubernetesObject, type: ResourceType) => void;

/**
 * Watches of the kinds that parts of resources are of. Each starts when a part is first looked for and stays as long
 * as pages come back for it, so that whoever follows a resource hears of its parts too.
 */
export interface PartWatches {
  /** The watch of a scope. The caller must authorize first, and does not close it. */
  use(scope: ResolvedScope, options?: WatchOptions): Informer;
  /** The watch of a scope, where there is one already. */
  find(scope: ResolvedScope): Informer | undefined;
  /** Called for every object that was added, changed or removed in any of the watches. Returns unsubscribe. */
  subscribe(listener: PartListener): () => void;
  close(): void;
}

interface WatchOptions {
  /** A watch of the metadata only, beside that of whole objects. */
  metadataOnly?: boolean;
}

/** Longer than an event stream lives: a page that is open looks again before its watches go. */
const UNUSED_FOR = 15 * 60_000;

interface Use {
  watch: Informer;
  lastUsed: number;
}

export function createPartWatches(clusters: ReadonlyMap<string, Pick<Cluster, "informers">>): PartWatches {
  const uses = new Map<string, Use>();
  const listeners = new Set<PartListener>();
  const sweep = setInterval(closeUnused, 60_000);
  sweep.unref();

  function closeUnused(): void {
    for (const [key, { watch, lastUsed }] of uses) {
      if (Date.now() - lastUsed < UNUSED_FOR) continue;
      watch.close();
      uses.delete(key);
    }
  }

  function start({ type, namespace }: ResolvedScope, { metadataOnly }: WatchOptions): Informer {
    const { cluster, group, version, kind } = type;
    const factory = clusters.get(cluster)?.informers;
    if (!factory) throw new Error(`no cluster ${cluster}`);
    const watch = factory.informer({
      ...{ group, version, kind },
      ...(namespace ? { namespace } : {}),
      ...(metadataOnly ? { metadataOnly } : {}),
    });
    followChanges(watch, (object) => {
      for (const listener of [...listeners]) listener(object, watch.resource);
    });
    return watch;
  }

  function find(scope: ResolvedScope, options: WatchOptions = {}): Informer | undefined {
    const use = uses.get(keyOf(scope, options));
    if (use) use.lastUsed = Date.now();
    return use?.watch;
  }

  return {
    use(scope, options = {}) {
      const watch = find(scope, options) ?? start(scope, options);
      uses.set(keyOf(scope, options), { watch, lastUsed: Date.now() });
      return watch;
    },
    find: (scope) => find(scope),
    subscribe(listener) {
      const own: PartListener = (object, type) => listener(object, type);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    close() {
      clearInterval(sweep);
      for (const { watch } of uses.values()) watch.close();
      uses.clear();
      listeners.clear();
    },
  };
}

function keyOf({ type, namespace }: ResolvedScope, { metadataOnly = false }: WatchOptions): string {
  return JSON.stringify([type.cluster, type.group, type.version, type.kind, namespace, metadataOnly]);
}
