import "server-only";
import { callListeners } from "#lib/async/listeners";
import { groupBy } from "#lib/graph/group-by";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import type { Cluster } from "#lib/kubernetes/cluster";
import { resolveScope } from "#lib/kubernetes/objects/reference";
import type { GroupKind, ResourceType } from "#lib/kubernetes/types";
import type { PartWatches } from "#lib/server/resources/part-watches";

/** A namespace of a cluster, or its objects without a namespace. */
export interface Place {
  cluster: string;
  namespace: string | undefined;
}

export interface KindsInPlace {
  /** Kinds with objects there. */
  present: readonly ResourceType[];
  /** Kinds that the portal could not list there. */
  refused: readonly ResourceType[];
  /** The first search has not ended. */
  isSearching: boolean;
}

/**
 * The kinds that have objects in a place, of all kinds that discovery lists without `WHOLE_KINDS`. They are searched while somebody looks at
 * a graph there, and each one that is found is watched from then on. Holds the names of kinds; bounded by the places
 * that were looked at within `UNUSED_FOR`.
 */
export interface OwnedKinds {
  /** Starts the search, and waits a moment for the first one. */
  search(place: Place): Promise<KindsInPlace>;
  /** As last known. Starts no search. */
  recall(place: Place): KindsInPlace;
  /**
   * Called when a search ends that took longer than somebody waited. Kinds that are found later report through their
   * watches. Returns unsubscribe.
   */
  subscribe(listener: (cluster: string) => void): () => void;
  close(): void;
}

/** Milliseconds that a page waits for the first search of a place. A search that takes longer tells the page later. */
const PATIENCE = 1_500;
const PROBE_TIMEOUT = 5_000;
const UNUSED_FOR = 15 * 60_000;
const LOOK_EVERY = 5_000;
/** Milliseconds between two searches. With many kinds more, so that a cluster gets about ten probes a second. */
const SEARCH_EVERY = 20_000;
const PER_PROBE = 100;

/** Kinds that controllers create below their owners. A graph lists the whole objects at once. */
export const WHOLE_KINDS: readonly GroupKind[] = [
  { group: "apps", kind: "Deployment" },
  { group: "apps", kind: "StatefulSet" },
  { group: "apps", kind: "DaemonSet" },
  { group: "apps", kind: "ReplicaSet" },
  { group: "batch", kind: "CronJob" },
  { group: "batch", kind: "Job" },
  { group: "networking.k8s.io", kind: "Ingress" },
  { group: "", kind: "Service" },
  { group: "", kind: "PersistentVolumeClaim" },
  { group: "", kind: "Pod" },
];

/** Kinds without a search. Events name what they are about, and nothing owns them. */
const NOT_SEARCHED = new Set([
  ...WHOLE_KINDS.map(keyOf),
  keyOf({ group: "", kind: "Event" }),
  keyOf({ group: "events.k8s.io", kind: "Event" }),
]);

/** What a probe of a kind found. */
interface Finding {
  type: ResourceType;
  state: "present" | "empty" | "refused";
}

interface Search {
  /** By group and kind. */
  findings: ReadonlyMap<string, Finding>;
  running: Promise<void> | undefined;
  /** When it may run again. */
  due: number;
  lastUsed: number;
  /** Somebody got an incomplete answer. */
  isAwaited: boolean;
}

