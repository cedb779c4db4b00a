/** From an Environment request to a namespace with quota, limits, network policy and rights. Pure. */
import { z } from "zod";
import { type Output, type PipelineResult, RequestRefusal } from "#demo/platform/pipeline-io";

export const environmentSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    stage: z.enum(["development", "staging", "production"]),
    contact: z.string(),
    isolation: z.enum(["strict", "team", "open"]),
    quota: z.object({ cpu: z.union([z.number(), z.string()]), memory: z.string(), pods: z.number() }),
    expiresOn: z.string().optional(),
    labels: z.record(z.string(), z.string()).default({}),
  }),
});
export type Environment = z.infer<typeof environmentSchema>;

const TEAM = "demo.vitrine.dev/team";
const LONGEST_NAME = 63;

/** The objects and the status of one environment. Throws RequestRefusal for what cannot be made. */
export function makeEnvironment(request: Environment): PipelineResult {
  const { metadata, spec } = request;
  const name = namespaceName(metadata, spec.stage);
  const objects = [
    namespace(request, name),
    quota(request, name),
    limits(name),
    networkPolicy(request, name),
    rights(request, name),
  ];
  return {
    files: { "environment.yaml": objects },
    status: { message: `Namespace ${name} is yours`, namespace: name },
  };
}

/** What the namespace of a team's environment is called. Throws RequestRefusal when that is too long. */
export function namespaceName(
  { name, namespace }: Environment["metadata"],
  stage: Environment["spec"]["stage"],
): string {
  const full = `${namespace}-${name}-${stage}`;
  if (full.length <= LONGEST_NAME) return full;
  throw new RequestRefusal(
    `The namespace would be called ${full}, and a namespace's name has at most ${LONGEST_NAME} characters. Choose a shorter name.`,
  );
}

function namespace({ metadata, spec }: Environment, name: string): Output {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name,
      labels: {
        ...spec.labels,
        [TEAM]: metadata.namespace,
        "demo.vitrine.dev/stage": spec.stage,
        "pod-security.kubernetes.io/enforce": spec.stage === "development" ? "baseline" : "restricted",
      },
      annotations: {
        "demo.vitrine.dev/contact": spec.contact,
        ...(spec.expiresOn ? { "demo.vitrine.dev/expires-on": spec.expiresOn } : {}),
      },
    },
  };
}

function quota({ spec }: Environment, namespace: string): Output {
  const { cpu, memory, pods } = spec.quota;
  return {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "environment", namespace },
    spec: { hard: { "requests.cpu": `${cpu}`, "requests.memory": memory, pods: `${pods}` } },
  };
}

/** Where a quota counts requests, every container needs some. */
function limits(namespace: string): Output {
  const container = {
    type: "Container",
    defaultRequest: { cpu: "100m", memory: "128Mi" },
    default: { memory: "512Mi" },
  };
  return {
    apiVersion: "v1",
    kind: "LimitRange",
    metadata: { name: "environment", namespace },
    spec: { limits: [container] },
  };
}

function networkPolicy({ metadata, spec }: Environment, namespace: string): Output {
  const own = { podSelector: {} };
  const team = { namespaceSelector: { matchLabels: { [TEAM]: metadata.namespace } } };
  const from = { strict: [own], team: [own, team], open: [own, { namespaceSelector: {} }] };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "environment", namespace },
    spec: { podSelector: {}, policyTypes: ["Ingress"], ingress: [{ from: from[spec.isolation] }] },
  };
}

function rights({ metadata }: Environment, namespace: string): Output {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: { name: "environment-team", namespace },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "edit" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: `demo:${metadata.namespace}` }],
  };
}
