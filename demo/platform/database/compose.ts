/** From a Database to the objects that run it. Pure. */
import { z } from "zod";
import type { Manifest } from "#demo/platform/cluster";
import { type Composed, composeFrom, type Observed } from "#demo/platform/composition/types";
import {
  about,
  RESTRICTED_CONTAINER,
  RESTRICTED_POD,
  type Subject,
  selector,
} from "#demo/platform/composition/workload";
import {
  connectionOf,
  type Database,
  databaseSchema,
  refuseImpossible,
  SIZES,
} from "#demo/platform/database/schema";
import type { Output } from "#demo/platform/pipeline-io";

export const composeDatabase = composeFrom(databaseSchema, (database: Database, observed): Composed => {
  refuseImpossible(database);
  const { spec } = database;
  return {
    parts: {
      configuration: configuration(database),
      service: service(database),
      ...disks(database),
      server: statefulSet(database, observed),
      network: networkPolicy(database),
      ...(spec.highAvailability ? { disruption: disruptionBudget(database) } : {}),
      ...(spec.backup.enabled ? { backup: backup(database) } : {}),
    },
    status: { connection: connectionOf(database) },
  };
});

function subjectOf({ metadata }: Database): Subject {
  return { application: "postgresql", instance: metadata.name, namespace: metadata.namespace };
}

function copiesOf({ spec }: Database): number {
  return spec.highAvailability ? 2 : 1;
}

function configuration(database: Database): Output {
  const { spec } = database;
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
    metadata: about(subjectOf(database), "-config"),
    data: { "postgresql.conf": lines.join(""), "extensions.sql": extensions.join("") },
  };
}

/** pgvector is the project's name; in SQL the extension is called vector. */
function sqlName(extension: string): string {
  return extension === "pgvector" ? "vector" : extension;
}

function service(database: Database): Output {
  const subject = subjectOf(database);
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: about(subject),
    spec: {
      selector: selector(subject),
      ports: [{ name: "postgresql", port: database.spec.network.port, targetPort: "postgresql" }],
    },
  };
}

/** The claims that the StatefulSet would make, under its names for them: made here, a disk can grow. */
function disks(database: Database): Record<string, Output> {
  const subject = subjectOf(database);
  const disk = (copy: number): Output => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { ...about(subject), name: `data-${subject.instance}-${copy}` },
    spec: claim(database.spec.storage),
  });
  return Object.fromEntries(
    Array.from({ length: copiesOf(database) }, (_, copy) => [`disk-${copy}`, disk(copy)]),
  );
}

function claim(storage: Database["spec"]["storage"]) {
  return {
    accessModes: ["ReadWriteOnce"],
    storageClassName: storage.class,
    resources: { requests: { storage: storage.size } },
  };
}

const templatesSchema = z.object({
  spec: z.object({
    volumeClaimTemplates: z
      .array(
        z.object({
          spec: z.object({ resources: z.object({ requests: z.object({ storage: z.string() }) }) }),
        }),
      )
      .min(1),
  }),
});

/** The size that the StatefulSet's template was made with: it cannot be changed, the claims themselves can. */
function templateSize(statefulSet: Manifest | undefined): string | undefined {
  const parsed = templatesSchema.safeParse(statefulSet);
  return parsed.data?.spec.volumeClaimTemplates[0]?.spec.resources.requests.storage;
}

function statefulSet(database: Database, observed: Observed): Output {
  const { spec } = database;
  const subject = subjectOf(database);
  const labels = selector(subject);
  const size = templateSize(observed.server) ?? spec.storage.size;
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: about(subject),
    spec: {
      serviceName: subject.instance,
      replicas: copiesOf(database),
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { ...RESTRICTED_POD, runAsUser: 999, fsGroup: 999 },
          containers: [server(database)],
          volumes: [{ name: "config", configMap: { name: `${subject.instance}-config` } }],
        },
      },
      volumeClaimTemplates: [{ metadata: { name: "data" }, spec: claim({ ...spec.storage, size }) }],
    },
  };
}

function server({ metadata, spec }: Database) {
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
    securityContext: RESTRICTED_CONTAINER,
    resources: { requests: { cpu, memory }, limits: { memory } },
    readinessProbe: { exec: { command: ["pg_isready"] } },
    volumeMounts: [
      { name: "data", mountPath: "/var/lib/postgresql/data" },
      { name: "config", mountPath: "/etc/postgresql" },
    ],
  };
}

function networkPolicy(database: Database): Output {
  const subject = subjectOf(database);
  const namespaces = [subject.namespace, ...database.spec.network.allowedNamespaces];
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: about(subject),
    spec: {
      podSelector: { matchLabels: selector(subject) },
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

function disruptionBudget(database: Database): Output {
  const subject = subjectOf(database);
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: about(subject),
    spec: { minAvailable: 1, selector: { matchLabels: selector(subject) } },
  };
}

function backup(database: Database): Output {
  const { spec } = database;
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: about(subjectOf(database), "-backup"),
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
              securityContext: { ...RESTRICTED_POD, runAsUser: 999 },
              containers: [dump(database)],
            },
          },
        },
      },
    },
  };
}

function dump({ metadata, spec }: Database) {
  return {
    name: "backup",
    image: `docker.io/library/postgres:${spec.version}`,
    command: ["pg_dump", "--format=custom", `--host=${metadata.name}`, spec.database],
    env: [{ name: "RETENTION_DAYS", value: `${spec.backup.retentionDays}` }],
    securityContext: RESTRICTED_CONTAINER,
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "512Mi" } },
  };
}
