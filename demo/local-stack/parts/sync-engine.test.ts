import { afterAll, beforeAll, expect, it } from "vitest";
import { createSyncEngine, SYNCED_FROM } from "#demo/local-stack/parts/sync-engine";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/test-control-plane";
import { type Cluster, openCluster } from "#demo/platform/cluster";
import { applyObject, mergeObject, readObject } from "#demo/platform/objects";

let controlPlane: TestControlPlane;
let cluster: Cluster;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  cluster = await openCluster(controlPlane.kubeconfig);
}, 120_000);
afterAll(() => controlPlane?.stop());

const configMap = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: default}\ndata: {value: "${data}"}\n`;
const pathOf = (name: string) => `/api/v1/namespaces/default/configmaps/${name}`;
const dataOf = async (name: string) => (await readObject(cluster, pathOf(name)))?.data;

it("applies, changes and prunes, also after a restart, and touches nothing that is not its own", async () => {
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

it("leaves an object that somebody else took over", async () => {
  const engine = createSyncEngine(cluster, "handover");
  await engine.sync(new Map([["c.yaml", configMap("c", "1")]]));
  const taken = { name: "c", namespace: "default", labels: { [SYNCED_FROM]: "other" } };
  await applyObject(cluster, { apiVersion: "v1", kind: "ConfigMap", metadata: taken }, "other");
  expect(await engine.sync(new Map())).toEqual([]);
  expect(await readObject(cluster, pathOf("c"))).toBeDefined();
});

it("applies the others when one is refused, and tries it again", async () => {
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

const servicePath = (name: string) => `/api/v1/namespaces/default/services/${name}`;
const service = (name: string, ip: string, onImmutable: string) =>
  new Map([
    [
      "service.yaml",
      `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: default, annotations: {vitrine.dev/on-immutable: ${onImmutable}}}
spec: {clusterIP: ${ip}, ports: [{port: 80}]}
`,
    ],
  ]);

/** Does the garbage collector's part of an orphaning delete; no controllers run here. */
async function collectGarbage(path: string): Promise<void> {
  const isLeaving = async () => (await readObject(cluster, path))?.metadata.deletionTimestamp !== undefined;
  await expect.poll(isLeaving, { timeout: 10_000 }).toBe(true);
  await mergeObject(cluster, path, { metadata: { finalizers: null } });
}

it("makes anew what cannot be changed in place, where the object allows it", {
  timeout: 30_000,
}, async () => {
  const engine = createSyncEngine(cluster, "replaceable");
  expect(await engine.sync(service("replaceable", "10.0.0.50", "replace"))).toEqual([]);
  const replacing = engine.sync(service("replaceable", "10.0.0.51", "replace"));
  await collectGarbage(servicePath("replaceable"));
  expect(await replacing).toEqual([]);
  expect((await readObject(cluster, servicePath("replaceable")))?.spec).toMatchObject({
    clusterIP: "10.0.0.51",
  });
});

it("only says that it cannot be changed, where the object does not allow it", async () => {
  const engine = createSyncEngine(cluster, "fixed");
  expect(await engine.sync(service("fixed", "10.0.0.60", "keep"))).toEqual([]);
  expect(await engine.sync(service("fixed", "10.0.0.61", "keep"))).toMatchObject([
    { message: expect.stringContaining("may not change once set") },
  ]);
});
