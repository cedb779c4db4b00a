/** The pipeline's container `database`: makes a database of a request. */
import { databaseSchema } from "#demo/platform/database/schema";
import { runPipeline } from "#demo/platform/pipeline-io";
import { makeDatabase } from "#demo/platform/postgresql/pipeline/database";

await runPipeline(databaseSchema, makeDatabase);
