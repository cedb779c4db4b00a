import { type Composite, type CompositeReference, parseComposite } from "#lib/crossplane/composite";
import { addPart, type Part, type Walk } from "#lib/graph/part";
import { listKey, loadPart } from "#lib/graph/walkers/load-part";
import { mapGrouped } from "#lib/graph/walkers/reads";
import { readConditions } from "#lib/kubernetes/health/health";
import type { Health, KubernetesObject } from "#lib/kubernetes/types";

/** References are stored before what they name is made: for so long after the first, absence is no news. */
const GRACE_MS = 60_000;

/**
 * Adds what a claim or a composite resource names: the claim's composite resource, or the composed resources. Gives
 * those that were read and are new to the graph. Never rejects: what went wrong is the state of a node.
 */
export async function addComposed(walk: Walk, part: Part): Promise<Part[]> {
  const composite = parseComposite(part.object, part.type);
  if (!composite) return [];
  const relation = composite.role === "claim" ? "claimed" : "composed";
  const wanted = composite.references.map((reference) => locate(reference, part.object));
  const absent = () => absentHealth(composite, part.object, (walk.options.now ?? Date.now)());
  const loaded = await mapGrouped(wanted, listKey, (reference) =>
    loadPart(part.type.cluster, reference, walk.loader, absent),
  );
  return loaded.flatMap((found) => addPart(walk, part.id, relation, found));
}

/** A composite resource in a namespace and its parts share it, so that the references leave it out. */
function locate(reference: CompositeReference, { metadata }: KubernetesObject) {
  return { ...reference, defaultNamespace: metadata.namespace };
}

function absentHealth({ role }: Composite, object: KubernetesObject, now: number): Health {
  const { metadata } = object;
  if (metadata.deletionTimestamp) return { state: "Removing", reason: "NotFound", message: "It is gone." };
  const young = now - Date.parse(metadata.creationTimestamp) < GRACE_MS;
  if (young || !isSynced(object)) {
    return { state: "NotCreatedYet", reason: "NotFound", message: "Crossplane has not created it yet." };
  }
  const whole = role === "claim" ? "The claim" : "The composite resource";
  return { state: "Missing", reason: "NotFound", message: `${whole} names it, but it is not there.` };
}

/** To its present spec: a new reference changes that, and is stored before its object is made. */
function isSynced(object: KubernetesObject): boolean {
  const synced = readConditions(object).find(({ type }) => type === "Synced");
  const { generation = 0 } = object.metadata;
  return synced?.status === "True" && (synced.observedGeneration ?? generation) >= generation;
}
