/** From an App to the objects that run it, its database among them. Pure. */
import { z } from "zod";
import { type Composed, composeFrom } from "#demo/platform/composition/types";
import {
  about,
  RESTRICTED_CONTAINER,
  RESTRICTED_POD,
  type Subject,
  selector,
} from "#demo/platform/composition/workload";
import type { Output } from "#demo/platform/pipeline-io";

const appSchema = z.object({
  metadata: z.object({ namespace: z.string() }),
  spec: z.object({
    id: z.string(),
    image: z.string(),
    tag: z.string(),
    host: z.string(),
    port: z.number(),
    ingressClassName: z.string(),
    scaling: z.object({ enabled: z.boolean(), min: z.number(), max: z.number() }),
    database: z.object({ enabled: z.boolean(), size: z.enum(["small", "medium", "large"]) }),
  }),
});
type App = z.infer<typeof appSchema>;

/** What the App's Database is asked for; where it is then follows from its name. */
const DATABASE = { port: 5432, database: "app" };

export const composeApp = composeFrom(appSchema, (app): Composed => {
  const { scaling, database } = app.spec;
  return {
    parts: {
      deployment: deployment(app),
      service: service(app),
      ingress: ingress(app),
      ...(scaling.enabled ? { autoscaler: autoscaler(app) } : {}),
      ...(database.enabled ? { database: databaseOf(app) } : {}),
    },
    status: {
      url: `http://${app.spec.host}`,
      ...(database.enabled ? { database: connectionOf(app) } : {}),
    },
  };
});

function subjectOf({ metadata, spec }: App): Subject {
  return { application: "app", instance: spec.id, namespace: metadata.namespace };
}

function databaseName({ spec }: App): string {
  return `${spec.id}-db`;
}

function connectionOf(app: App) {
  return { host: `${databaseName(app)}.${app.metadata.namespace}.svc.cluster.local`, ...DATABASE };
}

function deployment(app: App): Output {
  const { scaling } = app.spec;
  const subject = subjectOf(app);
  const labels = selector(subject);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: about(subject),
    spec: {
      // The autoscaler's, where there is one.
      ...(scaling.enabled ? {} : { replicas: scaling.min }),
      progressDeadlineSeconds: 300,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          securityContext: RESTRICTED_POD,
          containers: [container(app)],
        },
      },
    },
  };
}

function container(app: App) {
  const { id, image, tag, port } = app.spec;
  return {
    name: "app",
    image: `${image}:${tag}`,
    env: environment(app),
    // What the vault's operator writes for this application, if anything.
    envFrom: [{ secretRef: { name: `${id}-secrets`, optional: true } }],
    ports: [{ name: "http", containerPort: port }],
    securityContext: RESTRICTED_CONTAINER,
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "512Mi" } },
    readinessProbe: { tcpSocket: { port: "http" } },
  };
}

function environment(app: App) {
  const port = { name: "PORT", value: `${app.spec.port}` };
  if (!app.spec.database.enabled) return [port];
  const connection = connectionOf(app);
  const password = { name: `${databaseName(app)}-credentials`, key: "password", optional: true };
  return [
    port,
    { name: "PGHOST", value: connection.host },
    { name: "PGPORT", value: `${connection.port}` },
    { name: "PGDATABASE", value: connection.database },
    { name: "PGPASSWORD", valueFrom: { secretKeyRef: password } },
  ];
}

function service(app: App): Output {
  const subject = subjectOf(app);
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: about(subject),
    spec: { selector: selector(subject), ports: [{ name: "http", port: 80, targetPort: "http" }] },
  };
}

function ingress(app: App): Output {
  const { host, ingressClassName } = app.spec;
  const subject = subjectOf(app);
  const backend = { service: { name: subject.instance, port: { name: "http" } } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: about(subject),
    spec: {
      ingressClassName,
      rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
    },
  };
}

function autoscaler(app: App): Output {
  const { min, max } = app.spec.scaling;
  const subject = subjectOf(app);
  const target = { type: "Utilization", averageUtilization: 80 };
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: about(subject),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: subject.instance },
      minReplicas: min,
      maxReplicas: max,
      metrics: [{ type: "Resource", resource: { name: "cpu", target } }],
    },
  };
}

function databaseOf(app: App): Output {
  const { port, database } = DATABASE;
  return {
    apiVersion: "data.demo.vitrine.dev/v1",
    kind: "Database",
    metadata: { ...about(subjectOf(app)), name: databaseName(app) },
    spec: { size: app.spec.database.size, database, network: { port } },
  };
}
