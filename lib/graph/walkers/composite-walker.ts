import { type Composite, type CompositeReference, parseComposite } from "#lib/crossplane/composite";
import { addPart, type Part, type Walk } from "#lib/graph/part";
import { mapGrouped } from "#lib/graph/walkers/concurrent-reads";
import { listKey, loadPart } from "#lib/graph/walkers/load-part";
import { readConditions } from "#lib/kubernetes/health/health";
import type { Health, KubernetesObject } from "#lib/kubernetes/types";

/**
 * References are stored before their objects are created. For this long after the first one, an absent object
 * is expected.
 */
const GRACE_MS = 60_000;

/**
 * Adds the objects that a claim or a composite resource refers to: the claim's composite resource, or the
 * composed resources. Returns those that were loaded and are new to the graph. Never rejects: a failed read
 * is the state of a node.
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

/** A namespaced composite resource and its parts share the namespace, so references leave it out. */
function locate(reference: CompositeReference, { metadata }: KubernetesObject) {
  return { ...reference, defaultNamespace: metadata.namespace };
}

function absentHealth({ role }: Composite, object: KubernetesObject, now: number): Health {
  const { metadata } = object;
  if (metadata.deletionTimestamp)
    return { state: "Removing", reason: "NotFound", message: "This resource is gone." };
  const young = now - Date.parse(metadata.creationTimestamp) < GRACE_MS;
  if (young || !isSynced(object)) {
    return {
      state: "NotCreatedYet",
      reason: "NotFound",
      message: "Crossplane has not created this resource yet.",
    };
  }
  const whole = role === "claim" ? "The claim" : "The composite resource";
  return {
    state: "Missing",
    reason: "NotFound",
    message: `${whole} refers to this resource, but the resource does not exist.`,
  };
}

/**
 * Whether the current spec is synced: a new reference changes the spec, and is stored before its object is
 * created.
 */
function isSynced(object: KubernetesObject): boolean {
  const synced = readConditions(object).find(({ type }) => type === "Synced");
  const { generation = 0 } = object.metadata;
  return synced?.status === "True" && (synced.observedGeneration ?? generation) >= generation;
}
