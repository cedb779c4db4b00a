import { KubernetesName } from "#components/ui/text/kubernetes-name";
import type { ObjectReference } from "#lib/kubernetes/types";

/** The ⓘ of one object: kind, API, namespace and cluster as Kubernetes calls them, and its file in Git. */
export function ObjectNames({
  reference,
  file = "",
}: {
  reference: ObjectReference;
  file?: string | undefined;
}) {
  const { kind, group, version, namespace, cluster } = reference;
  const rows: [string, string][] = [
    ["Kind", kind],
    ["API", group ? `${group}/${version}` : version],
    ["Namespace", namespace ?? ""],
    ["Cluster", cluster],
    ["File in Git", file],
  ];
  return <KubernetesName of={reference.name} names={rows.filter(([, name]) => name !== "")} />;
}
