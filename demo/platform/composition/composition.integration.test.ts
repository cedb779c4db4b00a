import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { launchControlPlane } from "#demo/local-stack/control-plane";
import { launchCrossplane } from "#demo/local-stack/parts/crossplane/crossplane";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import { CROSSPLANE_WAIT } from "#demo/local-stack/testing/test-crossplane";
import { applyWhenServed, COMPOSITIONS, readManifests } from "#demo/platform/apply";
import { type Cluster, type Manifest, openCluster } from "#demo/platform/cluster";
import { mergeObject } from "#demo/platform/objects";

const TIMEOUT = 900_000;
const FUNCTION = { name: "vitrine-demo", module: fileURLToPath(new URL("main.ts", import.meta.url)) };

let stack: StackBase;
let cluster: Cluster;

const apply = (object: Manifest) => applyWhenServed(cluster, object, stack.signal);
const eventually = (check: () => Promise<void>) => vi.waitFor(check, CROSSPLANE_WAIT);

beforeAll(async () => {
  stack = openStack();
  const { kubeconfig } = await launchControlPlane(stack);
  cluster = await openCluster(kubeconfig);
  await launchCrossplane({ ...stack, kubeconfig }, [FUNCTION]);
  const files = COMPOSITIONS.flatMap((folder) => [`${folder}/definition.yaml`, `${folder}/composition.yaml`]);
  const platform = (await Promise.all(["cluster-setup.yaml", ...files].map(readManifests))).flat();
  await Promise.all(platform.map(apply));
}, TIMEOUT);

afterAll(() => stack?.close());

const data = (kind: string, name: string, spec: object): Manifest => ({
  apiVersion: "data.demo.vitrine.dev/v1",
  kind,
  metadata: { name, namespace: "team-a" },
  spec,
});
const app = (id: string, spec: object): Manifest => ({
  apiVersion: "platform.demo.vitrine.dev/v1",
  kind: "App",
  metadata: { name: id, namespace: "team-a" },
  spec: { id, image: "registry.example.com/shop", tag: "1.0", host: "shop.example.com", ...spec },
});

const path = ({ apiVersion, kind, metadata }: Pick<Manifest, "apiVersion" | "kind" | "metadata">) =>
  cluster.path({ apiVersion, kind, name: metadata.name, namespace: "team-a" });
const read = async (object: Manifest) => cluster.call({ method: "GET", path: await path(object) });

const holds = (type: string, status: string, message?: unknown) =>
  expect.objectContaining({ type, status, ...(message ? { message } : {}) });
const state = (...conditions: unknown[]) => ({
  status: { conditions: expect.arrayContaining(conditions) },
});

const listSchema = z.object({
  items: z.array(
    z.looseObject({ metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional() }) }),
  ),
});

/** Names of the objects that are not being deleted: no garbage collector runs here to finish deletions. */
async function namesOf(apiVersion: string, kind: string): Promise<string[]> {
  const collection = await cluster.path({ apiVersion, kind, namespace: "team-a" });
  const list = listSchema.parse(await cluster.call({ method: "GET", path: collection }));
  return list.items
    .filter(({ metadata }) => !metadata.deletionTimestamp)
    .map(({ metadata }) => metadata.name);
}

/** Writes the status that a workload's controller would write. No such controller runs here. */
async function report(kind: "Deployment" | "StatefulSet", name: string): Promise<void> {
  const status = {
    observedGeneration: 1,
    replicas: 1,
    readyReplicas: 1,
    ...(kind === "Deployment" ? { availableReplicas: 1, conditions: [available()] } : {}),
  };
  const workload = await path({ apiVersion: "apps/v1", kind, metadata: { name } });
  await eventually(() => mergeObject(cluster, `${workload}/status`, { status }));
}

function available() {
  return { type: "Available", status: "True", reason: "Test", lastTransitionTime: "2026-01-01T00:00:00Z" };
}

describe("demo compositions on a real Crossplane", () => {
  it("make an App Ready when its workload and its database are Ready", async () => {
    const shop = app("shop", { scaling: { enabled: true } });
    await apply(shop);
    await report("Deployment", "shop");
    await eventually(async () =>
      expect(await read(shop)).toMatchObject(state(holds("Synced", "True"), holds("Ready", "False"))),
    );
    await report("StatefulSet", "shop-db");
    await eventually(async () => {
      const url = "http://shop.example.com";
      const database = { host: "shop-db.team-a.svc.cluster.local", port: 5432, database: "app" };
      expect(await read(shop)).toMatchObject(state(holds("Ready", "True")));
      expect(await read(shop)).toMatchObject({ status: { url, database } });
    });
    expect(await namesOf("networking.k8s.io/v1", "Ingress")).toEqual(["shop"]);
    expect(await namesOf("autoscaling/v2", "HorizontalPodAutoscaler")).toEqual(["shop"]);
    expect(await namesOf("batch/v1", "CronJob")).toEqual(["shop-db-backup"]);
  }, 200_000);

  it("remove parts that are no longer needed", async () => {
    await apply(app("plain", { scaling: { enabled: true }, database: { enabled: false } }));
    const autoscalers = () => namesOf("autoscaling/v2", "HorizontalPodAutoscaler");
    await eventually(async () => expect(await autoscalers()).toContain("plain"));
    await apply(app("plain", { database: { enabled: false } }));
    await eventually(async () => expect(await autoscalers()).not.toContain("plain"));
    expect(await namesOf("data.demo.vitrine.dev/v1", "Database")).not.toContain("plain-db");
  }, 200_000);

  it("name a claimed Cache after its claim, and report its host", async () => {
    const sessions = data("Cache", "sessions", {});
    await apply(sessions);
    await report("StatefulSet", "sessions");
    await eventually(async () => {
      expect(await read(sessions)).toMatchObject(state(holds("Ready", "True")));
      const host = "sessions.team-a.svc.cluster.local";
      expect(await read(sessions)).toMatchObject({ status: { host, port: 6379 } });
    });
  }, 200_000);

  it("grow the disk of a Database in place", async () => {
    await apply(data("Database", "grown", {}));
    await report("StatefulSet", "grown");
    const disk = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "data-grown-0" } };
    // Only a bound claim can be expanded.
    const volume = { spec: { volumeName: "disk" } };
    await eventually(async () => mergeObject(cluster, await path(disk), volume));
    await mergeObject(cluster, `${await path(disk)}/status`, { status: { phase: "Bound" } });
    await apply(data("Database", "grown", { storage: { size: "50Gi" } }));
    await eventually(async () => {
      expect(await read(disk)).toMatchObject({ spec: { resources: { requests: { storage: "50Gi" } } } });
      const database = await read(data("Database", "grown", {}));
      expect(database).toMatchObject(state(holds("Synced", "True"), holds("Ready", "True")));
    });
  }, 200_000);

  it("report a refusal on the resource in plain text", async () => {
    const refused = data("Database", "refused", { version: "18", extensions: ["timescaledb"] });
    await apply(refused);
    const words = expect.stringContaining("timescaledb is not available for PostgreSQL 18 yet");
    await eventually(async () =>
      expect(await read(refused)).toMatchObject(state(holds("Synced", "False", words))),
    );
  }, 200_000);
});
