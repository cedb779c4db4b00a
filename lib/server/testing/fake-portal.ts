/** For tests: a portal on a cluster of some objects, whose rights and changes the test decides. */

import { systemClock } from "#lib/async/clock";
import { createCatalog } from "#lib/catalog/catalog";
import type { CatalogRecord, CatalogSource } from "#lib/catalog/types";
import { parseConfig } from "#lib/config/config";
import type { RequestRules } from "#lib/config/git";
import type { GitProvider } from "#lib/git/types";
import { createReviewCounter } from "#lib/kubernetes/access/review-counter";
import type { Cluster } from "#lib/kubernetes/cluster";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import { createInformerCache, type InformerCache } from "#lib/kubernetes/watch/informer";
import type { InformerRequest } from "#lib/kubernetes/watch/informer-factory";
import { compilePathTemplate, DEFAULT_PATH_TEMPLATE } from "#lib/request/file/path";
import { openPlanThreads } from "#lib/request/plan/threads";
import type { Portal, PortalRepository } from "#lib/server/portal";
import { createChangeCache } from "#lib/server/requests/change-cache";
import { createOwnedKinds } from "#lib/server/resources/owned/owned-kinds";
import { createPartWatches } from "#lib/server/resources/part-watches";
import { createFakeRepository } from "#lib/server/testing/fake-repository";

/** A portal that is its own first repository. */
export interface FakePortal extends PortalRepository {
  /** Adds or changes an object in the cluster `local`. */
  put(object: KubernetesObject): void;
  /** Kinds of the watches that are not closed yet, one for each watch. */
  openWatches(): string[];
}

export interface FakePortalOptions {
  types: readonly ResourceType[];
  objects?: readonly KubernetesObject[];
  /** Types that the catalog offers. */
  offers?: readonly ResourceType[];
  /** `verb resource namespace`; `_` is no namespace. */
  granted?: readonly string[];
  git?: GitProvider | undefined;
  /** More repositories, with the rules of their requests. */
  more?: readonly { git: GitProvider; accepts?: RequestRules }[];
}

/** The same portal with other parts, also for its repository. */
export function alterPortal(portal: FakePortal, changes: Partial<PortalRepository>): FakePortal {
  const repositories: PortalRepository[] = [];
  const altered = { ...portal, ...changes, repositories };
  repositories.push(altered);
  return altered;
}

const LIVE = { state: "live" as const, asOf: "2026-11-20T10:00:00Z" };

export function createFakePortal({
  types,
  objects = [],
  offers = [],
  granted = [],
  git,
  more = [],
}: FakePortalOptions): FakePortal {
  const server = createServer(types, [...objects]);
  const clusters = new Map([["local", server.cluster]]);
  const parts = createPartWatches(clusters);
  const ownedKinds = createOwnedKinds(clusters, parts);
  const planThreads = openPlanThreads();
  const rules: Portal["rules"] = {
    requestVerb: "request",
    review: async (_cluster, _subject, { verb, resource, namespace = "_" }) => ({
      allowed: granted.includes(`${verb} ${resource} ${namespace}`),
    }),
  };
  const repositories: PortalRepository[] = [];
  const portal: FakePortal = {
    config: parseConfig({ VITRINE_SECRET: "x".repeat(32) }),
    clusters,
    brokenClusters: [],
    catalog: createCatalog([createSource(offers.map(makeRecord))]),
    buildForm: () => ({ schema: {}, uiSchema: {}, defaults: {} }),
    repositories,
    git: git ?? createFakeRepository([]).git,
    configured: { provider: "local", path: "", name: "requests", branch: "main" },
    changedFiles: createChangeCache(),
    pathTemplate: compilePathTemplate(DEFAULT_PATH_TEMPLATE),
    cluster: "local",
    layout: "file",
    sync: { list: () => [], subscribe: () => () => {}, close: () => {} },
    demo: undefined,
    rules,
    listRules: rules,
    parts,
    ownedKinds,
    planThreads,
    streams: new Set(),
    startedAt: Date.now(),
    endStreams: () => {},
    close() {
      planThreads.close();
      ownedKinds.close();
      parts.close();
    },
    put: server.put,
    openWatches: server.openWatches,
  };
  if (git) repositories.push(portal);
  for (const { git, accepts } of more) {
    const changedFiles = createChangeCache();
    repositories.push({ ...portal, git, changedFiles, configured: { ...portal.configured, accepts } });
  }
  return portal;
}

function createSource(records: readonly CatalogRecord[]): CatalogSource {
  return {
    kind: "crd",
    list: () => records,
    get: (id) => records.find(({ entry }) => entry.id === id),
    hasSynced: () => true,
    subscribe: () => () => {},
    close: () => {},
  };
}

