/** Puts the demo platform into the cluster: what a platform team would have there before the portal comes. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";
import type { Stack } from "#demo/local-stack/types";
import { type Cluster, isTooEarly, type Manifest, manifestSchema, openCluster } from "#demo/platform/cluster";
import { applyObject, pause } from "#demo/platform/objects";

/** Folders of a composite resource's definition and its composition. */
export const COMPOSITIONS = ["app", "build-pipeline", "cache", "database", "monitoring"];

/** Each step's objects need those of the steps before. */
const STEPS = [
  ["cluster-setup.yaml"],
  [
    "rbac/portal.yaml",
    "rbac/demo.yaml",
    "rbac/dry-run.yaml",
    "crds/offer-overlay.yaml",
    "crds/feature-flag.yaml",
    "crds/batch-ticket.yaml",
    "postgresql/promise.yaml",
    "environment/promise.yaml",
    "observability/promise.yaml",
    "microservice/promise.yaml",
    "monitoring/locations.yaml",
    ...COMPOSITIONS.flatMap((folder) => [`${folder}/definition.yaml`, `${folder}/composition.yaml`]),
  ],
];

/**
 * Server-side apply of everything; can be repeated. The CRDs of Kratix and Crossplane have to be there; they themselves
 * need not run.
 * Waits for a kind that is not served yet until the stack stops.
 */
export async function applyPlatform(stack: Pick<Stack, "kubeconfig" | "signal">): Promise<void> {
  const cluster = await openCluster(stack.kubeconfig);
  for (const step of STEPS) {
    const manifests = (await Promise.all(step.map(readManifests))).flat();
    await Promise.all(manifests.map((manifest) => applyWhenServed(cluster, manifest, stack.signal)));
  }
}

/** The objects of one file of the demo platform. */
export async function readManifests(path: string): Promise<Manifest[]> {
  const text = await readFile(fileURLToPath(new URL(path, import.meta.url)), "utf8");
  return parseAllDocuments(text).map((document) => manifestSchema.parse(document.toJS()));
}

/** Applies, and waits while the kind is not served: a CRD is, a moment after it was applied. */
export async function applyWhenServed(
  cluster: Cluster,
  object: Manifest,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await applyObject(cluster, object, "vitrine-demo");
      return;
    } catch (error) {
      if (!isTooEarly(error)) throw error;
      await pause(100, signal);
    }
  }
}
