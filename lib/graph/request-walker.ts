import { type DeliveryTarget, loadDelivered } from "#lib/graph/delivered-walker";
import { buildNode, extendGraph, type GraphBuilder, startGraph } from "#lib/graph/graph-builder";
import { describeListFailure, mapConcurrently } from "#lib/graph/reads";
import type { GraphLoader, ResourceGraph } from "#lib/graph/types";
import { KRATIX_GROUP, KRATIX_LABELS, requestSelector } from "#lib/kratix/names";
import { computeJobHealth } from "#lib/kratix/pipeline-health";
import { isJobOf, latestRuns, parsePipelineJob } from "#lib/kratix/pipeline-job";
import { podSelector } from "#lib/kratix/pipeline-pod";
import { computeRequestHealth } from "#lib/kratix/request-health";
import {
  isWorkOf,
  parseWork,
  parseWorkPlacement,
  placementSelector,
  type WorkloadGroup,
} from "#lib/kratix/work";
import { computeWorkHealth, computeWorkPlacementHealth, WRITE_NOT_REPORTED } from "#lib/kratix/work-health";
import { type DeliveredObject, readWorkload } from "#lib/kratix/workload";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";

export interface RequestWalkOptions {
  /** Where the Promise's pipelines run, and its Works are, when not in the request's namespace. */
  pipelineNamespace?: string;
  /** Names of the Promise's configure pipelines, where they are known. */
  configurePipelines?: readonly string[];
  /** The cluster that a Destination stands for; undefined when the portal does not see it. Default: the request's. */
  clusterOf?(destination: string): string | undefined;
  now?(): number;
}

interface Walk {
  request: KubernetesObject;
  cluster: string;
  loader: GraphLoader;
  builder: GraphBuilder;
  options: RequestWalkOptions;
}

interface Listed {
  type: ResourceType;
  objects: readonly KubernetesObject[];
}

interface Delivery {
  parent: string;
  delivered: DeliveredObject;
  target: DeliveryTarget;
}

/**
 * The graph of a Kratix resource request: the Jobs of its pipelines, the Works they wrote, where these are scheduled,
 * and the objects that are delivered. Never rejects: what cannot be read is the state of its node, what cannot be
 * listed is in `problems`.
 */
export async function walkResourceRequest(
  request: KubernetesObject,
  type: ResourceType,
  loader: GraphLoader,
  options: RequestWalkOptions = {},
): Promise<ResourceGraph> {
  const root = buildNode(request, type, { state: "Unknown" });
  const builder = extendGraph(startGraph(root));
  const walk: Walk = { request, cluster: type.cluster, loader, builder, options };
  const [jobs, works] = await Promise.all([listJobs(walk), listWorks(walk)]);
  const pods = await listFailedPods(walk, jobs);
  const { configurePipelines } = options;
  const evidence = { jobs: jobs?.objects, pods, works: works?.objects, configurePipelines };
  builder.setHealth(root.id, computeRequestHealth(request, evidence));
  if (jobs) addJobs(walk, root.id, jobs, pods);
  if (works) await addWorks(walk, root.id, works);
  return builder.build();
}

async function listJobs(walk: Walk): Promise<Listed | undefined> {
  const jobs = await listKind(walk, { group: "batch", kind: "Job" }, requestLabels(walk));
  return jobs && { ...jobs, objects: jobs.objects.filter((job) => isJobOf(job, walk.request)) };
}

/** Only Pods of failed runs are read: what their last step said. Their absence, or no right to them, is no problem. */
async function listFailedPods(walk: Walk, jobs: Listed | undefined): Promise<readonly KubernetesObject[]> {
  const type = walk.loader.findType({ cluster: walk.cluster, group: "", kind: "Pod" });
  const failed = latestRuns((jobs?.objects ?? []).map(parsePipelineJob)).filter(
    ({ phase }) => phase === "Failed",
  );
  if (!type) return [];
  const pods = await mapConcurrently(failed, ({ name, namespace }) =>
    walk.loader.list(type, { namespace, labels: podSelector(name) }).catch(() => []),
  );
  return pods.flat();
}

async function listWorks(walk: Walk): Promise<Listed | undefined> {
  const works = await listKind(walk, { group: KRATIX_GROUP, kind: "Work" }, requestLabels(walk));
  return works && { ...works, objects: works.objects.filter((work) => isWorkOf(work, walk.request)) };
}

