import "server-only";
import { authorize, decide } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import type { ResourceHealth } from "#lib/graph/judge/resource-health";
import type { WalkOptions, Workflow } from "#lib/graph/part";
import type { CausePart, GraphLoader, OwnedObjects, ResourceGraph } from "#lib/graph/types";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";
import { indexByOwner } from "#lib/graph/walkers/owner-index";
import { walkResource } from "#lib/graph/walkers/walk";
import { KRATIX_GROUP } from "#lib/kratix/names";
import { parsePromise } from "#lib/kratix/promise";
import { type ResolvedScope, resolveReference, resolveScope } from "#lib/kubernetes/objects/reference";
import type { Health, Informer, KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import { maskText } from "#lib/manifest/secrets/secret-mask";
import type { Portal } from "#lib/server/portal";
import { findOffer, getCluster, refuseSecrets, waitUntilSynced } from "#lib/server/resources/objects";
import { type Place, WHOLE_KINDS, watchKind } from "#lib/server/resources/owned/owned-kinds";

interface WalkPartsOptions {
  /**
   * `search` looks for owned objects of every kind. `known` (default) takes what a search has found before, so that a
   * list of resources in many namespaces starts none. See docs/decisions/0057-owned-objects-of-every-kind.md.
   */
  kinds?: "search" | "known";
}

/**
 * The object and all that belongs to it, as far as the person may see. Never rejects: what could not be read is the
 * state of its node or among the problems.
 */
export async function walkParts(
  portal: Portal,
  identity: Identity,
  object: KubernetesObject,
  type: ResourceType,
  { kinds = "known" }: WalkPartsOptions = {},
): Promise<ResourceGraph> {
  const graph = await walkResource(object, type, createLoader(portal, identity, kinds), {
    ownedKinds: WHOLE_KINDS,
    isInstance: rememberByKind((kind) => findOffer(portal, kind)?.entry.source === "rgd"),
    findWorkflow: rememberByKind((kind) => findWorkflow(portal, kind)),
    ...placeDestinations(portal.config.clusters),
  });
  return { ...graph, problems: [...graph.problems, ...listOutages(portal, graph, type.cluster)] };
}

/**
 * The unreachable clusters of delivered objects. The page reports an outage of the resource's own cluster already.
 */
function listOutages({ clusters }: Portal, { nodes }: ResourceGraph, own: string): string[] {
  const others = new Set(nodes.map(({ reference }) => reference.cluster).filter((name) => name !== own));
  return [...others].flatMap((name) => {
    const freshness = clusters.get(name)?.freshness();
    if (freshness?.state !== "away") return [];
    const age = freshness.asOf && ` The graph shows its objects as of ${freshness.asOf.slice(11, 16)} UTC.`;
    return [`The cluster ${name} is unreachable.${age ?? ""}`];
  });
}

/** Where no cluster is configured with its Destinations, the request's own is where delivered objects may be. */
function placeDestinations(
  clusters: Portal["config"]["clusters"],
): Pick<WalkOptions, "clusterOf" | "guessesDestinations"> {
  const clusterOf = new Map(
    clusters.flatMap(({ name, destinations }) => destinations.map((one) => [one, name] as const)),
  );
  return clusterOf.size > 0
    ? { clusterOf: (destination) => clusterOf.get(destination) }
    : { guessesDestinations: true };
}

/** Hundreds of parts are of few kinds. */
function rememberByKind<T>(answer: (kind: ResourceType) => T): (kind: ResourceType) => T {
  const known = new Map<ResourceType, { answer: T }>();
  return (kind) => {
    const found = known.get(kind) ?? { answer: answer(kind) };
    known.set(kind, found);
    return found.answer;
  };
}

/** The health of a whole, and its cause, as pages get them. */
export function pickCause({ health, cause }: ResourceHealth): { health: Health; cause?: CausePart } {
  if (!cause) return { health: maskWords(health) };
  const { reference, plural } = cause;
  return { health: maskWords(health), cause: { reference, plural, health: maskWords(cause.health) } };
}

/** What a controller or a GitOps agent says without a secret in its words: it may quote a manifest. */
export function maskWords<T extends { message?: string; details?: string }>(words: T): T {
  const { message, details } = words;
  return {
    ...words,
    ...(message !== undefined && { message: maskText(message) }),
    ...(details !== undefined && { details: maskText(details) }),
  };
}

/** Of a kind that a Promise offers: what the Promise says of its pipelines, where the Promise is known. */
function findWorkflow(portal: Portal, type: ResourceType): Workflow | undefined {
  const offer = findOffer(portal, type);
  if (offer?.entry.source !== "promise") return undefined;
  const { informers } = getCluster(portal, type.cluster);
  const promises = informers.informer({ group: KRATIX_GROUP, kind: "Promise" });
  const object = promises.get(undefined, offer.origin.name);
  promises.close();
  if (!object) return {};
  const { pipelines, pipelineNamespace, health, requiredPromises } = parsePromise(object);
  const lacking = requiredPromises
    .filter(({ state }) => state !== undefined && state !== "installed")
    .map(({ name, version }) => (version ? `Promise ${name} ${version}` : `Promise ${name}`));
  return {
    configurePipelines: pipelines.resource.configure,
    pipelineNamespace,
    promise: { health, lacking },
  };
}

/**
 * Reads for walkers: with the person's rights, from watches that stay for a while and so follow the page. A list hands
 * over whole objects, so who may list a kind in a namespace may see each object there, and is asked for once; who may
 * not is asked for each object by name. Good for one walk: rights are asked anew by the next.
 */
function createLoader(portal: Portal, identity: Identity, kinds: "search" | "known"): GraphLoader {
  const listable = new Map<string, Promise<boolean>>();

  function mayList(scope: ResolvedScope): Promise<boolean> {
    const { type, namespace } = scope;
    const key = JSON.stringify([type.cluster, type.group, type.plural, namespace]);
    const answer =
      listable.get(key) ??
      decide(identity, { action: "list", scope }, portal.rules).then(({ allowed }) => allowed);
    listable.set(key, answer);
    return answer;
  }

  return {
    findType: ({ cluster, ...kind }) => portal.clusters.get(cluster)?.discovery.findByKind(kind),
    isUnread: (cluster) => !portal.clusters.get(cluster)?.discovery.hasLoaded(),
    async get(type, namespace, name) {
      refuseSecrets(type);
      const object = resolveReference(type, namespace, name);
      if (!(await mayList(object))) await authorize(identity, { action: "read", object }, portal.rules);
      return (await readParts(portal, object)).get(object.namespace, name);
    },
    async list(type, { namespace, labels }) {
      refuseSecrets(type);
      const scope = resolveScope(type, namespace);
      await authorize(identity, { action: "list", scope }, portal.rules);
      const objects = (await readParts(portal, scope)).list(scope.namespace);
      return labels ? objects.filter(({ metadata }) => hasLabels(metadata.labels, labels)) : objects;
    },
    listOwned: ({ cluster, namespace, owners }) =>
      listOwned(portal, { place: { cluster, namespace }, owners, kinds, mayList }),
  };
}

interface OwnedQuery {
  place: Place;
  /** Uids. */
  owners: readonly string[];
  kinds: "search" | "known";
  mayList(scope: ResolvedScope): Promise<boolean>;
}

/**
 * Owned objects by their metadata. The person's access is reviewed for the kinds with such objects: a graph needs few
 * reviews, and a person without access reads that there is something of the kind, without a name or a number.
 */
async function listOwned(portal: Portal, query: OwnedQuery): Promise<OwnedObjects> {
  const { place, owners, kinds, mayList } = query;
  const { present, refused, isSearching } =
    kinds === "search" ? await portal.ownedKinds.search(place) : portal.ownedKinds.recall(place);
  const found = await mapConcurrently(present, async (type) => {
    const watch = watchKind(portal.parts, type, place.namespace);
    const synced = await waitUntilSynced(watch).then(
      () => true,
      () => false,
    );
    if (!synced) return { unlisted: [type], owned: [] };
    const byOwner = indexByOwner(watch.list());
    const owned = owners.flatMap((owner) =>
      (byOwner.get(owner) ?? []).map((object) => ({ owner, object, type, isPartial: true })),
    );
    if (owned.length === 0) return { unlisted: [], owned };
    const allowed = await mayList(resolveScope(type, place.namespace)).catch(() => false);
    return allowed ? { unlisted: [], owned } : { unlisted: [type], owned: [] };
  });
  return {
    owned: found.flatMap(({ owned }) => owned),
    unlisted: [...refused, ...found.flatMap(({ unlisted }) => unlisted)],
    isSearching,
  };
}

async function readParts({ parts }: Portal, scope: ResolvedScope): Promise<Informer> {
  const watch = parts.use(scope);
  await waitUntilSynced(watch);
  return watch;
}

function hasLabels(
  labels: Readonly<Record<string, string>> = {},
  wanted: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
