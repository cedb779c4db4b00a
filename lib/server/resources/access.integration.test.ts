import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { applyWhenServed } from "#demo/platform/apply";
import { type Manifest, openCluster } from "#demo/platform/cluster";
import type { Identity } from "#lib/auth/types";
import { closePortal, getPortal } from "#lib/server/portal";
import { buildAddress } from "#lib/server/resources/objects";
import { followTopic } from "#lib/server/stream/topics";
import { getGraph } from "#lib/server/use-cases/graph";
import { listResources } from "#lib/server/use-cases/resource-list/resource-list";
import { getEvents, getResource } from "#lib/server/use-cases/resources";
import { previewRequest } from "#lib/server/use-cases/submission";

/** The first run may have to build kube-apiserver. */
const BUILD = 900_000;
const SLOW = { timeout: 60_000 };

/** Has all permissions in team-a and none elsewhere. */
const eve: Identity = { user: "eve", name: "Eve", email: "", groups: [], via: "demo" };

const RBAC = "rbac.authorization.k8s.io";
const metadata = { name: "everything", namespace: "team-a" };
const manifests: Manifest[] = [
  ...["team-a", "team-b"].map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } })),
  {
    ...{ apiVersion: `${RBAC}/v1`, kind: "Role", metadata },
    rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }],
  },
  {
    ...{ apiVersion: `${RBAC}/v1`, kind: "RoleBinding", metadata },
    roleRef: { apiGroup: RBAC, kind: "Role", name: "everything" },
    subjects: [{ apiGroup: RBAC, kind: "User", name: "eve" }],
  },
  makeCrd("platform.kratix.io", "Destination"),
  makeCrd("apiextensions.crossplane.io", "Composition"),
  { apiVersion: "platform.kratix.io/v1", kind: "Destination", metadata: { name: "worker" } },
  { apiVersion: "apiextensions.crossplane.io/v1", kind: "Composition", metadata: { name: "database" } },
  {
    ...{ apiVersion: "storage.k8s.io/v1", kind: "StorageClass" },
    ...{ metadata: { name: "standard" }, provisioner: "none" },
  },
  ...["team-a", "team-b"].map((namespace) => ({
    ...{ apiVersion: "v1", kind: "ConfigMap" },
    metadata: { name: "settings", namespace },
  })),
];

/** A cluster-scoped kind that the catalog offers. */
function makeCrd(group: string, kind: string): Manifest {
  const plural = `${kind.toLowerCase()}s`;
  const openAPIV3Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  return {
    ...{ apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" },
    metadata: { name: `${plural}.${group}`, labels: { "vitrine.dev/offer": "true" } },
    spec: {
      ...{ group, scope: "Cluster", names: { kind, plural } },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}

let plane: TestControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
  const admin = await openCluster(plane.kubeconfig);
  for (const manifest of manifests) await applyWhenServed(admin, manifest, AbortSignal.timeout(60_000));
  Object.assign(process.env, {
    VITRINE_SECRET: "a-secret-of-thirty-two-characters",
    VITRINE_CLUSTERS: JSON.stringify([{ name: "local", kubeconfig: plane.kubeconfig }]),
  });
  await getPortal().clusters.get("local")?.discovery.whenLoaded();
}, BUILD);

afterAll(async () => {
  closePortal();
  await plane?.stop();
});

const follow = (path: string) =>
  followTopic(getPortal(), `resource:${path}`, {
    ...{ identity: eve, notify: () => {} },
    reserveAbsent: () => () => {},
  });

/** Every operation that reads the object at an address. */
const reads: [what: string, read: (path: string) => Promise<unknown>][] = [
  ["the resource", (path) => getResource(eve, buildAddress(path.split("/")))],
  ["the graph", (path) => getGraph(eve, buildAddress(path.split("/")))],
  ["the events", (path) => getEvents(eve, buildAddress(path.split("/")))],
  ["the topic", follow],
];

const kinds: [what: string, kind: string, name: string][] = [
  ["Namespaces", "_/v1/namespaces", "kube-system"],
  ["a Namespace that is its own namespace in RBAC", "_/v1/namespaces", "team-b"],
  ["Kratix Destinations", "platform.kratix.io/v1/destinations", "worker"],
  ["Crossplane Compositions", "apiextensions.crossplane.io/v1/compositions", "database"],
  ["StorageClasses", "storage.k8s.io/v1/storageclasses", "standard"],
  ["ClusterRoles", `${RBAC}/v1/clusterroles`, "cluster-admin"],
];

describe.each(kinds)("%s, for a person with access only to namespace team-a", (_what, kind, name) => {
  it.each(reads)("cannot be read in that namespace: %s", SLOW, async (_of, read) => {
    await expect(read(`local/${kind}/team-a/${name}`)).rejects.toMatchObject({ code: "not-found" });
  });

  it.each(reads)("cannot be read as cluster-scoped objects: %s", SLOW, async (_of, read) => {
    await expect(read(`local/${kind}/_/${name}`)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("cannot be changed by a request in that namespace", SLOW, async () => {
    const [group = "", version = "", plural = ""] = kind.replace(/^_/, "").split("/");
    const type = getPortal().clusters.get("local")?.discovery.findByPlural({ group, version, plural });
    const object = { cluster: "local", group, version, kind: type?.kind ?? "", namespace: "team-a", name };
    const input = { object, name, namespace: "team-a", operation: "delete" as const };
    await expect(previewRequest(eve, input)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("access to one namespace", () => {
  it.each(reads)("allows reads in that namespace: %s", SLOW, async (_of, read) => {
    const path = "local/_/v1/configmaps/team-a/settings";
    expect(await read(path).then(() => "read")).toBe("read");
  });

  it.each(reads)("allows no reads in another namespace: %s", SLOW, async (_of, read) => {
    const path = "local/_/v1/configmaps/team-b/settings";
    await expect(read(path)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("lists no cluster-scoped objects", SLOW, async () => {
    for (const filter of [{}, { namespace: "team-a" }]) {
      expect((await listResources(eve, { limit: 50, ...filter })).resources).toEqual([]);
    }
  });
});
