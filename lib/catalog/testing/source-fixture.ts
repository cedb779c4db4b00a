import { systemClock } from "#lib/async/clock";
import { parseObject } from "#lib/kubernetes/objects/object";
import type { Informer, KubernetesObject } from "#lib/kubernetes/types";
import { createInformerCache } from "#lib/kubernetes/watch/informer";

/** An informer that tests fill through its sink. */
export function createInformer(group: string, kind: string) {
  const resource = {
    cluster: "demo",
    group,
    version: "v1",
    kind,
    plural: `${kind.toLowerCase()}s`,
    namespaced: false,
  };
  const cache = createInformerCache({
    resource,
    clock: systemClock,
    onListenerError: (error) => {
      throw error;
    },
  });
  const informer: Informer = Object.assign(cache, { close() {} });
  return { informer, sink: cache.sink };
}

let resourceVersion = 0;

/** The object with the API server's next resourceVersion. */
export function stamp(object: { metadata: object }): KubernetesObject {
  resourceVersion += 1;
  const metadata = { uid: "u", ...object.metadata, resourceVersion: String(resourceVersion) };
  return parseObject({ ...object, metadata });
}
