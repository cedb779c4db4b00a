import "server-only";
import { authorize } from "#lib/auth/permissions";
import type { Identity } from "#lib/auth/types";
import { PortalError } from "#lib/errors";
import { buildNode, startGraph } from "#lib/graph/graph-builder";
import { walkOwned } from "#lib/graph/owner-walker";
import { type RequestWalkOptions, walkResourceRequest } from "#lib/graph/request-walker";
import { worstHealth } from "#lib/graph/root-cause";
import type { GraphLoader, GraphNode, ResourceGraph } from "#lib/graph/types";
import { KRATIX_GROUP } from "#lib/kratix/names";
import { parsePromise } from "#lib/kratix/promise";
import { computeHealth } from "#lib/kubernetes/health";
import type { Health, Informer, KubernetesObject, ResourceType } from "#lib/kubernetes/types";
import { findOffer, getCluster, waitUntilSynced } from "#lib/server/objects";
import type { Portal } from "#lib/server/portal";

/** Kinds that controllers make below what they own. Secrets are not read. */
const OWNED_KINDS = [
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

/**
 * The object and all that belongs to it, as far as the person may see: what Kratix made of it where it is a request,
 * and what that owns. Never rejects: what could not be read is the state of its node or among the problems.
 */
export async function walkParts(
  portal: Portal,
  identity: Identity,
  object: KubernetesObject,
  type: ResourceType,
): Promise<ResourceGraph> {
  const loader = createLoader(portal, identity);
  const offer = findOffer(portal, type);
  const made =
    offer?.entry.source === "promise"
      ? await walkResourceRequest(object, type, loader, readWorkflow(portal, type.cluster, offer.origin.name))
      : startGraph(buildNode(object, type, computeHealth(object)));
  const owned = OWNED_KINDS.map((kind) => loader.findType({ cluster: type.cluster, ...kind }));
  return walkOwned(
    made,
    owned.filter((found) => found !== undefined),
    loader,
  );
}

/** States of parts that say nothing against the whole. */
const SETTLED = new Set<Health["state"]>(["Ready", "NoAccess", "Unknown", "Paused"]);
const TROUBLE = new Set<Health["state"]>(["Failed", "NeedsAttention", "Missing"]);

/** How the whole fares: what it says of itself, and when it says Ready, the worst that was delivered or is owned. */
export function judgeWhole({ root, nodes }: ResourceGraph): Health {
  const own = nodes.find(({ id }) => id === root)?.health ?? { state: "Unknown" };
  if (own.state !== "Ready") return own;
  const parts = nodes.filter(({ id, health }) => id !== root && !SETTLED.has(health.state));
  const [worst] = parts.toSorted((a, b) => (worstHealth([b.health, a.health]) === a.health ? -1 : 1));
  return worst ? describeWorst(worst) : own;
}

function describeWorst({ reference, health }: GraphNode): Health {
  const message = `${reference.kind} ${reference.name}: ${health.message ?? health.reason ?? health.state}`;
  const state = TROUBLE.has(health.state) ? "NeedsAttention" : "Working";
  return { ...health, state, message };
}

/** What the Promise says of the pipelines that run for each request, where the Promise is known. */
function readWorkflow(portal: Portal, cluster: string, name: string): RequestWalkOptions {
  const promises = getCluster(portal, cluster).informers.informer({ group: KRATIX_GROUP, kind: "Promise" });
  const object = promises.get(undefined, name);
  promises.close();
  if (!object) return {};
  const { pipelines, pipelineNamespace } = parsePromise(object);
  return { configurePipelines: pipelines.resource.configure, pipelineNamespace };
}

/** Reads for walkers: with the person's rights, from watches that stay for a while and so follow the page. */
function createLoader(portal: Portal, identity: Identity): GraphLoader {
  return {
    findType: ({ cluster, ...kind }) => portal.clusters.get(cluster)?.discovery.findByKind(kind),
    async get(type, namespace, name) {
      await authorizeRead(portal, identity, type, { action: "read", namespace, name });
      return (await readParts(portal, type, namespace)).get(namespace, name);
    },
    async list(type, { namespace, labels }) {
      await authorizeRead(portal, identity, type, { action: "list", namespace });
      const watch = await readParts(portal, type, namespace);
      return watch.list(namespace).filter(({ metadata }) => hasLabels(metadata.labels, labels));
    },
  };
}

function authorizeRead(
  { rules }: Portal,
  identity: Identity,
  { cluster, group, plural: resource, kind }: ResourceType,
  what: { action: "read" | "list"; namespace: string | undefined; name?: string },
): Promise<void> {
  if (group === "" && kind === "Secret") {
    throw new PortalError("forbidden", { detail: "The portal does not read Secrets." });
  }
  return authorize(identity, { ...what, cluster, group, resource }, rules);
}

async function readParts(
  { parts }: Portal,
  type: ResourceType,
  namespace: string | undefined,
): Promise<Informer> {
  const watch = parts.use(type, namespace);
  await waitUntilSynced(watch);
  return watch;
}

function hasLabels(
  labels: Readonly<Record<string, string>> = {},
  wanted: Readonly<Record<string, string>> = {},
): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
