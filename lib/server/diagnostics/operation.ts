import "server-only";
import { z } from "zod";
import type { OperationFigures } from "#lib/api/types";
import { APIEXTENSIONS_GROUP, XRD_KIND } from "#lib/crossplane/names";
import { KRATIX_GROUP } from "#lib/kratix/names";
import { KRO_GROUP, RGD_KIND } from "#lib/kro/names";
import type { Cluster } from "#lib/kubernetes/cluster";
import type { WatchFigures } from "#lib/kubernetes/watch/informer-factory";
import { MEMORY_BUDGETS, MEMORY_KINDS, measureMemory } from "#lib/server/memory";
import type { Portal } from "#lib/server/portal";
import { countTopics } from "#lib/server/stream/stream";
import manifest from "../../../package.json" with { type: "json" };

/** Milliseconds to wait for the version of an API server. */
const PATIENCE = 3_000;

/** Figures of the running process: versions, watches, access reviews, queues and memory. */
export async function describeOperation(portal: Portal): Promise<OperationFigures> {
  const clusters = [...portal.clusters.values()];
  const plans = portal.planThreads.figures();
  const memory = measureMemory(portal);
  return {
    versions: [
      ...listOwnVersions(portal.config.commit),
      ...(await Promise.all(clusters.map(listVersions))).flat(),
    ],
    watches: clusters.flatMap(({ name, informers }) =>
      informers.figures().map((figures) => describeWatch(name, figures)),
    ),
    accessReviews: clusters.map(({ name, reviewFigures }) => ({ cluster: name, ...reviewFigures() })),
    queues: {
      plansRunning: plans.running,
      plansWaiting: plans.waiting,
      streams: portal.streams.size,
      topics: countTopics(),
    },
    memory: MEMORY_KINDS.map((kind) => ({
      kind,
      items: memory[kind].items,
      bytes: Math.round(memory[kind].bytes),
      budget: MEMORY_BUDGETS[kind] * 2 ** 20,
    })),
  };
}

function listOwnVersions(commit: string | undefined): OperationFigures["versions"] {
  return [
    { name: "Vitrine", version: commit ? `${manifest.version} (${commit})` : manifest.version },
    { name: "Node.js", version: process.versions.node },
  ];
}

const KINDS = [
  { name: "Kratix", group: KRATIX_GROUP, kind: "Promise" },
  { name: "Crossplane", group: APIEXTENSIONS_GROUP, kind: XRD_KIND },
  { name: "kro", group: KRO_GROUP, kind: RGD_KIND },
  { name: "Argo CD", group: "argoproj.io", kind: "Application" },
  { name: "Flux", group: "kustomize.toolkit.fluxcd.io", kind: "Kustomization" },
];

const serverVersion = z.object({ gitVersion: z.string() });

/** The API server, and the served API versions of the operators that the portal knows. */
async function listVersions({ name, client, discovery }: Cluster): Promise<OperationFigures["versions"]> {
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await client.request("GET", "/version", { signal }).catch(() => undefined);
  const server = serverVersion.safeParse(answer).data?.gitVersion ?? "unknown";
  const kinds = KINDS.flatMap(({ name: operator, group, kind }) => {
    const versions = discovery
      .all()
      .flatMap((type) => (type.group === group && type.kind === kind ? [type.version] : []));
    return versions.length > 0 ? [{ name: `${operator} in ${name}`, version: versions.join(", ") }] : [];
  });
  return [{ name: `Kubernetes in ${name}`, version: server }, ...kinds];
}

function describeWatch(cluster: string, figures: WatchFigures): OperationFigures["watches"][number] {
  const { resource, request, objects, freshness, lists, failures, changedAt, lastFailure } = figures;
  const { group, version, kind, plural } = resource;
  const { labelSelector, fieldSelector, metadataOnly } = request;
  const selection = [labelSelector, fieldSelector, metadataOnly && "metadata only"]
    .filter(Boolean)
    .join(", ");
  const isAbsent = plural === "" && freshness.state === "live";
  return {
    ...{ cluster, group, version, kind, objects, lists, failures },
    state: isAbsent ? "absent" : freshness.state,
    ...(request.namespace !== undefined && { namespace: request.namespace }),
    ...(selection !== "" && { selection }),
    ...(changedAt !== undefined && { changedAt }),
    ...(lastFailure && { lastFailure }),
  };
}
