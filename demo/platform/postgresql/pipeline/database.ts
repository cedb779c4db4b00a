/** From a PostgreSQL request to the objects that run it. Pure. */
import { z } from "zod";
import { type Output, type PipelineResult, RequestRefusal } from "#demo/platform/pipeline-io";

export const postgresqlSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    size: z.enum(["small", "medium", "large"]),
    version: z.string(),
    highAvailability: z.boolean(),
    database: z.string(),
    storage: z.object({ size: z.string(), class: z.string() }),
    backup: z.object({ enabled: z.boolean(), schedule: z.string(), retentionDays: z.number() }),
    network: z.object({ port: z.number(), allowedNamespaces: z.array(z.string()).default([]) }),
    extensions: z.array(z.string()).default([]),
    parameters: z.record(z.string(), z.string()).default({}),
  }),
});
export type Postgresql = z.infer<typeof postgresqlSchema>;

const SIZES = {
  small: { cpu: "1", memory: "2Gi", connections: 100 },
  medium: { cpu: "2", memory: "8Gi", connections: 400 },
  large: { cpu: "8", memory: "32Gi", connections: 1600 },
} as const;

/** Extensions that are not built for every version yet, with the newest version that has them. */
const NEWEST_WITH_EXTENSION: Record<string, number> = { timescaledb: 17 };

/** Parameters that the platform sets itself. */
const RESERVED_PARAMETERS = [
  "port",
  "listen_addresses",
  "data_directory",
  "shared_buffers",
  "archive_command",
];

/** The objects and the status of one database. Throws RequestRefusal for what cannot be made. */
export function makeDatabase(request: Postgresql): PipelineResult {
  refuseImpossible(request);
  const { metadata, spec } = request;
  const objects = [
    configuration(request),
    service(request),
    statefulSet(request),
    networkPolicy(request),
    ...(spec.highAvailability ? [disruptionBudget(request)] : []),
  ];
  const host = `${metadata.name}.${metadata.namespace}.svc.cluster.local`;
  return {
    files: {
      "database.yaml": objects,
      ...(spec.backup.enabled ? { "backup.yaml": [backup(request)] } : {}),
    },
    status: {
      message: `PostgreSQL ${spec.version} (${spec.size}) at ${host}:${spec.network.port}`,
      connection: { host, port: spec.network.port, database: spec.database, tls: "require" },
      backup: spec.backup.enabled
        ? `${spec.backup.schedule} UTC, kept for ${spec.backup.retentionDays} days`
        : "off",
    },
  };
}

/** A CronJob's name has at most 52 characters, and the backup's ends in "-backup". https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ */
const LONGEST_NAME = 45;

function refuseImpossible({ metadata, spec }: Postgresql): void {
  if (metadata.name.length > LONGEST_NAME) {
    throw new RequestRefusal(
      `The name has ${metadata.name.length} characters, and a database's may have ${LONGEST_NAME}. Ask again under a shorter one.`,
    );
  }
  for (const extension of spec.extensions) {
    const newest = NEWEST_WITH_EXTENSION[extension];
    if (newest !== undefined && Number(spec.version) > newest) {
      throw new RequestRefusal(
        `The extension ${extension} is not available for PostgreSQL ${spec.version} yet. Choose version ${newest} or older, or leave the extension out.`,
      );
    }
  }
  for (const parameter of RESERVED_PARAMETERS) {
    if (parameter in spec.parameters) {
      throw new RequestRefusal(
        `The platform sets the parameter ${parameter} itself. Take it out of your parameters.`,
      );
    }
  }
  const { connections } = SIZES[spec.size];
  const wanted = Number(spec.parameters.max_connections ?? connections);
  if (!(wanted <= connections)) {
    throw new RequestRefusal(
      `A ${spec.size} database takes ${connections} connections, and max_connections asks for ${spec.parameters.max_connections}. Choose a larger size or a lower number.`,
    );
  }
}

function about({ metadata }: Postgresql, suffix = ""): Output["metadata"] {
  return {
    name: `${metadata.name}${suffix}`,
    namespace: metadata.namespace,
    labels: { ...selector(metadata.name), "app.kubernetes.io/managed-by": "kratix" },
  };
}

function selector(name: string) {
  return { "app.kubernetes.io/name": "postgresql", "app.kubernetes.io/instance": name };
}

