import { z } from "zod";

export type PipelinePhase = "Pending" | "Running" | "Succeeded" | "Failed" | "Suspended";

/** A pipeline of a workflow, as current versions of Kratix record it in the status. */
export interface PipelineStatus {
  name: string;
  phase: PipelinePhase;
  message?: string;
  attempts?: number;
  nextRetryAt?: string;
  since?: string;
}

const pipeline = z
  .object({
    name: z.string(),
    phase: z.enum(["Pending", "Running", "Succeeded", "Failed", "Suspended"]),
    message: z.string().optional().catch(undefined),
    attempts: z.number().optional().catch(undefined),
    nextRetryAt: z.string().optional().catch(undefined),
    lastTransitionTime: z.string().optional().catch(undefined),
  })
  .transform(
    ({ lastTransitionTime, ...rest }): PipelineStatus => ({
      ...rest,
      since: lastTransitionTime,
    }),
  );
const pipelines = z.array(pipeline).catch([]);

// Early versions have `pipelines` directly below `workflows`, later ones below the workflow's name.
const schema = z.object({
  kratix: z.object({
    workflows: z.object({
      pipelines,
      configure: z.object({ pipelines }).catch({ pipelines: [] }),
      delete: z.object({ pipelines }).catch({ pipelines: [] }),
    }),
  }),
});

/** The pipelines in a request's status, in their order; empty where Kratix does not record them. */
export function readPipelines(status: unknown, workflow: "configure" | "delete"): PipelineStatus[] {
  const parsed = schema.safeParse(status);
  if (!parsed.success) return [];
  const { workflows } = parsed.data.kratix;
  return workflows[workflow].pipelines.length > 0 ? workflows[workflow].pipelines : workflows.pipelines;
}
