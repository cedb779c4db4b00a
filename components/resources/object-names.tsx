import { resourceMessages } from "#components/resources/messages";
import { KubernetesName } from "#components/ui/text/kubernetes-name";
import type { ObjectReference } from "#lib/kubernetes/types";

const { names: messages } = resourceMessages;

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
    [messages.kind, kind],
    [messages.api, group ? `${group}/${version}` : version],
    [messages.namespace, namespace ?? ""],
    [messages.cluster, cluster],
    [messages.file, file],
  ];
  return <KubernetesName of={reference.name} names={rows.filter(([, name]) => name !== "")} />;
}