function configuration(request: Postgresql): Output {
  const { spec } = request;
  const settings = {
    max_connections: `${SIZES[spec.size].connections}`,
    ...(spec.extensions.includes("pg_stat_statements")
      ? { shared_preload_libraries: "pg_stat_statements" }
      : {}),
    ...spec.parameters,
  };
  const quote = (value: string) => `'${value.replaceAll("'", "''")}'`;
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${quote(value)}\n`);
  const extensions = spec.extensions.map((name) => `CREATE EXTENSION IF NOT EXISTS "${sqlName(name)}";\n`);
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: about(request, "-config"),
    data: { "postgresql.conf": lines.join(""), "extensions.sql": extensions.join("") },
  };
}

/** pgvector is the project's name; in SQL the extension is called vector. */
function sqlName(extension: string): string {
  return extension === "pgvector" ? "vector" : extension;
}

function service(request: Postgresql): Output {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: about(request),
    spec: {
      selector: selector(request.metadata.name),
      ports: [{ name: "postgresql", port: request.spec.network.port, targetPort: "postgresql" }],
    },
  };
}

function statefulSet(request: Postgresql): Output {
  const { metadata, spec } = request;
  const labels = selector(metadata.name);
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: {
      ...about(request),
      // The claims in it cannot be changed in place, and a disk may grow.
      annotations: { "vitrine.dev/on-immutable": "replace" },
    },
    spec: {
      serviceName: metadata.name,
      replicas: spec.highAvailability ? 2 : 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, runAsUser: 999, fsGroup: 999 },
          containers: [server(request)],
          volumes: [{ name: "config", configMap: { name: `${metadata.name}-config` } }],
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: "data" },
          spec: {
            accessModes: ["ReadWriteOnce"],
            storageClassName: spec.storage.class,
            resources: { requests: { storage: spec.storage.size } },
          },
        },
      ],
    },
  };
}

function server({ metadata, spec }: Postgresql) {
  const { cpu, memory } = SIZES[spec.size];
  return {
    name: "postgresql",
    image: `docker.io/library/postgres:${spec.version}`,
    args: ["-c", "config_file=/etc/postgresql/postgresql.conf"],
    env: [
      { name: "POSTGRES_DB", value: spec.database },
      {
        name: "POSTGRES_PASSWORD",
        // The vault's operator writes it: a password never goes through Git or the state store.
        valueFrom: {
          secretKeyRef: { name: `${metadata.name}-credentials`, key: "password", optional: true },
        },
      },
    ],
    ports: [{ name: "postgresql", containerPort: 5432 }],
    resources: { requests: { cpu, memory }, limits: { memory } },
    readinessProbe: { exec: { command: ["pg_isready"] } },
    volumeMounts: [
      { name: "data", mountPath: "/var/lib/postgresql/data" },
      { name: "config", mountPath: "/etc/postgresql" },
    ],
  };
}

function networkPolicy(request: Postgresql): Output {
  const { metadata, spec } = request;
  const namespaces = [metadata.namespace, ...spec.network.allowedNamespaces];
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: about(request),
    spec: {
      podSelector: { matchLabels: selector(metadata.name) },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: namespaces.map((name) => ({
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
          })),
          ports: [{ port: "postgresql" }],
        },
      ],
    },
  };
}

function disruptionBudget(request: Postgresql): Output {
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: about(request),
    spec: { minAvailable: 1, selector: { matchLabels: selector(request.metadata.name) } },
  };
}

function backup(request: Postgresql): Output {
  const { metadata, spec } = request;
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: about(request, "-backup"),
    spec: {
      schedule: spec.backup.schedule,
      timeZone: "Etc/UTC",
      concurrencyPolicy: "Forbid",
      successfulJobsHistoryLimit: 1,
      jobTemplate: {
        spec: {
          backoffLimit: 2,
          template: {
            spec: {
              restartPolicy: "Never",
              automountServiceAccountToken: false,
              containers: [
                {
                  name: "backup",
                  image: `docker.io/library/postgres:${spec.version}`,
                  command: ["pg_dump", "--format=custom", `--host=${metadata.name}`, spec.database],
                  env: [{ name: "RETENTION_DAYS", value: `${spec.backup.retentionDays}` }],
                },
              ],
            },
          },
        },
      },
    },
  };
}
