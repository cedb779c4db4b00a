import "server-only";
import type { Informer, KubernetesObject } from "#lib/kubernetes/types";

/**
 * Calls the listener for every object that is added, changed or removed from now on, those that first fill the watch
 * among them: who gave up waiting for it hears of them. Returns unsubscribe.
 */
export function followChanges(watch: Informer, listener: (object: KubernetesObject) => void): () => void {
  // What is there already is replayed before `subscribe` returns, and is no news.
  let replaying = true;
  const unsubscribe = watch.subscribe((event) => {
    if (!replaying && "object" in event) listener(event.object);
  });
  replaying = false;
  return unsubscribe;
}
