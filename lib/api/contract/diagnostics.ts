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

export const diagnostics = z.object({ checkedAt: time, groups: z.array(diagnosticGroup) });

export type DiagnosticFix = z.infer<typeof diagnosticFix>;
export type DiagnosticCheck = z.infer<typeof diagnosticCheck>;
export type DiagnosticGroup = z.infer<typeof diagnosticGroup>;
export type Diagnostics = z.infer<typeof diagnostics>;

export const diagnosticsRoutes = declareRoutes({
  "GET /api/v1/diagnostics": {
    summary:
      "Each requirement of the portal with its state and its fix. For people with the permission to `get` " +
      "`diagnostics` of the group `vitrine.dev`",
    limit: "preview",
    answer: diagnostics,
  },
});
