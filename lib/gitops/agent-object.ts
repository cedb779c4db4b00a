import type { AgentObject } from "#lib/gitops/types";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";

/** The reference of an object that an agent works by. */
export function identifyAgent({ metadata }: KubernetesObject, resource: ResourceType): AgentObject {
  const { cluster, group, version, kind, plural } = resource;
  const { namespace, name } = metadata;
  return { cluster, group, version, kind, plural, ...(namespace ? { namespace } : {}), name };
}
