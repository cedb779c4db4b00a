import "server-only";
import { authorize, decide } from "#lib/auth/permissions";
import type { Identity } from "#lib/auth/types";
import { PortalError } from "#lib/errors";
import type { Workflow } from "#lib/graph/part";
import type { CausePart, GraphLoader, ResourceGraph } from "#lib/graph/types";
import { walkResource } from "#lib/graph/walk";
import type { WholeHealth } from "#lib/graph/whole";
import { KRATIX_GROUP } from "#lib/kratix/names";
import { parsePromise } from "#lib/kratix/promise";
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
 * The object and all that belongs to it, as far as the person may see. Never rejects: what could not be read is the
 * state of its node or among the problems.
 */
export function walkParts(
  portal: Portal,
  identity: Identity,
  object: KubernetesObject,
  type: ResourceType,
): Promise<ResourceGraph> {
  return walkResource(object, type, createLoader(portal, identity), {
    ownedKinds: OWNED_KINDS,
    isInstance: rememberByKind((kind) => findOffer(portal, kind)?.entry.source === "rgd"),
    findWorkflow: rememberByKind((kind) => findWorkflow(portal, kind)),
  });
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
export function pickCause({ health, cause }: WholeHealth): { health: Health; cause?: CausePart } {
  if (!cause) return { health };
  const { reference, plural } = cause;
  return { health, cause: { reference, plural, health: cause.health } };
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
  const { pipelines, pipelineNamespace } = parsePromise(object);
  return { configurePipelines: pipelines.resource.configure, pipelineNamespace };
}

/**
 * Reads for walkers: with the person's rights, from watches that stay for a while and so follow the page. A list hands
 * over whole objects, so who may list a kind in a namespace may see each object there, and is asked for once; who may
 * not is asked for each object by name. Good for one walk: rights are asked anew by the next.
 */
function createLoader(portal: Portal, identity: Identity): GraphLoader {
  const listable = new Map<string, Promise<boolean>>();

  function mayList(type: ResourceType, namespace: string | undefined): Promise<boolean> {
    const key = JSON.stringify([type.cluster, type.group, type.plural, namespace]);
    const answer = listable.get(key) ?? decideList(portal, identity, type, namespace);
    listable.set(key, answer);
    return answer;
  }

  return {
    findType: ({ cluster, ...kind }) => portal.clusters.get(cluster)?.discovery.findByKind(kind),
    async get(type, namespace, name) {
      refuseSecrets(type);
      if (!(await mayList(type, namespace))) {
        const { cluster, group, plural: resource } = type;
        await authorize(
          identity,
          { action: "read", cluster, group, resource, namespace, name },
          portal.rules,
        );
      }
      return (await readParts(portal, type, namespace)).get(namespace, name);
    },
    async list(type, { namespace, labels }) {
      refuseSecrets(type);
      const { cluster, group, plural: resource } = type;
      await authorize(identity, { action: "list", cluster, group, resource, namespace }, portal.rules);
      const objects = (await readParts(portal, type, namespace)).list(namespace);
      return labels ? objects.filter(({ metadata }) => hasLabels(metadata.labels, labels)) : objects;
    },
  };
}

function refuseSecrets({ group, kind }: ResourceType): void {
  if (group === "" && kind === "Secret") {
    throw new PortalError("forbidden", { detail: "The portal does not read Secrets." });
  }
}

async function decideList(
  { rules }: Portal,
  identity: Identity,
  { cluster, group, plural: resource }: ResourceType,
  namespace: string | undefined,
): Promise<boolean> {
  const { allowed } = await decide(identity, { action: "list", cluster, group, resource, namespace }, rules);
  return allowed;
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
  wanted: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
