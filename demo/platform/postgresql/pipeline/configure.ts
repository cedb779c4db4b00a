/** The pipeline's container `database`: makes a database of a request. */
import { runPipeline } from "#demo/platform/pipeline-io";
import { makeDatabase, postgresqlSchema } from "#demo/platform/postgresql/pipeline/database";

await runPipeline(postgresqlSchema, makeDatabase);
