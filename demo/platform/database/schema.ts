/** What can be asked of a database, by a PostgreSQL request and by a Database alike, and what is refused. Pure. */
import { z } from "zod";
import { RequestRefusal } from "#demo/platform/pipeline-io";

export const databaseSchema = z.object({
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
export type Database = z.infer<typeof databaseSchema>;

export const SIZES = {
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

/** A CronJob's name has at most 52 characters, and the backup's ends in "-backup". https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ */
const LONGEST_NAME = 45;

/** Where applications reach it, and under which name. */
export function connectionOf({ metadata, spec }: Database) {
  const host = `${metadata.name}.${metadata.namespace}.svc.cluster.local`;
  return { host, port: spec.network.port, database: spec.database };
}

/** Throws RequestRefusal for what cannot be made. */
export function refuseImpossible({ metadata, spec }: Database): void {
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
