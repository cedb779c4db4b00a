/** Diagnostics: each requirement of the portal with its state and its fix, and figures of its operation. */
import { z } from "zod";
import { declareRoutes } from "#lib/api/contract/declaration";
import { time } from "#lib/api/contract/shared";

export const diagnosticFix = z.object({
  text: z.string().meta({ description: "The next step, as a sentence." }),
  code: z.string().optional().meta({ description: "Commands or lines of the configuration, to copy." }),
  docs: z.string().optional().meta({ description: "A page of the documentation, as a path below docs/." }),
});

export const diagnosticCheck = z.object({
  id: z.string().meta({ description: "Unique within its group." }),
  title: z.string(),
  state: z
    .enum(["ok", "warning", "failed", "unknown"])
    .meta({ description: "`unknown`: the portal could not check it." }),
  found: z.string().meta({ description: "The finding, as a sentence." }),
  fix: diagnosticFix.optional(),
});

export const diagnosticGroup = z.object({
  id: z.string(),
  title: z.string(),
  checks: z.array(diagnosticCheck),
});

export const operation = z.object({
  versions: z.array(z.object({ name: z.string(), version: z.string() })),
  watches: z.array(
    z.object({
      cluster: z.string(),
      group: z.string(),
      version: z.string(),
      kind: z.string(),
      namespace: z.string().optional().meta({ description: "Absent: all namespaces." }),
      selection: z
        .string()
        .optional()
        .meta({ description: "Which objects, or which part of them; absent: all of all." }),
      objects: z.int(),
      state: z
        .enum(["live", "connecting", "away", "absent"])
        .meta({ description: "`absent`: the cluster does not serve the kind." }),
      changedAt: time.optional().meta({ description: "When the last object arrived." }),
      lists: z.int(),
      failures: z.int().meta({ description: "Failed lists and watches since the watch started." }),
      lastFailure: z.object({ at: time, message: z.string() }).optional(),
    }),
  ),
  accessReviews: z.array(
    z.object({
      cluster: z.string(),
      answered: z.int(),
      cached: z.int().meta({ description: "Answers from the cache." }),
      failed: z.int(),
      averageMilliseconds: z.number().optional(),
    }),
  ),
  queues: z.object({
    plansRunning: z.int().meta({ description: "Tasks that read foreign input in threads." }),
    plansWaiting: z.int(),
    streams: z.int(),
    topics: z.int(),
  }),
  memory: z.array(
    z.object({
      kind: z.string(),
      items: z.int(),
      bytes: z.int().meta({ description: "As JSON, estimated from a sample." }),
      budget: z.int().meta({ description: "Bytes." }),
    }),
  ),
});

export const diagnostics = z.object({ checkedAt: time, groups: z.array(diagnosticGroup), operation });

export type DiagnosticFix = z.infer<typeof diagnosticFix>;
export type DiagnosticCheck = z.infer<typeof diagnosticCheck>;
export type DiagnosticGroup = z.infer<typeof diagnosticGroup>;
export type OperationFigures = z.infer<typeof operation>;
export type Diagnostics = z.infer<typeof diagnostics>;

export const diagnosticsRoutes = declareRoutes({
  "GET /api/v1/diagnostics": {
    summary:
      "Each requirement of the portal with its state and its fix. For people with the permission to `get` " +
      "`diagnostics` of the group `vitrine.dev`",
    setup: true,
    limit: "preview",
    answer: diagnostics,
  },
  "GET /api/v1/diagnostics/bundle": {
    summary:
      "The same as a file for support, with the configuration without its secrets and the last warnings of the log. For " +
      "the same people",
    setup: true,
    limit: "preview",
    answer: { type: "application/json" },
  },
});
