/** The pipeline's container `namespace`: makes an environment of a request. */
import { environmentSchema, makeEnvironment } from "#demo/platform/environment/pipeline/namespace";
import { runPipeline } from "#demo/platform/pipeline-io";

await runPipeline(environmentSchema, makeEnvironment);
