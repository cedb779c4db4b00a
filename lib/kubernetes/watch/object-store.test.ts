import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "#lib/kubernetes/types";
import { createObjectStore } from "#lib/kubernetes/watch/object-store";

function makeObject(name: string, namespace?: string): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace, uid: name, resourceVersion: "1", creationTimestamp: "2026-01-01T00:00:00Z" },
  };
}

const a = makeObject("z", "team-a");
const b = makeObject("a", "team-b");
const c = makeObject("b", "team-a");

describe("order of a store", () => {
  it.each<[string, KubernetesObject[]]>([
    ["objects in the order of a list", [c, a, b]],
    ["objects in the order of a watch", [b, a, c]],
    ["objects in reverse order", [a, c, b]],
  ])("follows the keys: %s", (_reason, objects) => {
    const store = createObjectStore();
    for (const object of objects) store.put(object);
    expect(store.list()).toEqual([c, a, b]);
    expect(store.list("team-a")).toEqual([c, a]);
  });
});
