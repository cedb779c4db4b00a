/** From an XCache, which a Cache claimed, to the objects that run it in the claim's namespace. Pure. */
import { z } from "zod";
import { type Composed, composeFrom } from "#demo/platform/composition/types";
import {
  about,
  RESTRICTED_CONTAINER,
  RESTRICTED_POD,
  type Subject,
  selector,
} from "#demo/platform/composition/workload";
import { type Output, RequestRefusal } from "#demo/platform/pipeline-io";

const cacheSchema = z.object({
  spec: z.object({
    claimRef: z.object({ name: z.string(), namespace: z.string() }).optional(),
    size: z.enum(["small", "medium", "large"]),
    version: z.string(),
    evictionPolicy: z.string(),
    persistence: z.object({ enabled: z.boolean(), size: z.string() }),
    port: z.number(),
  }),
});
type Cache = z.infer<typeof cacheSchema>;

/** `keys` is what the server may fill; the rest of the memory is for connections and copies on write. */
const SIZES = {
  small: { cpu: "100m", memory: "256Mi", keys: "192mb" },
  medium: { cpu: "500m", memory: "1Gi", keys: "768mb" },
  large: { cpu: "2", memory: "4Gi", keys: "3gb" },
} as const;

export const composeCache = composeFrom(cacheSchema, (cache): Composed => {
  const subject = subjectOf(cache);
  return {
    parts: {
      configuration: configuration(cache, subject),
      service: service(cache, subject),
      server: statefulSet(cache, subject),
    },
    status: { host: `${subject.instance}.${subject.namespace}.svc.cluster.local`, port: cache.spec.port },
  };
});

/** The parts go by the claim's name, not by the generated one of the XCache: nobody else knows that. */
function subjectOf({ spec: { claimRef } }: Cache): Subject {
  if (!claimRef) {
    throw new RequestRefusal("An XCache has no namespace to run in. Ask for a Cache instead.");
  }
  return { application: "redis", instance: claimRef.name, namespace: claimRef.namespace };
}

function configuration({ spec }: Cache, subject: Subject): Output {
  const settings = [
    `maxmemory ${SIZES[spec.size].keys}`,
    `maxmemory-policy ${spec.evictionPolicy}`,
    `appendonly ${spec.persistence.enabled ? "yes" : "no"}`,
    `save ""`,
  ];
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: about(subject, "-config"),
    data: { "redis.conf": settings.map((line) => `${line}\n`).join("") },
  };
}

function service({ spec }: Cache, subject: Subject): Output {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: about(subject),
    spec: {
      selector: selector(subject),
      ports: [{ name: "redis", port: spec.port, targetPort: "redis" }],
    },
  };
}

function statefulSet({ spec }: Cache, subject: Subject): Output {
  const { persistence } = spec;
  const labels = selector(subject);
  const config = { name: "config", configMap: { name: `${subject.instance}-config` } };
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: about(subject),
    spec: {
      serviceName: subject.instance,
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { ...RESTRICTED_POD, runAsUser: 999, fsGroup: 999 },
          containers: [server(spec)],
          volumes: persistence.enabled ? [config] : [config, { name: "data", emptyDir: {} }],
        },
      },
      ...(persistence.enabled ? { volumeClaimTemplates: [disk(persistence.size)] } : {}),
      // What a cache holds can be had again: its disk goes with it.
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Delete" },
    },
  };
}

function server({ size, version }: Cache["spec"]) {
  const { cpu, memory } = SIZES[size];
  return {
    name: "redis",
    image: `docker.io/library/redis:${version}`,
    args: ["/etc/redis/redis.conf"],
    ports: [{ name: "redis", containerPort: 6379 }],
    securityContext: RESTRICTED_CONTAINER,
    resources: { requests: { cpu, memory }, limits: { memory } },
    readinessProbe: { exec: { command: ["redis-cli", "ping"] } },
    volumeMounts: [
      { name: "data", mountPath: "/data" },
      { name: "config", mountPath: "/etc/redis" },
    ],
  };
}

function disk(storage: string) {
  return {
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
  };
}
