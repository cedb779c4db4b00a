/**
 * Names with a meaning for Kubernetes or kubeadm clusters: a name at an identity provider must not make a person an
 * administrator. https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
 */
const RESERVED = ["system:", "kubeadm:"];

/** Whether no identity provider may give this user or group, prefix included. */
export function isReserved(name: string): boolean {
  return RESERVED.some((start) => name.startsWith(start));
}

/** The groups that a person can have, sorted and without repetitions. */
export function listUsableGroups(groups: readonly string[]): string[] {
  return [...new Set(groups)].filter((group) => group !== "" && !isReserved(group)).sort();
}
