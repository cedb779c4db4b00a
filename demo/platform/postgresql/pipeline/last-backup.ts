/** The delete pipeline's container: nothing to hand over, since the cluster removes what the request made. */
import { databaseSchema } from "#demo/platform/database/schema";
import { runPipeline } from "#demo/platform/pipeline-io";

await runPipeline(databaseSchema, () => ({ files: {}, status: { message: "Removing the database" } }));
