import { z } from "zod";
import type { SyncReport } from "#lib/gitops/types";
import type { KubernetesObject } from "#lib/kubernetes/types";

// The format is docs/sync-report.md. An empty value counts as absent, because shell scripts write empty
// values.
const text = z
  .string()
  .optional()
  .transform((value) => value?.trim() || undefined);
const revision = text.pipe(
  z
    .string()
    .regex(/^[0-9a-f]{7,64}$/i, "is not a Git commit")
    .toLowerCase()
    .optional(),
);
const time = text.pipe(z.iso.datetime({ offset: true, error: "is not an RFC 3339 time" }).optional());

const failureList = z.array(
  z.object({ path: z.string(), message: z.string(), waiting: z.boolean().default(false) }),
);

const failures = text.transform((value, context) => {
  if (value === undefined) return undefined;
  const parsed = failureList.safeParse(parseJson(value));
  if (parsed.success) return parsed.data;
  context.addIssue({ code: "custom", message: "is not a JSON list of {path, message}" });
  return z.NEVER;
});

const dataSchema = z.object({
  agent: text,
  appliedRevision: revision,
  appliedAt: time,
  attemptedRevision: revision,
  phase: text.pipe(
    z
      .enum(["succeeded", "failed", "running", "unknown"], "is not succeeded, failed, running or unknown")
      .optional(),
  ),
  message: text,
  failures,
});

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/**
 * Parses the report of a cluster's sync agent from a ConfigMap. An invalid report becomes one with phase
 * `unknown` and the error as its message.
 */
export function parseSyncReport(configMap: KubernetesObject, cluster: string): SyncReport {
  const parsed = dataSchema.safeParse(configMap.data ?? {});
  if (!parsed.success) {
    const { name, namespace } = configMap.metadata;
    const [issue] = parsed.error.issues;
    const fault = issue ? `${issue.path.join(".")} ${issue.message}` : "can't be read";
    return { agent: "Sync", cluster, phase: "unknown", message: `ConfigMap ${namespace}/${name}: ${fault}.` };
  }
  const { agent = "Sync", phase = "unknown", ...rest } = parsed.data;
  return { agent, cluster, phase, ...rest };
}