function makeRecord({ cluster, group, version, kind, plural, namespaced }: ResourceType): CatalogRecord {
  const origin = { group: "apiextensions.k8s.io", resource: "customresourcedefinitions" };
  const name = `${plural}.${group}`;
  return {
    entry: {
      id: `crd.${cluster}.${name}`,
      source: "crd",
      cluster,
      group,
      version,
      kind,
      plural,
      scope: namespaced ? "Namespaced" : "Cluster",
      title: kind,
      description: "",
      icon: "",
      owner: "",
      tags: [],
      requestable: true,
      reason: "",
      warnings: [],
    },
    versions: [],
    origin: { ...origin, name, resourceVersion: "1" },
  };
}

interface Watch {
  type: ResourceType;
  namespace: string | undefined;
  cache: InformerCache;
}

function createServer(types: readonly ResourceType[], objects: KubernetesObject[]) {
  const watches = new Set<Watch>();
  const findByKind = (wanted: { group: string; version?: string; kind: string }) =>
    types.find(({ group, version, kind }) => {
      return group === wanted.group && kind === wanted.kind && version === (wanted.version ?? version);
    });
  const concerns = ({ type, namespace }: Omit<Watch, "cache">, { kind, metadata }: KubernetesObject) =>
    type.kind === kind && (namespace === undefined || namespace === metadata.namespace);

  function informer(request: InformerRequest) {
    const { group, kind, version = "v1", namespace } = request;
    const unserved = { cluster: "local", group, version, kind, plural: "", namespaced: false };
    const type = findByKind({ group, kind }) ?? unserved;
    const cache = createInformerCache({ resource: type, clock: systemClock, onListenerError: fail });
    const watch = { type, namespace, cache };
    cache.sink.replace(objects.filter((object) => concerns(watch, object)));
    cache.sink.live();
    watches.add(watch);
    return Object.assign(cache, { close: () => void watches.delete(watch) });
  }
  const running = () => [...watches].map(({ cache }) => ({ ...cache, close: () => undefined }));

  const cluster: Cluster = {
    name: "local",
    client: { name: "local", server: "", request: refuse, stream: refuse, close: () => {} },
    discovery: {
      all: () => types,
      findByKind,
      findByPlural: (wanted) =>
        types.find(({ group, version, plural }) => {
          return (
            group === wanted.group && plural === wanted.plural && version === (wanted.version ?? version)
          );
        }),
      hasLoaded: () => true,
      whenLoaded: async () => {},
      freshness: () => LIVE,
      invalidate: () => {},
      subscribe: () => () => {},
      close: () => {},
    },
    informers: { informer, running, figures: () => [], close: () => {} },
    freshness: () => LIVE,
    subscribeFreshness: () => () => {},
    get: async ({ type, namespace, name }) =>
      objects.find(
        ({ kind, metadata }) =>
          kind === type.kind && metadata.name === name && metadata.namespace === namespace,
      ),
    list: refuse,
    hasObjects: async (type, { namespace }) =>
      objects.some((object) => concerns({ type, namespace }, object)),
    reviewAccess: refuse,
    reviewFigures: createReviewCounter(systemClock.now).figures,
    close: () => {},
  };
  return {
    cluster,
    openWatches: () => [...watches].map(({ type }) => type.kind),
    put(object: KubernetesObject) {
      objects.push(object);
      for (const watch of [...watches]) if (concerns(watch, object)) watch.cache.sink.upsert(object);
    },
  };
}

function refuse(): Promise<never> {
  return Promise.reject(new Error("a page reads from watches"));
}

function fail(error: unknown): never {
  throw error;
}

/** A type of the cluster `local`. */
export function makeType(group: string, kind: string, namespaced = true): ResourceType {
  return { cluster: "local", group, version: "v1", kind, plural: `${kind.toLowerCase()}s`, namespaced };
}

/** An object in the namespace team-a, owned by the other where one is given. */
export function makeObject(
  { group, version, kind }: ResourceType,
  name: string,
  { owner, resourceVersion = "1" }: { owner?: KubernetesObject; resourceVersion?: string } = {},
): KubernetesObject {
  const apiVersion = group ? `${group}/${version}` : version;
  const owned = owner && {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
  };
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace: "team-a",
      uid: `${kind}/${name}`,
      resourceVersion,
      creationTimestamp: "2026-11-20T10:00:00Z",
      ...(owned ? { ownerReferences: [owned] } : {}),
    },
  };
}
