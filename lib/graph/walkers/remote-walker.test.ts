import { describe, expect, it } from "vitest";
import type { GraphLoader } from "#lib/graph/types";
import { walkResource } from "#lib/graph/walkers/walk";
import type { KubernetesObject, ObjectMeta, ResourceType } from "#lib/kubernetes/types";

const OBJECTS = "kubernetes.crossplane.io";
const at = "2026-11-20T10:00:00Z";

function type(group: string, kind: string, namespaced = true): ResourceType {
  return { cluster: "demo", group, version: "v1", kind, plural: `${kind.toLowerCase()}s`, namespaced };
}

const keeper = type(OBJECTS, "Object", false);
const types = [keeper, type("", "ConfigMap"), type("", "Secret"), type("", "Namespace", false)];

function object(
  apiVersion: string,
  kind: string,
  metadata: Partial<ObjectMeta>,
  rest: object = {},
): KubernetesObject {
  const own = { name: "one", uid: "u", resourceVersion: "1", creationTimestamp: at, ...metadata };
  return { apiVersion, kind, metadata: own, ...rest };
}

const seen = (kind: string, metadata: object = {}) => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "settings", namespace: "team-a", uid: "live", creationTimestamp: at, ...metadata },
});

/** An Object with the last state that the provider observed. */
function keep(manifest: unknown, ready = "True", group = OBJECTS): KubernetesObject {
  const conditions = [
    { type: "Synced", status: "True" },
    {
      type: "Ready",
      status: ready,
      reason: ready === "True" ? "Available" : "Unavailable",
      message: "far away",
    },
  ];
  return object(
    `${group}/v1alpha2`,
    "Object",
    { name: "keeper" },
    {
      status: { conditions, atProvider: { manifest } },
    },
  );
}

function createLoader(objects: KubernetesObject[]): GraphLoader {
  return {
    findType: ({ group, kind }) => types.find((one) => one.group === group && one.kind === kind),
    get: async ({ kind }, namespace, name) =>
      objects.find(
        (one) => one.kind === kind && one.metadata.name === name && one.metadata.namespace === namespace,
      ),
    list: async () => [],
  };
}

async function below(root: KubernetesObject, objects: KubernetesObject[]) {
  const { nodes, edges } = await walkResource(root, keeper, createLoader(objects));
  expect(edges).toEqual(nodes.slice(1).map(({ id }) => ({ from: nodes[0]?.id, to: id, relation: "remote" })));
  return nodes.slice(1).map(({ reference, plural, health }) => {
    const { cluster, kind, name } = reference;
    return [`${cluster || "elsewhere"} ${kind} ${name}`, plural, health.state];
  });
}

describe("remote part of an Object of provider-kubernetes", () => {
  const live = object("v1", "ConfigMap", { name: "settings", namespace: "team-a", uid: "live" });
  const namesake = object("v1", "ConfigMap", { name: "settings", namespace: "team-a", uid: "another" });
  const elsewhere = ["elsewhere ConfigMap settings", "", "Ready"];
  const rows: [why: string, root: KubernetesObject, objects: KubernetesObject[], expected: unknown[][]][] = [
    [
      "is the live object in this cluster",
      keep(seen("ConfigMap"), "False"),
      [live],
      [["demo ConfigMap settings", "configmaps", "Ready"]],
    ],
    [
      "is the live object of a namespaced Object",
      keep(seen("ConfigMap"), "True", "kubernetes.m.crossplane.io"),
      [live],
      [["demo ConfigMap settings", "configmaps", "Ready"]],
    ],
    [
      "is a cluster-scoped object",
      keep(seen("Namespace", { namespace: undefined })),
      [object("v1", "Namespace", { name: "settings", uid: "live" })],
      [["demo Namespace settings", "namespaces", "Ready"]],
    ],
    ["has the health of the Object and no link in another cluster", keep(seen("ConfigMap")), [], [elsewhere]],
    [
      "is in another cluster when this cluster has a different object of the same name",
      keep(seen("ConfigMap")),
      [namesake],
      [elsewhere],
    ],
    [
      "needs attention in another cluster",
      keep(seen("ConfigMap"), "False"),
      [],
      [["elsewhere ConfigMap settings", "", "NeedsAttention"]],
    ],
    [
      "has a kind that is unknown in this cluster",
      keep({ ...seen("Gadget"), apiVersion: "x.dev/v1" }),
      [],
      [["elsewhere Gadget settings", "", "Ready"]],
    ],
    [
      "is a Secret, which the portal does not read",
      keep(seen("Secret")),
      [],
      [["elsewhere Secret settings", "", "Ready"]],
    ],
    ["is missing without an observed manifest", keep(undefined), [], []],
    ["is missing for a manifest without a name", keep({ kind: "ConfigMap", metadata: {} }), [], []],
    [
      "is missing for an Object of another API group",
      keep(seen("ConfigMap"), "True", "objects.example.com"),
      [live],
      [],
    ],
  ];
  it.each(rows)("%s", async (_, root, objects, expected) => {
    expect(await below(root, objects)).toEqual(expected);
  });

  it("is separate for two Objects with one name in two clusters", async () => {
    const bundle = object(
      "shop.dev/v1",
      "Bundle",
      { name: "bundle" },
      {
        spec: {
          crossplane: {
            compositionRef: { name: "bundle" },
            resourceRefs: ["a", "b"].map((name) => ({ apiVersion: `${OBJECTS}/v1`, kind: "Object", name })),
          },
        },
      },
    );
    const keepers = ["a", "b"].map((name) => ({
      ...keep(seen("ConfigMap", { uid: name })),
      metadata: { ...keep(undefined).metadata, name },
    }));
    const { edges } = await walkResource(bundle, type("shop.dev", "Bundle", false), createLoader(keepers));
    expect(edges.map(({ relation }) => relation)).toEqual(["composed", "composed", "remote", "remote"]);
    expect(new Set(edges.map(({ to }) => to)).size).toBe(4);
  });
});
