/** From a PostgreSQL request to the Database that Crossplane composes for it. Pure. */
import { connectionOf, type Database, refuseImpossible } from "#demo/platform/database/schema";
import type { PipelineResult } from "#demo/platform/pipeline-io";

/** One Database of the request's name, and the request's status. Throws RequestRefusal for what cannot be made. */
export function makeDatabase(request: Database): PipelineResult {
  refuseImpossible(request);
  const { metadata, spec } = request;
  const connection = connectionOf(request);
  const database = {
    apiVersion: "data.demo.vitrine.dev/v1",
    kind: "Database",
    metadata: { name: metadata.name, namespace: metadata.namespace },
    spec,
  };
  return {
    files: { "database.yaml": [database] },
    status: {
      message: `PostgreSQL ${spec.version} (${spec.size}) at ${connection.host}:${connection.port}`,
      connection: { ...connection, tls: "require" },
      backup: spec.backup.enabled
        ? `${spec.backup.schedule} UTC, kept for ${spec.backup.retentionDays} days`
        : "off",
    },
  };
}
