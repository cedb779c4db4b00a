import { type DeliveryTarget, loadDelivered } from "#lib/graph/delivered-walker";
import { buildNode, type GraphBuilder, referenceKey } from "#lib/graph/graph-builder";
import { listKey } from "#lib/graph/load-part";
import { addPart, type Part, type Walk, type Workflow } from "#lib/graph/part";
import { describeListFailure, mapConcurrently, mapGrouped } from "#lib/graph/reads";
import { addStore } from "#lib/graph/store-walker";
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

/** The walk over one request. */
interface RequestWalk extends Walk {
  /** Id of the request's node. */
  id: string;
  request: KubernetesObject;
  cluster: string;
  workflow: Workflow;
}

interface Listed {
  type: ResourceType;
  objects: readonly KubernetesObject[];
}

interface Delivery {
  /** Id of the WorkPlacement, where it is scheduled. */
  placement?: string;
  parent: string;
  delivered: DeliveredObject;
  target: DeliveryTarget;
}

/**
 * Adds what Kratix made of a resource request: the Jobs of its pipelines, the Works these wrote, where each is
 * scheduled and stored, and the objects that are delivered. Gives what was delivered, read, and new to the graph.
 * Never rejects: what cannot be read is the state of its node, what cannot be listed is a problem of the graph.
 */
export async function addRequest(walk: Walk, part: Part): Promise<Part[]> {
  const workflow = walk.options.findWorkflow?.(part.type);
  if (!workflow) return [];
  const own = { ...walk, id: part.id, request: part.object, cluster: part.type.cluster, workflow };
  const [jobs, works] = await Promise.all([listJobs(own), listWorks(own)]);
  const pods = await listFailedPods(own, jobs);
  const { configurePipelines } = workflow;
  const evidence = { jobs: jobs?.objects, pods, works: works?.objects, configurePipelines };
  walk.builder.setHealth(part.id, computeRequestHealth(part.object, evidence));
  const runs = jobs ? addJobs(own, jobs, pods) : [];
  const delivered = works ? await addWorks(own, works, runs) : [];
  return [...runs, ...delivered];
}

async function listJobs(walk: RequestWalk): Promise<Listed | undefined> {
  const jobs = await listKind(walk, { group: "batch", kind: "Job" }, requestLabels(walk));
  return jobs && { ...jobs, objects: jobs.objects.filter((job) => isJobOf(job, walk.request)) };
}

