import "server-only";
import type { Informer, KubernetesObject } from "#lib/kubernetes/types";

/** What happened to an object in a watch. */
export type ObjectChangeType = "added" | "updated" | "deleted";

/**
 * Calls the listener for every object that is added, changed or removed from now on, those that first fill the watch
 * among them: who gave up waiting for it hears of them. Returns unsubscribe.
 */
export function followChanges(
  watch: Informer,
  listener: (object: KubernetesObject, change: ObjectChangeType) => void,
): () => void {
  // What is there already is replayed before `subscribe` returns, and is no news.
  let replaying = true;
  const unsubscribe = watch.subscribe((event) => {
    if (!replaying && "object" in event) listener(event.object, event.type);
  });
  replaying = false;
  return unsubscribe;
}
