/** Whether a part does its work, judged by what the cluster says of it. Pure. */
import { z } from "zod";
import type { Manifest } from "#demo/platform/cluster";

const partSchema = z.object({
  metadata: z.object({ generation: z.number().default(0) }),
  spec: z.object({ replicas: z.number().default(1) }).prefault({}),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      readyReplicas: z.number().default(0),
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
    })
    .prefault({}),
});
type Part = z.infer<typeof partSchema>;

/** By kind; other parts are ready when they exist. */
const JUDGES: Record<string, (part: Part) => boolean> = {
  "apps/v1/Deployment": (part) => isSeen(part) && holds(part, "Available"),
  "apps/v1/StatefulSet": (part) => isSeen(part) && part.status.readyReplicas >= part.spec.replicas,
  "kubernetes.crossplane.io/v1alpha2/Object": (part) => holds(part, "Ready"),
};

/** Composite resources say it themselves. */
const COMPOSITE = /\.demo\.vitrine\.dev\//;

export function isReady(part: Manifest | undefined): boolean {
  if (!part) return false;
  const parsed = partSchema.parse(part);
  if (COMPOSITE.test(part.apiVersion)) return holds(parsed, "Ready");
  return JUDGES[`${part.apiVersion}/${part.kind}`]?.(parsed) ?? true;
}

/** Its controller has taken up the latest change: what the status says is about that. */
function isSeen({ metadata, status }: Part): boolean {
  return status.observedGeneration >= metadata.generation;
}

function holds({ status }: Part, type: string): boolean {
  return status.conditions.some((condition) => condition.type === type && condition.status === "True");
}
