/** What the demo's composed workloads have in common. Pure. */
import type { Output } from "#demo/platform/pipeline-io";

/** What the parts are of, and where they live. */
export interface Subject {
  /** The application that runs: `postgresql`, `redis`, … */
  application: string;
  /** The name that the parts go by. */
  instance: string;
  namespace: string;
}

/** Labels that select the subject's pods. */
export function selector({ application, instance }: Subject): Record<string, string> {
  return { "app.kubernetes.io/name": application, "app.kubernetes.io/instance": instance };
}

/** Metadata of one part, named after the subject. */
export function about(subject: Subject, suffix = ""): Output["metadata"] {
  return {
    name: `${subject.instance}${suffix}`,
    namespace: subject.namespace,
    labels: { ...selector(subject), "app.kubernetes.io/managed-by": "crossplane" },
  };
}

/** Fits the strictest of Kubernetes' levels. https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
export const RESTRICTED_POD = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } } as const;
export const RESTRICTED_CONTAINER = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
} as const;
