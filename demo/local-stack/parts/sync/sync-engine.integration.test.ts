import { afterAll, beforeAll, expect, it } from "vitest";
import { createSyncEngine as createEngine, SYNCED_FROM } from "#demo/local-stack/parts/sync/sync-engine";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { openYamlReader } from "#demo/local-stack/testing/test-yaml-reader";
import { type Cluster, openCluster } from "#demo/platform/cluster";
import { applyObject, readObject } from "#demo/platform/objects";
import { readObject as readManifest } from "#lib/manifest/yaml/reader";

const reader = openYamlReader();
let controlPlane: TestControlPlane;
let cluster: Cluster;

const createSyncEngine = (of: Cluster, source: string) => createEngine(of, source, reader.read);

beforeAll(async () => {
  controlPlane = await startControlPlane();
  cluster = await openCluster(controlPlane.kubeconfig);
}, 120_000);
afterAll(() => Promise.all([controlPlane?.stop(), reader.stop()]));

const configMap = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: default}\ndata: {value: "${data}"}\n`;
const pathOf = (name: string) => `/api/v1/namespaces/default/configmaps/${name}`;
const dataOf = async (name: string) => (await readObject(cluster, pathOf(name)))?.data;

it("applies, changes and prunes objects, also after a restart, and keeps the objects of others", async () => {
  const others = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "others", namespace: "default" } };
  await applyObject(cluster, others, "somebody");
  const first = createSyncEngine(cluster, "test");
  const files = new Map([
    ["a.yaml", configMap("a", "1")],
    ["b.yaml", configMap("b", "1")],
  ]);
  expect(await first.sync(files)).toEqual([]);
  expect((await readObject(cluster, pathOf("a")))?.metadata.labels).toEqual({ [SYNCED_FROM]: "test" });

  const restarted = createSyncEngine(cluster, "test");
  expect(await restarted.sync(new Map([["a.yaml", configMap("a", "2")]]))).toEqual([]);
  expect(await dataOf("a")).toEqual({ value: "2" });
  expect(await readObject(cluster, pathOf("b"))).toBeUndefined();
  expect(await readObject(cluster, pathOf("others"))).toBeDefined();
});

it("keeps an object that another owner took over", async () => {
  const engine = createSyncEngine(cluster, "handover");
  await engine.sync(new Map([["c.yaml", configMap("c", "1")]]));
  const taken = { name: "c", namespace: "default", labels: { [SYNCED_FROM]: "other" } };
  await applyObject(cluster, { apiVersion: "v1", kind: "ConfigMap", metadata: taken }, "other");
  expect(await engine.sync(new Map())).toEqual([]);
  expect(await readObject(cluster, pathOf("c"))).toBeDefined();
});

it("applies the other objects when one is refused, and retries it", async () => {
  const engine = createSyncEngine(cluster, "refusals");
  const files = new Map([
    ["bad.yaml", configMap("BAD", "1")],
    ["early.yaml", "apiVersion: nobody.example/v1\nkind: Nothing\nmetadata: {name: x}\n"],
    ["good.yaml", configMap("good", "1")],
  ]);
  const failures = await engine.sync(files);
  expect(failures).toMatchObject([
    { path: "bad.yaml", waiting: false, message: expect.stringContaining("RFC 1123") },
    {
      path: "early.yaml",
      waiting: true,
      message: expect.stringContaining("does not serve the kind Nothing"),
    },
  ]);
  expect(await dataOf("good")).toEqual({ value: "1" });
  expect(await engine.sync(new Map([["bad.yaml", configMap("better", "1")]]))).toEqual([]);
  expect(await dataOf("better")).toEqual({ value: "1" });
});

it("keeps an object of another owner that has the same labels and annotations", async () => {
  const files = new Map([["claim.yaml", configMap("claim", "1")]]);
  await createSyncEngine(cluster, "copies").sync(files);
  const { labels, annotations } = (await readObject(cluster, pathOf("claim")))?.metadata ?? {};
  const copy = { name: "composite", namespace: "default", labels, annotations };
  await applyObject(cluster, { apiVersion: "v1", kind: "ConfigMap", metadata: copy }, "other");
  const restarted = createSyncEngine(cluster, "copies");
  expect(await restarted.sync(files)).toEqual([]);
  expect(await readObject(cluster, pathOf("composite"))).toBeDefined();
  expect(await restarted.sync(new Map())).toEqual([]);
  expect(await readObject(cluster, pathOf("claim"))).toBeUndefined();
  expect(await readObject(cluster, pathOf("composite"))).toBeDefined();
});

it("recognizes after a restart an object that a file puts into the namespace default implicitly", async () => {
  const unplaced = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: unplaced}\n";
  const files = new Map([["unplaced.yaml", unplaced]]);
  await createSyncEngine(cluster, "unplaced").sync(files);
  const restarted = createSyncEngine(cluster, "unplaced");
  expect(await restarted.sync(files)).toEqual([]);
  expect(await readObject(cluster, pathOf("unplaced"))).toBeDefined();
  expect(await restarted.sync(new Map())).toEqual([]);
  expect(await readObject(cluster, pathOf("unplaced"))).toBeUndefined();
});

it("reports an immutable field and keeps the object", async () => {
  const path = "/api/v1/namespaces/default/services/fixed";
  const service = (ip: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: fixed, namespace: default}\nspec: {clusterIP: ${ip}, ports: [{port: 80}]}\n`;
  const engine = createSyncEngine(cluster, "fixed");
  expect(await engine.sync(new Map([["service.yaml", service("10.0.0.60")]]))).toEqual([]);
  expect(await engine.sync(new Map([["service.yaml", service("10.0.0.61")]]))).toMatchObject([
    { message: expect.stringContaining("may not change once set") },
  ]);
  expect((await readObject(cluster, path))?.spec).toMatchObject({ clusterIP: "10.0.0.60" });
});

it("reads a file like kubectl, and not like another YAML reader", async () => {
  const benign = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: benign, namespace: default}\n";
  const hidden = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: own-all}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}`;
  const attack = `${benign}# a comment\u0085${hidden.replaceAll("\n", "\u0085")}\n`;
  expect(readManifest(attack)).toMatchObject({ ok: false, message: expect.stringContaining("U+0085") });
  const engine = createSyncEngine(cluster, "attack");
  expect(await engine.sync(new Map([["flag.yaml", attack]]))).toEqual([]);
  const path = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/own-all";
  expect(await readObject(cluster, path)).toMatchObject({ roleRef: { name: "view" } });
  expect(await readObject(cluster, pathOf("benign"))).toBeUndefined();
});
