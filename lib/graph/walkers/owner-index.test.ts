import { expect, it } from "vitest";
import { findOwned, indexByOwner } from "#lib/graph/walkers/owner-index";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";

const type = (cluster: string): ResourceType => ({
  cluster,
  group: "",
  version: "v1",
  kind: "Pod",
  plural: "pods",
  namespaced: true,
});

function object(name: string, ...owners: string[]): KubernetesObject {
  const ownerReferences = owners.map((uid) => ({ apiVersion: "v1", kind: "Owner", name: uid, uid }));
  const metadata = { name, uid: name, resourceVersion: "1", creationTimestamp: "", ownerReferences };
  return { apiVersion: "v1", kind: "Pod", metadata };
}

it("indexByOwner indexes an unchanged list once, and a changed list again", () => {
  const objects = [object("one", "a"), object("two", "a", "b"), object("three")];
  const index = indexByOwner(objects);
  expect(index.get("a")).toEqual([objects[0], objects[1]]);
  expect(index.get("b")).toEqual([objects[1]]);
  expect(indexByOwner(objects)).toBe(index);
  expect(indexByOwner([...objects, object("four", "b")]).get("b")).toHaveLength(2);
});

it("findOwned ignores other clusters, because two clusters can have the same uid after a restore", () => {
  const lists = ["here", "there"].map((cluster) => ({
    type: type(cluster),
    byOwner: indexByOwner([object(cluster, "a")]),
  }));
  const found = findOwned({ object: object("a"), type: type("there") }, lists);
  expect(found.map(({ object }) => object.metadata.name)).toEqual(["there"]);
});
