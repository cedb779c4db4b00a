/** The delete pipeline's container: nothing to hand over, since the cluster removes what the request made. */
import { runPipeline } from "#demo/platform/pipeline-io";
import { postgresqlSchema } from "#demo/platform/postgresql/pipeline/database";

await runPipeline(postgresqlSchema, () => ({ files: {}, status: { message: "Removing the database" } }));
