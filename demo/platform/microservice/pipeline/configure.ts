/** The pipeline's container `parts`: makes everything that a microservice needs of one request. */
import { makeMicroservice, microserviceSchema } from "#demo/platform/microservice/pipeline/parts";
import { runPipeline } from "#demo/platform/pipeline-io";

await runPipeline(microserviceSchema, makeMicroservice);
