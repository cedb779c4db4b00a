/** From a Microservice request to the requests and composite resources that it stands for. Pure. */
import { z } from "zod";
import { namespaceName } from "#demo/platform/environment/pipeline/namespace";
import { type Output, type PipelineResult, RequestRefusal } from "#demo/platform/pipeline-io";

export const microserviceSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    contact: z.string(),
    stage: z.enum(["development", "staging", "production"]),
    image: z.string(),
    tag: z.string(),
    host: z.string(),
    port: z.number(),
    repository: z.string(),
    branch: z.string(),
    toolchain: z.string(),
    database: z.object({ size: z.enum(["small", "medium", "large"]) }),
  }),
});
export type Microservice = z.infer<typeof microserviceSchema>;

/** As long as the name of an App may be. */
const LONGEST_NAME = 40;

/** One file for each of the five parts, and the request's status. Throws RequestRefusal for what cannot be made. */
export function makeMicroservice(request: Microservice): PipelineResult {
  const { metadata, spec } = request;
  if (metadata.name.length > LONGEST_NAME || !/^[a-z]/.test(metadata.name)) {
    throw new RequestRefusal(
      `A microservice's name begins with a letter and has at most ${LONGEST_NAME} characters. Ask again under a name other than ${metadata.name}.`,
    );
  }
  const namespace = namespaceName(metadata, spec.stage);
  return {
    files: {
      "environment.yaml": [environment(request)],
      "database.yaml": [database(request, namespace)],
      "application.yaml": [application(request, namespace)],
      "build.yaml": [buildPipeline(request, namespace)],
      "monitoring.yaml": [monitoring(request, namespace)],
    },
    status: {
      message: `${metadata.name} runs in the namespace ${namespace} and answers at http://${spec.host}`,
      namespace,
      url: `http://${spec.host}`,
    },
  };
}

/** Named as the request is. The labels lead back to it: Kratix sets no owner on what a pipeline delivers. */
function about({ metadata }: Microservice, namespace = metadata.namespace): Output["metadata"] {
  return {
    name: metadata.name,
    namespace,
    labels: {
      "kratix.io/component-of-promise-name": "microservice",
      "kratix.io/component-of-resource-name": metadata.name,
      "kratix.io/component-of-resource-namespace": metadata.namespace,
    },
  };
}

function environment(request: Microservice): Output {
  const { stage, contact } = request.spec;
  return {
    apiVersion: "platform.demo.vitrine.dev/v1",
    kind: "Environment",
    metadata: about(request),
    spec: { stage, contact },
  };
}

/** In the team's own namespace: it outlives the environment's quota, and lets that environment in. */
function database(request: Microservice, namespace: string): Output {
  const { database, stage } = request.spec;
  const highAvailability = stage === "production" && database.size !== "small";
  return {
    apiVersion: "data.demo.vitrine.dev/v1",
    kind: "PostgreSQL",
    metadata: about(request),
    spec: {
      size: database.size,
      ...(highAvailability ? { highAvailability } : {}),
      network: { allowedNamespaces: [namespace] },
    },
  };
}

function application(request: Microservice, namespace: string): Output {
  const { image, tag, host, port } = request.spec;
  return {
    apiVersion: "platform.demo.vitrine.dev/v1",
    kind: "App",
    metadata: about(request, namespace),
    // It has the PostgreSQL.
    spec: { id: request.metadata.name, image, tag, host, port, database: { enabled: false } },
  };
}

function buildPipeline(request: Microservice, namespace: string): Output {
  const { repository, branch, toolchain } = request.spec;
  return {
    apiVersion: "delivery.demo.vitrine.dev/v1",
    kind: "BuildPipeline",
    metadata: about(request, namespace),
    spec: { repository, branch, toolchain },
  };
}

/** Called inside the cluster: what the world sees depends on more than the application. */
function monitoring(request: Microservice, namespace: string): Output {
  const { contact, stage } = request.spec;
  return {
    apiVersion: "observability.demo.vitrine.dev/v1",
    kind: "Monitoring",
    metadata: about(request, namespace),
    spec: {
      target: `http://${request.metadata.name}.${namespace}.svc.cluster.local`,
      alerts: { contact, severity: stage === "production" ? "critical" : "warning" },
    },
  };
}