export function createOwnedKinds(
  clusters: ReadonlyMap<string, Pick<Cluster, "discovery" | "hasObjects">>,
  watches: PartWatches,
): OwnedKinds {
  const searches = new Map<string, Search & { place: Place }>();
  const inCluster = new Map<string, Search>();
  const listeners = new Set<(cluster: string) => void>();
  const timer = setInterval(lookAgain, LOOK_EVERY);
  timer.unref();

  function lookAgain(): void {
    for (const [key, search] of searches) {
      if (Date.now() - search.lastUsed > UNUSED_FOR) searches.delete(key);
      else if (Date.now() >= search.due) void run(search);
    }
  }

  function tell(cluster: string): void {
    callListeners([...listeners].map((listener) => () => listener(cluster)));
  }

  function openSearch(place: Place): Search & { place: Place } {
    const key = JSON.stringify([place.cluster, place.namespace]);
    const search = searches.get(key) ?? { place, ...newSearch() };
    search.lastUsed = Date.now();
    searches.set(key, search);
    return search;
  }

  function run(search: Search & { place: Place }): Promise<void> {
    search.running ??= searchPlace(search).finally(() => {
      search.running = undefined;
    });
    return search.running;
  }

  /** Never rejects. */
  async function searchPlace(search: Search & { place: Place }): Promise<void> {
    const { place, findings: before } = search;
    const cluster = clusters.get(place.cluster);
    if (!cluster) return;
    const all = await searchCluster(place.cluster, cluster);
    const candidates = [...all.values()].filter(
      ({ type, state }) => type.namespaced === (place.namespace !== undefined) && state !== "empty",
    );
    search.findings = await probeAll(candidates, async ({ type, state }) => {
      if (place.namespace === undefined) return { type, state };
      const isPresent = before.get(keyOf(type))?.state === "present";
      return { type, state: isPresent ? "present" : await probe(cluster, type, place.namespace) };
    });
    search.due = Date.now() + Math.max(SEARCH_EVERY, candidates.length * PER_PROBE * searches.size);
    const added = listPresent(search).filter((type) => before.get(keyOf(type))?.state !== "present");
    for (const type of added) watchKind(watches, type, place.namespace);
    if (search.isAwaited) tell(place.cluster);
    search.isAwaited = false;
  }

  /** Most of two thousand kinds have no object anywhere: one probe serves all namespaces. */
  async function searchCluster(
    name: string,
    cluster: Pick<Cluster, "discovery" | "hasObjects">,
  ): Promise<Search["findings"]> {
    const search = inCluster.get(name) ?? newSearch();
    inCluster.set(name, search);
    const isNew = (type: ResourceType) => !search.findings.has(keyOf(type));
    if (Date.now() >= search.due || listKinds(cluster).some(isNew)) {
      search.running ??= probeCluster(cluster, search).finally(() => {
        search.running = undefined;
      });
    }
    await search.running;
    return search.findings;
  }

  function read(search: Search): KindsInPlace {
    const refused = [...search.findings.values()].flatMap(({ type, state }) =>
      state === "refused" ? [type] : [],
    );
    return { present: listPresent(search), refused, isSearching: search.due === 0 };
  }

  return {
    async search(place) {
      const search = openSearch(place);
      if (search.due === 0) await Promise.race([run(search), waitAtMost(PATIENCE)]);
      search.isAwaited ||= search.due === 0;
      return read(search);
    },
    recall(place) {
      const search = searches.get(JSON.stringify([place.cluster, place.namespace]));
      return search ? read(search) : { present: [], refused: [], isSearching: false };
    },
    subscribe(listener) {
      const own = (cluster: string) => listener(cluster);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    close() {
      clearInterval(timer);
      searches.clear();
      listeners.clear();
    },
  };
}

function newSearch(): Search {
  return { findings: new Map(), running: undefined, due: 0, lastUsed: Date.now(), isAwaited: false };
}

function keyOf({ group, kind }: GroupKind): string {
  return `${group}/${kind}`;
}

function listPresent({ findings }: Search): ResourceType[] {
  return [...findings.values()].flatMap(({ type, state }) => (state === "present" ? [type] : []));
}

/** A watch of the metadata of a kind, shared by all who look. The caller must authorize before it reads from it. */
export function watchKind(watches: PartWatches, type: ResourceType, namespace: string | undefined) {
  return watches.use(resolveScope(type, namespace), { metadataOnly: true });
}

/** Probes every kind when that is due, else only new kinds. */
async function probeCluster(
  cluster: Pick<Cluster, "discovery" | "hasObjects">,
  search: Search,
): Promise<void> {
  const types = listKinds(cluster);
  const isDue = Date.now() >= search.due;
  const before = search.findings;
  search.findings = await probeAll(types, async (type) => {
    const known = isDue ? undefined : before.get(keyOf(type));
    return { type, state: known?.state ?? (await probe(cluster, type, undefined)) };
  });
  if (isDue) search.due = Date.now() + Math.max(SEARCH_EVERY, types.length * PER_PROBE);
}

/** One version of each kind that can be watched. */
function listKinds({ discovery }: Pick<Cluster, "discovery">): ResourceType[] {
  const kinds = groupBy(discovery.all(), keyOf);
  return [...kinds].flatMap(([key, [type]]) =>
    type && !type.unwatchable && !NOT_SEARCHED.has(key) ? [type] : [],
  );
}

async function probeAll<T>(
  items: readonly T[],
  find: (item: T) => Promise<Finding>,
): Promise<Map<string, Finding>> {
  const findings = await mapConcurrently(items, find);
  return new Map(findings.map((finding) => [keyOf(finding.type), finding]));
}

/** A kind without an answer counts as refused until the next search. */
async function probe(
  cluster: Pick<Cluster, "hasObjects">,
  type: ResourceType,
  namespace: string | undefined,
): Promise<Finding["state"]> {
  const signal = AbortSignal.timeout(PROBE_TIMEOUT);
  return cluster.hasObjects(type, { ...(namespace ? { namespace } : {}), signal }).then(
    (found) => (found ? "present" : "empty"),
    () => "refused",
  );
}

function waitAtMost(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