function requestLabels({ request }: Walk): Record<string, string> {
  const { labels, name } = request.metadata;
  return requestSelector(labels?.[KRATIX_LABELS.promiseName] ?? "", name);
}

async function listKind(
  { cluster, loader, builder, options, request }: Walk,
  kind: { group: string; kind: string },
  labels: Record<string, string>,
): Promise<Listed | undefined> {
  const type = loader.findType({ cluster, ...kind });
  if (!type) return undefined;
  const namespace = options.pipelineNamespace ?? request.metadata.namespace;
  try {
    return { type, objects: await loader.list(type, { namespace, labels }) };
  } catch (error) {
    builder.reportProblem(describeListFailure(type.plural, error));
    return undefined;
  }
}

function addJobs(
  { builder }: Walk,
  root: string,
  { type, objects }: Listed,
  pods: readonly KubernetesObject[],
): void {
  const byName = new Map(objects.map((object) => [object.metadata.name, object]));
  for (const run of latestRuns(objects.map(parsePipelineJob))) {
    const object = byName.get(run.name);
    if (object)
      builder.add(root, { ...buildNode(object, type, computeJobHealth(run, pods)), relation: "pipeline" });
  }
}

async function addWorks(walk: Walk, root: string, { type, objects }: Listed): Promise<void> {
  const deliveries = await mapConcurrently(objects, async (object) => {
    const node = { ...buildNode(object, type, computeWorkHealth(object)), relation: "written" as const };
    walk.builder.add(root, node);
    const placements = await addPlacements(walk, node.id, object.metadata.name);
    return parseWork(object).groups.flatMap((group) => planDeliveries(walk, node.id, group, placements));
  });
  await addDelivered(walk, deliveries.flat());
}

interface Placement {
  id: string;
  object: KubernetesObject;
}

async function addPlacements(walk: Walk, parent: string, work: string): Promise<Placement[]> {
  const listed = await listKind(
    walk,
    { group: KRATIX_GROUP, kind: "WorkPlacement" },
    placementSelector(work),
  );
  if (!listed) return [];
  return listed.objects.map((object) => {
    const node = buildNode(object, listed.type, computeWorkPlacementHealth(object));
    walk.builder.add(parent, { ...node, relation: "scheduled" });
    return { id: node.id, object };
  });
}

/** A group that is scheduled hangs below its WorkPlacements, one that is not below its Work. */
function planDeliveries(
  walk: Walk,
  work: string,
  group: WorkloadGroup,
  placements: readonly Placement[],
): Delivery[] {
  const now = (walk.options.now ?? Date.now)();
  const contents = group.workloads.map(readWorkload);
  for (const { problem } of contents) if (problem) walk.builder.reportProblem(problem);
  const own = placements.filter(({ object }) => parseWorkPlacement(object).group === group.id);
  const targets = own.map(({ id, object }) => ({ parent: id, target: targetOf(walk, object, now) }));
  const unscheduled = { cluster: walk.cluster, destination: undefined, since: "", now };
  return (targets.length > 0 ? targets : [{ parent: work, target: unscheduled }]).flatMap(
    ({ parent, target }) =>
      contents.flatMap(({ objects }) => objects.map((delivered) => ({ parent, target, delivered }))),
  );
}

function targetOf({ cluster, options }: Walk, placement: KubernetesObject, now: number): DeliveryTarget {
  const { destination } = parseWorkPlacement(placement);
  const since = placement.metadata.creationTimestamp;
  return { cluster: options.clusterOf ? options.clusterOf(destination) : cluster, destination, since, now };
}

async function addDelivered({ builder, loader }: Walk, deliveries: readonly Delivery[]): Promise<void> {
  const nodes = await mapConcurrently(deliveries, ({ delivered, target }) =>
    loadDelivered(delivered, target, loader),
  );
  for (const [index, node] of nodes.entries()) {
    const parent = deliveries[index]?.parent;
    if (parent === undefined) continue;
    builder.add(parent, node);
    if (node.uid !== "") proveWritten(builder, parent);
  }
}

/** What is in the cluster was written, even where this version of Kratix does not say so. */
function proveWritten(builder: GraphBuilder, placement: string): void {
  if (builder.get(placement)?.health.reason !== WRITE_NOT_REPORTED) return;
  builder.setHealth(placement, { state: "Ready", message: "Its objects are in the cluster." });
}
