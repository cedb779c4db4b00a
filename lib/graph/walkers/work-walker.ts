import { buildNode, type GraphBuilder } from "#lib/graph/graph-builder";
import { addPart, type Part } from "#lib/graph/part";
import { mapConcurrently, mapGrouped } from "#lib/graph/walkers/concurrent-reads";
import { type DeliveryTarget, loadDelivered } from "#lib/graph/walkers/delivered-walker";
import { listKey } from "#lib/graph/walkers/load-part";
import { type Listed, listKind, type RequestWalk } from "#lib/graph/walkers/request-walk";
import { addStore } from "#lib/graph/walkers/store-walker";
import { KRATIX_GROUP } from "#lib/kratix/names";
import { parsePipelineJob } from "#lib/kratix/pipeline-job";
import { parseWork, parseWorkPlacement, placementSelector, type WorkloadGroup } from "#lib/kratix/work";
import { computeWorkHealth, computeWorkPlacementHealth, WRITE_NOT_REPORTED } from "#lib/kratix/work-health";
import { type DeliveredObject, readWorkload } from "#lib/kratix/workload";
import type { KubernetesObject } from "#lib/kubernetes/types";

interface Delivery {
  /** Id of the WorkPlacement, once scheduled. */
  placement?: string;
  parent: string;
  delivered: DeliveredObject;
  target: DeliveryTarget;
}

/**
 * Adds a request's Works, their placements and stores, and the delivered objects; returns those that are new
 * to the graph. A Work is below the run of the pipeline that wrote it, if both name each other, else below
 * the request.
 */
export async function addWorks(
  walk: RequestWalk,
  { type, objects }: Listed,
  runs: readonly Part[],
): Promise<Part[]> {
  const writers = indexWriters(runs);
  const deliveries = await mapConcurrently(objects, async (object) => {
    const { name, pipeline, groups } = parseWork(object);
    const node = buildNode(object, type, computeWorkHealth(object));
    const writer = writers.get(pipeline ?? "");
    walk.builder.add(writer?.id ?? walk.id, { ...node, relation: "written" });
    const placements = await addPlacements(walk, node.id, name);
    return groups.flatMap((group) => planDeliveries(walk, { id: node.id, writer }, group, placements));
  });
  return addDelivered(walk, deliveries.flat());
}

/** The run that wrote a Work last. */
interface Writer {
  id: string;
  /** Time when it ended, or started. */
  at: string;
}

function indexWriters(runs: readonly Part[]): Map<string, Writer> {
  return new Map(
    runs.flatMap(({ id, object }) => {
      const { action, pipeline, since, createdAt } = parsePipelineJob(object);
      return action === "configure" ? [[pipeline, { id, at: since ?? createdAt }]] : [];
    }),
  );
}

interface Placement {
  id: string;
  /** Id of the node for its delivered objects. */
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

/** Scheduled objects are below the stores of their WorkPlacements; others below their Work. */
function planDeliveries(
  walk: RequestWalk,
  work: { id: string; writer: Writer | undefined },
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
    target: targetOf(walk, object, work.writer, now),
  }));
  const unscheduled = { cluster: walk.cluster, guessed: false, destination: undefined, since: "", now };
  if (targets.length === 0) targets.push({ parent: work.id, target: unscheduled });
  return targets.flatMap((target) =>
    contents.flatMap(({ objects }) => objects.map((delivered) => ({ ...target, delivered }))),
  );
}

function targetOf(
  { cluster, options }: RequestWalk,
  placement: KubernetesObject,
  writer: Writer | undefined,
  now: number,
): DeliveryTarget {
  const { destination } = parseWorkPlacement(placement);
  const placed = placement.metadata.creationTimestamp;
  // A new run writes a change to the existing placement. The API server's times compare as text.
  const since = writer && writer.at > placed ? writer.at : placed;
  return {
    cluster: options.clusterOf ? options.clusterOf(destination) : cluster,
    guessed: options.guessesDestinations ?? false,
    destination,
    written: computeWorkPlacementHealth(placement),
    placed,
    since,
    now,
  };
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

/** An object in the cluster was written, even if this version of Kratix does not report it. */
function proveWritten(builder: GraphBuilder, placement: string): void {
  if (builder.get(placement)?.health.reason !== WRITE_NOT_REPORTED) return;
  builder.setHealth(placement, { state: "Ready", message: "Its objects are in the cluster." });
}
