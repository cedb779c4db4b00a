import { describe, expect, it } from "vitest";
import { referenceKey } from "#lib/graph/graph-builder";
import type { Part } from "#lib/graph/part";
import { findReferences } from "#lib/graph/references";

function part(
  group: string,
  kind: string,
  name: string,
  spec: object = {},
  labels: Record<string, string> = {},
): Part {
  const type = { cluster: "c", group, version: "v1", kind, plural: "", namespaced: true };
  const metadata = { name, namespace: "a", uid: name, resourceVersion: "", creationTimestamp: "", labels };
  const apiVersion = group ? `${group}/v1` : "v1";
  return {
    id: referenceKey({ ...type, namespace: "a", name }),
    type,
    object: { apiVersion, kind, metadata, spec },
  };
}

const pod = {
  containers: [
    {
      envFrom: [{ configMapRef: { name: "settings" } }, { secretRef: { name: "key" } }],
      env: [
        { name: "A", valueFrom: { secretKeyRef: { name: "key", key: "a" } } },
        { name: "B", value: "b" },
      ],
    },
  ],
  volumes: [
    { persistentVolumeClaim: { claimName: "data" } },
    { configMap: { name: "absent" } },
    { emptyDir: {} },
  ],
};
const targets = [
  part("", "ConfigMap", "settings"),
  part("", "Secret", "key"),
  part("", "PersistentVolumeClaim", "data"),
  part("", "Service", "web"),
  part("apps", "Deployment", "web"),
  part("", "Pod", "web-1", {}, { app: "web" }),
  part("", "Pod", "other", {}, { app: "other" }),
];
const backend = { service: { name: "web" } };
const side = (kind: string, name: string) => ({ apiVersion: "v1", kind, resourceRef: { name } });

describe("findReferences", () => {
  it.each<[why: string, from: Part, to: string[]]>([
    ["of a Pod", part("", "Pod", "x", pod), ["settings", "key", "data"]],
    [
      "of a workload's template",
      part("apps", "StatefulSet", "x", { template: { spec: pod } }),
      ["settings", "key", "data"],
    ],
    [
      "of a CronJob's template",
      part("batch", "CronJob", "x", { jobTemplate: { spec: { template: { spec: pod } } } }),
      ["settings", "key", "data"],
    ],
    [
      "of an Ingress",
      part("networking.k8s.io", "Ingress", "x", {
        ...{ rules: [{ http: { paths: [{ backend }, { backend }] } }], tls: [{ secretName: "key" }] },
      }),
      ["web", "key"],
    ],
    [
      "of a route, without backends of other kinds",
      part("gateway.networking.k8s.io", "HTTPRoute", "x", {
        rules: [{ backendRefs: [{ name: "web" }, { kind: "Bucket", name: "key" }] }],
      }),
      ["web"],
    ],
    [
      "of a Service, to the Pods that it selects",
      part("", "Service", "x", { selector: { app: "web" } }),
      ["web-1"],
    ],
    [
      "of a NetworkPolicy, to the Pods that it selects",
      part("networking.k8s.io", "NetworkPolicy", "x", { podSelector: { matchLabels: { app: "web" } } }),
      ["web-1"],
    ],
    ["of a Service without a selector", part("", "Service", "x"), []],
    [
      "of an autoscaler",
      part("autoscaling", "HorizontalPodAutoscaler", "x", {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      }),
      ["web"],
    ],
    [
      "of a Usage",
      part("protection.crossplane.io", "Usage", "x", {
        of: side("Secret", "key"),
        by: side("ConfigMap", "settings"),
      }),
      ["key", "settings"],
    ],
  ])("finds those %s", (_why, from, to) => {
    const parts = [...targets, from];
    const found = findReferences(parts, new Set(parts.map(({ id }) => id))).filter(
      (one) => one.from === from.id,
    );
    const names = new Map(parts.map(({ id, object }) => [id, object.metadata.name]));
    expect(found.map((one) => names.get(one.to))).toEqual(to);
  });
});
