import { readJson } from "./testing/http";
import type { Person } from "./testing/people";
import { expect, type Stage, test } from "./testing/stage";
import { hasRefused, openStream, whenStream } from "./testing/stream";

/**
 * Kinds without a namespace, each with an object of the demo. Rita and Abel may get every resource in team-a, so a
 * review in that namespace says yes for each of these; the API server would not let them read one.
 */
const CLUSTER_SCOPED = [
  ["Namespace", "_/v1/namespaces", "kube-system"],
  ["StorageClass", "storage.k8s.io/v1/storageclasses", "standard"],
  ["IngressClass", "networking.k8s.io/v1/ingressclasses", "internal"],
  ["Destination", "platform.kratix.io/v1alpha1/destinations", "demo-cluster"],
  ["Composition", "apiextensions.crossplane.io/v1/compositions", "app"],
  ["CompositionRevision", "apiextensions.crossplane.io/v1/compositionrevisions", "any"],
  [
    "CustomResourceDefinition",
    "apiextensions.k8s.io/v1/customresourcedefinitions",
    "zones.attack.vitrine.dev",
  ],
  ["ClusterRole", "rbac.authorization.k8s.io/v1/clusterroles", "cluster-admin"],
  ["Node", "_/v1/nodes", "any"],
  ["Zone", "attack.vitrine.dev/v1/zones", "attack-cluster"],
] as const;

/** In the wrong namespace, in none, in one that is a wildcard, and in one that climbs. */
const NAMESPACES = ["team-a", "_", "*", "..", "%2e%2e", "team-a%2f..%2fkube-system"];

const PEOPLE: readonly Person[] = ["requester", "approver", "guest"];
const WAYS = ["", "/graph", "/events"];

const pathOf = (kind: string, namespace: string, name: string) =>
  `/api/v1/resources/local/${kind}/${namespace}/${name}`;

for (const [kind, resource, name] of CLUSTER_SCOPED) {
  const definitions = kind === "CustomResourceDefinition";
  test(`access to one namespace does not allow reading a ${kind}`, async ({ stage }) => {
    for (const person of PEOPLE) {
      const session = await stage.as(person);
      for (const namespace of NAMESPACES) {
        // The catalog's role lets the requester and the approver read definitions, as what they are.
        if (definitions && namespace === "_" && person !== "guest") continue;
        for (const way of WAYS) {
          const path = `${pathOf(resource, namespace, name)}${way}`;
          const { status, text } = await session.get(path);
          expect.soft([403, 404, 422], `${person}, ${path}: ${text.slice(0, 200)}`).toContain(status);
          expect.soft(text, path).not.toContain('"object"');
        }
      }
    }
  });

  test(`access to one namespace does not reveal whether a ${kind} exists`, async ({ stage }) => {
    const requester = await stage.as("requester");
    for (const way of WAYS) {
      const there = await requester.get(`${pathOf(resource, "team-a", name)}${way}`);
      const missing = await requester.get(`${pathOf(resource, "team-a", "attack-nothing")}${way}`);
      const words = ({ text }: { text: string }) => text.replaceAll(name, "attack-nothing");
      expect.soft(there.status, way).toBe(missing.status);
      expect.soft(readDetail(words(there)), way).toBe(readDetail(words(missing)));
    }
  });
}

const readDetail = (text: string): string => JSON.parse(text).detail;

test("a stream with access to one namespace follows no cluster-scoped object", async ({ stage }) => {
  const cookie = (await stage.as("requester")).cookie();
  const topics = CLUSTER_SCOPED.map(([, resource, name]) => `resource:local/${resource}/team-a/${name}`);
  const stream = await openStream(stage.url, topics, { cookie });
  try {
    for (const topic of topics)
      await whenStream(stream, (it) => hasRefused(it, topic), `${topic} is refused`);
  } finally {
    stream.close();
  }
});

test("a namespaced object cannot be read without its namespace", async ({ stage }) => {
  for (const resource of ["_/v1/configmaps", "demo.vitrine.dev/v1/featureflags", "apps/v1/deployments"]) {
    const { status } = await stage.asScript({ path: pathOf(resource, "_", "attack-own") });
    expect.soft([403, 404, 422], resource).toContain(status);
  }
});

/** Bodies that name an object by its parts. */
async function previewOf(stage: Stage, person: Person, object: object, namespace?: string) {
  const body = { object, name: "kube-system", namespace, operation: "update", values: {} };
  return (await stage.as(person)).post("/api/v1/requests/preview", body);
}

test("a preview of an update does not read objects outside the person's namespace", async ({ stage }) => {
  const object = { cluster: "local", group: "", version: "v1", kind: "Namespace", name: "kube-system" };
  for (const namespace of ["team-a", undefined]) {
    const answer = await previewOf(stage, "requester", { ...object, namespace }, namespace);
    expect.soft([403, 404, 422], answer.text.slice(0, 200)).toContain(answer.status);
  }
});

test("no URL returns a Secret", async ({ stage }) => {
  for (const path of [
    "_/v1/secrets/team-a/attack-secret",
    "_/v1/secrets/_/attack-secret",
    "_/v1/Secrets/team-a/attack-secret",
    "_/v1/secret/team-a/attack-secret",
    "%5f/v1/secrets/team-a/attack-secret",
    "_/v1/secrets%2fattack-secret/team-a/x",
    "_/v1/configmaps/team-a/..%2fsecrets%2fattack-secret",
    "_/v1/configmaps/team-a%2fsecrets/attack-secret",
  ]) {
    for (const way of WAYS) {
      const { status, text } = await stage.asScript({ path: `/api/v1/resources/local/${path}${way}` });
      expect.soft(status, path + way).toBeGreaterThanOrEqual(400);
      expect.soft(status, path + way).toBeLessThan(500);
      expect.soft(text, path).not.toContain("canary");
    }
  }
});

test("lists by kind and namespace return only what the person may list", async ({ stage }) => {
  const requester = await stage.as("requester");
  for (const query of [
    "namespace=team-b",
    "kind=Zone",
    "group=attack.vitrine.dev",
    "kind=Secret",
    "kind=Namespace",
    "namespace=",
    "namespace=_",
    "namespace=*",
    "cluster=local&kind=Zone&namespace=team-a",
  ]) {
    const { status, text } = await requester.get(`/api/v1/resources?${query}`);
    expect.soft(status, query).toBeLessThan(500);
    expect.soft(text, query).not.toContain("attack-other");
    expect.soft(text, query).not.toContain("attack-cluster");
    if (status === 200) expect.soft(readJson({ status, text, headers: {}, took: 0 }).resources).toBeDefined();
  }
});
