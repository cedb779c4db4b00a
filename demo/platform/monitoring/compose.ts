/** From a Monitoring to a probe that calls one address and the rules that say when to tell somebody. Pure. */
import { stringify } from "yaml";
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

const monitoringSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    target: z.string(),
    intervalSeconds: z.number(),
    timeoutSeconds: z.number(),
    expectedStatus: z.array(z.number()).default([]),
    region: z.string().optional(),
    zone: z.string().optional(),
    alerts: z.object({ contact: z.string(), afterMinutes: z.number(), severity: z.string() }),
  }),
});
type Monitoring = z.infer<typeof monitoringSchema>;

export const composeMonitoring = composeFrom(monitoringSchema, (monitoring): Composed => {
  const { target, intervalSeconds } = monitoring.spec;
  refuseImpossible(monitoring);
  return {
    parts: {
      configuration: configuration(monitoring),
      exporter: deployment(monitoring),
      service: service(monitoring),
    },
    status: { message: `Calls ${target} every ${intervalSeconds} seconds` },
  };
});

function refuseImpossible({ spec }: Monitoring): void {
  if (!URL.canParse(spec.target)) {
    throw new RequestRefusal(
      `The target ${spec.target} is no address that can be called. Write it as in https://shop.example.com/health.`,
    );
  }
}

function subjectOf({ metadata }: Monitoring): Subject {
  return { application: "monitoring", instance: metadata.name, namespace: metadata.namespace };
}

function configuration(monitoring: Monitoring): Output {
  const { timeoutSeconds, expectedStatus } = monitoring.spec;
  const http = {
    prober: "http",
    timeout: `${timeoutSeconds}s`,
    ...(expectedStatus.length > 0 ? { http: { valid_status_codes: expectedStatus } } : {}),
  };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: about(subjectOf(monitoring), "-monitoring"),
    data: {
      "blackbox.yml": stringify({ modules: { http } }),
      "alerts.yml": stringify({ groups: [{ name: monitoring.metadata.name, rules: [alert(monitoring)] }] }),
    },
  };
}

function alert({ spec: { target, alerts } }: Monitoring) {
  return {
    alert: "TargetDown",
    expr: `probe_success{instance=${JSON.stringify(target)}} == 0`,
    for: `${alerts.afterMinutes}m`,
    labels: { severity: alerts.severity },
    annotations: { contact: alerts.contact, summary: `${target} does not answer as it should` },
  };
}

function deployment(monitoring: Monitoring): Output {
  const subject = subjectOf(monitoring);
  const labels = selector(subject);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: about(subject, "-monitoring"),
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { ...RESTRICTED_POD, runAsUser: 65534 },
          containers: [exporter()],
          volumes: [{ name: "config", configMap: { name: `${subject.instance}-monitoring` } }],
        },
      },
    },
  };
}

function exporter() {
  return {
    name: "blackbox-exporter",
    image: "docker.io/prom/blackbox-exporter:v0.27.0",
    args: ["--config.file=/etc/blackbox/blackbox.yml"],
    ports: [{ name: "metrics", containerPort: 9115 }],
    securityContext: { ...RESTRICTED_CONTAINER, readOnlyRootFilesystem: true },
    resources: { requests: { cpu: "50m", memory: "32Mi" }, limits: { memory: "64Mi" } },
    readinessProbe: { httpGet: { path: "/-/healthy", port: "metrics" } },
    volumeMounts: [{ name: "config", mountPath: "/etc/blackbox" }],
  };
}

/** The Prometheus of the region, or of the one place, finds what to ask, and how often, in the annotations. */
function service(monitoring: Monitoring): Output {
  const { target, intervalSeconds, region, zone } = monitoring.spec;
  const subject = subjectOf(monitoring);
  const query = new URLSearchParams({ module: "http", target });
  const annotations = {
    "prometheus.io/scrape": "true",
    "prometheus.io/path": `/probe?${query}`,
    "prometheus.io/interval": `${intervalSeconds}s`,
    ...(region !== undefined && { "demo.vitrine.dev/region": region }),
    ...(zone !== undefined && { "demo.vitrine.dev/zone": zone }),
  };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { ...about(subject, "-monitoring"), annotations },
    spec: { selector: selector(subject), ports: [{ name: "metrics", port: 9115, targetPort: "metrics" }] },
  };
}