/** Only Pods of failed runs are read: what their last step said. Their absence, or no right to them, is no problem. */
async function listFailedPods(
  walk: RequestWalk,
  jobs: Listed | undefined,
): Promise<readonly KubernetesObject[]> {
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

async function listWorks(walk: RequestWalk): Promise<Listed | undefined> {
  const works = await listKind(walk, { group: KRATIX_GROUP, kind: "Work" }, requestLabels(walk));
  return works && { ...works, objects: works.objects.filter((work) => isWorkOf(work, walk.request)) };
}

function requestLabels({ request }: RequestWalk): Record<string, string> {
  const { labels, name } = request.metadata;
  return requestSelector(labels?.[KRATIX_LABELS.promiseName] ?? "", name);
}

async function listKind(
  { cluster, loader, builder, workflow, request }: RequestWalk,
  kind: { group: string; kind: string },
  labels: Record<string, string>,
): Promise<Listed | undefined> {
  const type = loader.findType({ cluster, ...kind });
  if (!type) return undefined;
  const namespace = workflow.pipelineNamespace ?? request.metadata.namespace;
  try {
    return { type, objects: await loader.list(type, { namespace, labels }) };
  } catch (error) {
    builder.reportProblem(describeListFailure(type.plural, error));
    return undefined;
  }
}

/** Gives the newest run of each pipeline. Earlier ones are not shown: they tell of the past. */
function addJobs(walk: RequestWalk, { type, objects }: Listed, pods: readonly KubernetesObject[]): Part[] {
  const runs = new Map(latestRuns(objects.map(parsePipelineJob)).map((run) => [run.name, run]));
  const byName = new Map(objects.map((object) => [object.metadata.name, object]));
  for (const { metadata } of objects) {
    const { namespace, name } = metadata;
    if (!runs.has(name)) walk.past.add(referenceKey({ ...type, namespace, name }));
  }
  return [...runs.values()].flatMap((run) => {
    const object = byName.get(run.name);
    if (!object) return [];
    const node = buildNode(object, type, computeJobHealth(run, pods));
    return addPart(walk, walk.id, "pipeline", { node, object, type });
  });
}

/** A Work hangs below the run of the pipeline that wrote it, where both say so, else below the request. */
async function addWorks(
  walk: RequestWalk,
  { type, objects }: Listed,
  runs: readonly Part[],
): Promise<Part[]> {
  const writers = new Map(
    runs.flatMap(({ id, object }) => {
      const { action, pipeline } = parsePipelineJob(object);
      return action === "configure" ? [[pipeline, id]] : [];
    }),
  );
  const deliveries = await mapConcurrently(objects, async (object) => {
    const { name, pipeline, groups } = parseWork(object);
    const node = buildNode(object, type, computeWorkHealth(object));
    walk.builder.add(writers.get(pipeline ?? "") ?? walk.id, { ...node, relation: "written" });
    const placements = await addPlacements(walk, node.id, name);
    return groups.flatMap((group) => planDeliveries(walk, node.id, group, placements));
  });
  return addDelivered(walk, deliveries.flat());
}

interface Placement {
  id: string;
  /** Id of the node that what it delivers hangs below. */
  store: string;
  object: KubernetesObject;
}

async function addPlacements(walk: RequestWalk, parent: string, work: string): Promise<Placement[]> {
  const listed = await listKind(
    walk,
    { group: KRATIX_GROUP, kind: "WorkPlacement" },
    placementSelector(work),
  );
  if (!listed) return [];
  const { type, objects } = listed;
  return mapConcurrently(objects, async (object) => {
    const node = buildNode(object, type, computeWorkPlacementHealth(object));
    walk.builder.add(parent, { ...node, relation: "scheduled" });
    return { id: node.id, store: await addStore(walk, node.id, object, type), object };
  });
}

/** What is scheduled hangs below the stores of its WorkPlacements, one that is not below its Work. */
function planDeliveries(
  walk: RequestWalk,
  work: string,
  group: WorkloadGroup,
  placements: readonly Placement[],
): Delivery[] {
  const now = (walk.options.now ?? Date.now)();
  const contents = group.workloads.map(readWorkload);
  for (const { problem } of contents) if (problem) walk.builder.reportProblem(problem);
  const own = placements.filter(({ object }) => parseWorkPlacement(object).group === group.id);
  const targets: Omit<Delivery, "delivered">[] = own.map(({ id, store, object }) => ({
    placement: id,
    parent: store,
    target: targetOf(walk, object, now),
  }));
  const unscheduled = { cluster: walk.cluster, destination: undefined, since: "", now };
  if (targets.length === 0) targets.push({ parent: work, target: unscheduled });
  return targets.flatMap((target) =>
    contents.flatMap(({ objects }) => objects.map((delivered) => ({ ...target, delivered }))),
  );
}

function targetOf(
  { cluster, options }: RequestWalk,
  placement: KubernetesObject,
  now: number,
): DeliveryTarget {
  const { destination } = parseWorkPlacement(placement);
  const since = placement.metadata.creationTimestamp;
  return { cluster: options.clusterOf ? options.clusterOf(destination) : cluster, destination, since, now };
}

async function addDelivered(walk: RequestWalk, deliveries: readonly Delivery[]): Promise<Part[]> {
  const loaded = await mapGrouped(
    deliveries,
    ({ delivered }) => listKey(delivered),
    async ({ delivered, target, ...place }) => ({
      ...place,
      found: await loadDelivered(delivered, target, walk.loader),
    }),
  );
  return loaded.flatMap(({ parent, placement, found }) => {
    if (found.object && placement) proveWritten(walk.builder, placement);
    return addPart(walk, parent, "delivered", found);
  });
}

/** What is in the cluster was written, even where this version of Kratix does not say so. */
function proveWritten(builder: GraphBuilder, placement: string): void {
  if (builder.get(placement)?.health.reason !== WRITE_NOT_REPORTED) return;
  builder.setHealth(placement, { state: "Ready", message: "Its objects are in the cluster." });
}
