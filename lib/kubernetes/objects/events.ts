import { z } from "zod";
import { parseListPage } from "#lib/kubernetes/objects/object";
import { malformedAnswer } from "#lib/kubernetes/transport/api-error";
import type { ClusterClient } from "#lib/kubernetes/transport/client";
import { buildResourcePath } from "#lib/kubernetes/transport/resource-path";
import type { KubernetesObject, ObjectEvent } from "#lib/kubernetes/types";

const EVENTS = { group: "events.k8s.io", version: "v1", plural: "events", namespaced: true };
/** Events of a cluster-scoped object are kept in this namespace. */
const CLUSTER_EVENTS = "default";
/** Events live for an hour. An object with more events than this repeats them in a loop. */
const LIMIT = 500;

const time = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

const eventSchema = z.object({
  metadata: z.object({ creationTimestamp: time }),
  type: z.string().optional(),
  reason: z.string().default(""),
  note: z.string().default(""),
  regarding: z.object({ uid: z.string().optional() }).default({}),
  eventTime: time,
  series: z.object({ count: z.number(), lastObservedTime: time }).nullish(),
  reportingController: z.string().optional(),
  // The fields that writers of the older core/v1 events fill in.
  deprecatedCount: z.number().optional(),
  deprecatedFirstTimestamp: time,
  deprecatedLastTimestamp: time,
  deprecatedSource: z.object({ component: z.string().optional() }).nullish(),
});

type Event = z.infer<typeof eventSchema>;

/**
 * Events about one object, newest first, in both formats: eventTime and series, or counts and times of
 * core/v1. https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
 */
export async function listEvents(
  client: ClusterClient,
  object: KubernetesObject,
  signal?: AbortSignal,
): Promise<ObjectEvent[]> {
  const { name, namespace, uid } = object.metadata;
  const regarding = { kind: object.kind, apiVersion: object.apiVersion, name, namespace };
  const body = await client.request("GET", buildResourcePath(EVENTS, namespace ?? CLUSTER_EVENTS), {
    query: { fieldSelector: buildFieldSelector(regarding), limit: LIMIT },
    signal,
  });
  const events = parseEvents(client, body).filter((event) => isAbout(event, uid, name));
  return foldEvents(events.map(toObjectEvent)).sort(
    (one, other) => Date.parse(other.lastSeen) - Date.parse(one.lastSeen),
  );
}

/** Joins equal events and adds their counts, because a controller may write one for each reconciliation. */
function foldEvents(events: readonly ObjectEvent[]): ObjectEvent[] {
  const folded = new Map<string, ObjectEvent>();
  for (const event of events) {
    const key = JSON.stringify([event.type, event.reason, event.message, event.source]);
    const known = folded.get(key);
    folded.set(key, known ? joinEvents(known, event) : event);
  }
  return [...folded.values()];
}

function joinEvents(one: ObjectEvent, other: ObjectEvent): ObjectEvent {
  const [first, second] =
    Date.parse(one.firstSeen) <= Date.parse(other.firstSeen) ? [one, other] : [other, one];
  const last = Date.parse(one.lastSeen) >= Date.parse(other.lastSeen) ? one : other;
  return { ...second, firstSeen: first.firstSeen, lastSeen: last.lastSeen, count: one.count + other.count };
}

function parseEvents(client: ClusterClient, body: unknown): Event[] {
  try {
    return parseListPage(body).items.map((item) => eventSchema.parse(item));
  } catch (cause) {
    throw malformedAnswer(client.name, "the response is not a list of events", cause);
  }
}

function buildFieldSelector(regarding: Record<string, string | undefined>): string {
  return Object.entries(regarding)
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => `regarding.${field}=${escapeValue(value ?? "")}`)
    .join(",");
}

/**
 * Names of roles can contain `,` and `=`, which would end the value and select other events.
 * https://pkg.go.dev/k8s.io/apimachinery/pkg/fields#EscapeValue
 */
function escapeValue(value: string): string {
  return value.replace(/[\\,=]/g, "\\$&");
}

/** Excludes events of an earlier object with the same name. The kubelet uses a Node's name as its uid. */
function isAbout(event: Event, uid: string, name: string): boolean {
  const about = event.regarding.uid;
  return !about || about === uid || about === name;
}

function toObjectEvent(event: Event): ObjectEvent {
  const created = event.metadata.creationTimestamp ?? "";
  const firstSeen = event.deprecatedFirstTimestamp ?? event.eventTime ?? created;
  return {
    type: event.type === "Warning" ? "Warning" : "Normal",
    reason: event.reason,
    message: event.note,
    count: event.series?.count ?? event.deprecatedCount ?? 1,
    firstSeen,
    lastSeen: event.series?.lastObservedTime ?? event.deprecatedLastTimestamp ?? event.eventTime ?? firstSeen,
    source: event.reportingController || event.deprecatedSource?.component || undefined,
  };
}
