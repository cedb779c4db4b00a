import type { AgentObject } from "#lib/gitops/types";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";

/** The reference of an agent's own object, such as an Application. */
export function identifyAgent({ metadata }: KubernetesObject, resource: ResourceType): AgentObject {
  const { cluster, group, version, kind, plural } = resource;
  const { namespace, name } = metadata;
  return { cluster, group, version, kind, plural, ...(namespace ? { namespace } : {}), name };
}
