import { z } from "zod";
import { formatJson } from "#lib/exact-json";
import { formatTime } from "#lib/kratix/retry-message";
import type { Health, State } from "#lib/kubernetes/types";

const HEALTH_STATES = ["unknown", "ready", "unhealthy", "healthy", "degraded"] as const;
const state = z.enum(HEALTH_STATES).catch("unknown");

const record = z.object({
  state,
  /** Unix time in seconds. */
  lastRun: z.number().optional().catch(undefined),
  details: z.unknown(),
});

/** `status.healthStatus` of a request: the last results of its Promise's health checks. */
export const healthStatusSchema = z.object({ state, healthRecords: z.array(record).catch([]) });

type HealthStatus = z.infer<typeof healthStatusSchema>;

const BAD: Partial<Record<(typeof HEALTH_STATES)[number], [State, string]>> = {
  unhealthy: ["Failed", "The health check failed"],
  degraded: ["NeedsAttention", "The health check reports a degraded state"],
  unknown: ["Unknown", "The health check reports an unknown state"],
};

/**
 * The health from the health checks, with the message of the worst record, because an author's
 * `status.message` can be out of date. Undefined where the checks found no problem.
 */
export function judgeHealthStatus(
  { state: worst, healthRecords }: HealthStatus,
  now: number,
): Health | undefined {
  const bad = BAD[worst];
  if (!bad) return undefined;
  const [state, words] = bad;
  const telling = healthRecords.find((one) => one.state === worst);
  const since = telling?.lastRun === undefined ? undefined : new Date(telling.lastRun * 1000).toISOString();
  const at = since ? ` at ${formatTime(since, now)}` : "";
  const details = describeDetails(telling?.details);
  return { state, since, reason: worst, message: `${words}${at}${details ? `: ${details}` : "."}` };
}

/** Longer details are on the object's own page. */
const MAX_DETAILS = 300;

/** A health check can write anything: a text, an object with a message, or other JSON. */
function describeDetails(details: unknown): string | undefined {
  if (details === undefined || details === null || details === "") return undefined;
  if (typeof details === "string") return shorten(details);
  const said = messageSchema.safeParse(details);
  if (said.success) return shorten(said.data);
  const text = formatJson(details);
  return text === "{}" || text === "[]" ? undefined : shorten(text);
}

const messageSchema = z
  .object({ message: z.string().optional(), error: z.string().optional(), reason: z.string().optional() })
  .transform(({ message, error, reason }) => message || error || reason)
  .pipe(z.string().min(1));

function shorten(text: string): string {
  return text.length > MAX_DETAILS ? `${text.slice(0, MAX_DETAILS)}…` : text;
}
