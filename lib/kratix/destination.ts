import { z } from "zod";
import type { KubernetesObject } from "#lib/kubernetes/types";

/** A delivery target of Kratix: a path in a state store that an agent of some cluster applies. */
export interface Destination {
  name: string;
  labels: Record<string, string>;
  /** Path below the state store's own path. Old versions default to the name. */
  path: string;
  stateStore: { kind: "GitStateStore" | "BucketStateStore"; name: string } | undefined;
  /** True: only matching labels select this Destination. */
  strictMatchLabels: boolean;
  filepathMode: "nestedByMetadata" | "aggregatedYAML" | "none";
}

const spec = z.object({
  path: z.string().optional().catch(undefined),
  stateStoreRef: z
    .object({ kind: z.enum(["GitStateStore", "BucketStateStore"]), name: z.string() })
    .optional()
    .catch(undefined),
  strictMatchLabels: z.boolean().catch(false),
  filepath: z
    .object({ mode: z.enum(["nestedByMetadata", "aggregatedYAML", "none"]).catch("nestedByMetadata") })
    .catch({ mode: "nestedByMetadata" }),
});

/** Parses a Destination. https://docs.kratix.io/main/reference/destinations/intro */
export function parseDestination(object: KubernetesObject): Destination {
  const { path, stateStoreRef, strictMatchLabels, filepath } = spec.parse(object.spec ?? {});
  return {
    name: object.metadata.name,
    labels: object.metadata.labels ?? {},
    path: path ?? object.metadata.name,
    stateStore: stateStoreRef,
    strictMatchLabels,
    filepathMode: filepath.mode,
  };
}
