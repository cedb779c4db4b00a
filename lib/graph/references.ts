import { referenceKey } from "#lib/graph/graph-builder";
import type { Part } from "#lib/graph/part";
import { isRecord, readField, readItems, readText } from "#lib/kubernetes/objects/field";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { GroupKind, KubernetesObject } from "#lib/kubernetes/types";

/** An object in the same namespace that another object names. */
interface NamedObject extends GroupKind {
  name: string;
}

/** A line from a part to another part of the graph that it names or selects. */
export interface Reference {
  from: string;
  to: string;
}

/**
 * The references between the parts of a graph: of a workload to its ConfigMaps, Secrets and volume claims, of an
 * Ingress or a route to Services, of a Service or a policy to the Pods that it selects, of an autoscaler to its target,
 * and of a Usage to both of its sides. `ids` are all nodes, also those without a loaded object.
 */
export function findReferences(parts: readonly Part[], ids: ReadonlySet<string>): Reference[] {
  const pods = parts.filter(({ type }) => type.group === "" && type.kind === "Pod");
  return parts.flatMap(({ id, object, type }) => {
    const { namespace } = object.metadata;
    const named = readReferences(object).map((one) =>
      referenceKey({ cluster: type.cluster, version: "", namespace, ...one }),
    );
    const selector = readPodSelector(object);
    const selected = pods.filter(
      (pod) =>
        selector !== undefined &&
        pod.type.cluster === type.cluster &&
        pod.object.metadata.namespace === namespace &&
        Object.entries(selector).every(([key, value]) => pod.object.metadata.labels?.[key] === value),
    );
    return [...named, ...selected.map((pod) => pod.id)]
      .filter((to) => to !== id && ids.has(to))
      .map((to) => ({ from: id, to }));
  });
}

/** The objects that an object names in its spec, each once. Nothing is read for it. */
function readReferences({ spec, kind, apiVersion }: KubernetesObject): NamedObject[] {
  const { group } = splitApiVersion(apiVersion);
  const named = [
    ...readPodReferences(findPodSpec(kind, spec)),
    ...readRouteReferences(`${group}/${kind}`, spec),
    ...readScaleTarget(`${group}/${kind}`, spec),
    ...readUsageReferences(kind, spec),
  ];
  return [...new Map(named.map((one) => [`${one.group}/${one.kind}/${one.name}`, one])).values()];
}

/** The labels that a Service selects Pods by; undefined for other objects, and without a selector. */
function readPodSelector({ apiVersion, kind, spec }: KubernetesObject): Record<string, string> | undefined {
  const name = `${splitApiVersion(apiVersion).group}/${kind}`;
  const selector =
    name === "/Service"
      ? readField(spec, "selector")
      : name === "networking.k8s.io/NetworkPolicy" || name === "policy/PodDisruptionBudget"
        ? readField(spec, name.startsWith("policy") ? "selector" : "podSelector", "matchLabels")
        : undefined;
  if (!isRecord(selector)) return undefined;
  const labels = Object.entries(selector).flatMap(([key, value]) =>
    typeof value === "string" ? [[key, value] as const] : [],
  );
  return labels.length > 0 ? Object.fromEntries(labels) : undefined;
}

const core = (kind: string, name: string | undefined): NamedObject[] =>
  name ? [{ group: "", kind, name }] : [];

/** Of a Pod, of a workload's template, or of a CronJob's. */
function findPodSpec(kind: string, spec: unknown): unknown {
  if (kind === "Pod") return spec;
  return readField(spec, "template", "spec") ?? readField(spec, "jobTemplate", "spec", "template", "spec");
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec */
function readPodReferences(spec: unknown): NamedObject[] {
  const containers = [...readItems(spec, "initContainers"), ...readItems(spec, "containers")];
  const variables = containers.flatMap((container) => [
    ...readItems(container, "envFrom").flatMap((from) => [
      ...core("ConfigMap", readText(from, "configMapRef", "name")),
      ...core("Secret", readText(from, "secretRef", "name")),
    ]),
    ...readItems(container, "env").flatMap((variable) => [
      ...core("ConfigMap", readText(variable, "valueFrom", "configMapKeyRef", "name")),
      ...core("Secret", readText(variable, "valueFrom", "secretKeyRef", "name")),
    ]),
  ]);
  const volumes = readItems(spec, "volumes").flatMap((volume) => [
    ...core("ConfigMap", readText(volume, "configMap", "name")),
    ...core("Secret", readText(volume, "secret", "secretName")),
    ...core("PersistentVolumeClaim", readText(volume, "persistentVolumeClaim", "claimName")),
    ...readItems(volume, "projected", "sources").flatMap((source) => [
      ...core("ConfigMap", readText(source, "configMap", "name")),
      ...core("Secret", readText(source, "secret", "name")),
    ]),
  ]);
  const pulls = readItems(spec, "imagePullSecrets").flatMap((secret) =>
    core("Secret", readText(secret, "name")),
  );
  return [...variables, ...volumes, ...pulls];
}

/** Ingress and the routes of the Gateway API, to Services and certificates. */
function readRouteReferences(kind: string, spec: unknown): NamedObject[] {
  if (kind === "networking.k8s.io/Ingress") {
    const paths = readItems(spec, "rules").flatMap((rule) => readItems(rule, "http", "paths"));
    return [
      ...core("Service", readText(spec, "defaultBackend", "service", "name")),
      ...paths.flatMap((path) => core("Service", readText(path, "backend", "service", "name"))),
      ...readItems(spec, "tls").flatMap((tls) => core("Secret", readText(tls, "secretName"))),
    ];
  }
  if (!kind.startsWith("gateway.networking.k8s.io/")) return [];
  const backends = readItems(spec, "rules").flatMap((rule) => readItems(rule, "backendRefs"));
  return backends.flatMap((backend) =>
    (readText(backend, "kind") ?? "Service") === "Service" ? core("Service", readText(backend, "name")) : [],
  );
}

function readScaleTarget(kind: string, spec: unknown): NamedObject[] {
  if (kind !== "autoscaling/HorizontalPodAutoscaler") return [];
  return readTarget(readField(spec, "scaleTargetRef"), readText(readField(spec, "scaleTargetRef"), "name"));
}

/** https://docs.crossplane.io/latest/managed-resources/usages/ */
function readUsageReferences(kind: string, spec: unknown): NamedObject[] {
  if (kind !== "Usage" && kind !== "ClusterUsage") return [];
  return ["of", "by"].flatMap((side) =>
    readTarget(readField(spec, side), readText(spec, side, "resourceRef", "name")),
  );
}

function readTarget(target: unknown, name: string | undefined): NamedObject[] {
  const [apiVersion, kind] = [readText(target, "apiVersion"), readText(target, "kind")];
  return name && kind && apiVersion ? [{ group: splitApiVersion(apiVersion).group, kind, name }] : [];
}
