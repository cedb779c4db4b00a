/** Kubernetes shapes as the portal uses them, parsed at the boundary by `object.ts`. */
import type { ErrorCode } from "#lib/errors";

export interface GroupKind {
  group: string;
  kind: string;
}

export interface GroupVersionKind extends GroupKind {
  version: string;
}

/** A served resource from discovery. `group` is `""` for the core group. */
export interface ResourceType extends GroupVersionKind {
  cluster: string;
  plural: string;
  namespaced: boolean;
  /** Categories of the kind, for `kubectl get <category>`. */
  categories?: readonly string[];
  /** The API has a `status` subresource, so a controller can report. Absent: unknown, or no. */
  reportsStatus?: true;
  /** The API can list the kind and not watch it, metrics for example. Absent: it can be watched, or unknown. */
  unwatchable?: true;
}

/** One object anywhere. Every reference carries its cluster. */
export interface ObjectReference extends GroupVersionKind {
  cluster: string;
  /** Absent for a cluster-scoped object. */
  namespace?: string;
  name: string;
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
}

export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  /** RFC 3339, as every time in this file. */
  creationTimestamp: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  finalizers?: string[];
}

/** Any object: type and metadata are parsed, the rest is parsed by its reader. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties */
export interface Condition {
  type: string;
  status: "True" | "False" | "Unknown";
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  observedGeneration?: number;
  /** Error, Warning or Info, as Cluster API, Knative and Azure Service Operator write it. */
  severity?: string;
}

/** The eleven states, with the same words everywhere, and Unknown. */
export type State =
  | "Ready"
  | "Working"
  | "NeedsAttention"
  | "Missing"
  | "Failed"
  | "Waiting"
  | "NotCreatedYet"
  | "Paused"
  | "HeldForApproval"
  | "Removing"
  | "NoAccess"
  | "Unknown";

export interface Health {
  state: State;
  /** Start of the state, if the cluster reports it. */
  since?: string;
  /** CamelCase reason of the deciding condition. */
  reason?: string;
  /** A sentence with the deepest known cause. */
  message?: string;
}

/** How current a cache is. `asOf` is the last time when it was known to be correct. */
export type Freshness =
  | { state: "connecting" }
  | { state: "live"; asOf: string }
  | { state: "away"; asOf?: string; error: string; code?: ErrorCode };

export type InformerEvent<T> =
  | { type: "added"; object: T }
  | { type: "updated"; object: T; previous: T }
  | { type: "deleted"; object: T }
  | { type: "synced" }
  | { type: "freshness"; freshness: Freshness };

/**
 * A watch cache of one resource of one cluster. A late subscriber first gets `added` for all objects, then
 * `synced`.
 */
export interface Informer<T extends KubernetesObject = KubernetesObject> {
  readonly resource: ResourceType;
  /** Objects of one namespace, or of all, sorted by namespace and name; empty until synced. */
  list(namespace?: string): readonly T[];
  get(namespace: string | undefined, name: string): T | undefined;
  hasSynced(): boolean;
  /** Resolves when synced; rejects with the signal's reason. */
  whenSynced(signal?: AbortSignal): Promise<void>;
  freshness(): Freshness;
  /** Returns unsubscribe. */
  subscribe(listener: (event: InformerEvent<T>) => void): () => void;
  close(): void;
}

/** The person whose access is reviewed, as the API server knows them. */
export interface Subject {
  user: string;
  groups: readonly string[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/subject-access-review-v1/ */
export interface ResourceAttributes {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  /** Absent: all namespaces, or a cluster-scoped resource. */
  namespace?: string;
  name?: string;
}

/** A Kubernetes Event, from events.k8s.io or core, for a page. */
export interface ObjectEvent {
  type: "Normal" | "Warning";
  reason: string;
  message: string;
  /** Number of occurrences. */
  count: number;
  firstSeen: string;
  lastSeen: string;
  /** The reporting controller. */
  source?: string;
}
