import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runPipelines } from "#demo/local-stack/parts/pipelines/pipeline-runner";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { applyWhenServed } from "#demo/platform/apply";
import { type Cluster, type Manifest, openCluster } from "#demo/platform/cluster";
import { applyObject, mergeObject, readObject } from "#demo/platform/objects";

const TIMEOUT = 120_000;
const folder = mkdtempSync(join(tmpdir(), "vitrine-runner-"));
const stop = new AbortController();
let controlPlane: TestControlPlane;
let cluster: Cluster;
let running: Promise<void>;

const CRD: Manifest = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "postgresqls.data.demo.vitrine.dev" },
  spec: {
    group: "data.demo.vitrine.dev",
    scope: "Namespaced",
    names: { kind: "PostgreSQL", plural: "postgresqls" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};

beforeAll(async () => {
  controlPlane = await startControlPlane();
  const { kubeconfig } = controlPlane;
  cluster = await openCluster(kubeconfig);
  await applyObject(cluster, CRD, "test");
  const workCreator = "/nonexistent/work-creator";
  running = runPipelines({ cluster, kubeconfig, workCreator, folder, signal: stop.signal });
}, TIMEOUT);

afterAll(async () => {
  stop.abort();
  await running;
  await controlPlane?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const SPEC = {
  size: "small",
  version: "17",
  highAvailability: false,
  database: "app",
  storage: { size: "10Gi", class: "standard" },
  backup: { enabled: true, schedule: "0 3 * * *", retentionDays: 7 },
  network: { port: 5432 },
};

/** Creates the objects that Kratix, the Job controller and the scheduler create. Returns their paths. */
async function request(name: string, spec: object, image: string) {
  const object = {
    apiVersion: "data.demo.vitrine.dev/v1",
    kind: "PostgreSQL",
    metadata: { name, namespace: "default" },
    spec,
  };
  await applyWhenServed(cluster, object, AbortSignal.timeout(TIMEOUT));
  const path = await cluster.path({ ...object, ...object.metadata });
  const running = { type: "PipelineCompleted", status: "False", reason: "PipelineNotCompleted" };
  await mergeObject(cluster, `${path}/status`, { status: { message: "Pending", conditions: [running] } });
  const owner = await readObject(cluster, path);
  const job = await applyObject(cluster, jobFor(name, ownedBy(object, owner)), "test");
  await applyObject(cluster, podFor(name, image, ownedBy(job, job)), "test");
  return {
    request: path,
    pod: `/api/v1/namespaces/default/pods/${name}`,
    job: `/apis/batch/v1/namespaces/default/jobs/${name}`,
  };
}

function ownedBy({ apiVersion, kind, metadata }: Manifest, live: Manifest | undefined): Manifest["metadata"] {
  const { name, namespace } = metadata;
  return { name, namespace, ownerReferences: [{ apiVersion, kind, name, uid: live?.metadata.uid ?? "" }] };
}

function jobFor(name: string, metadata: Manifest["metadata"]): Manifest {
  const containers = [{ name: "status-writer", image: "none" }];
  const template = { spec: { restartPolicy: "OnFailure", containers } };
  return { apiVersion: "batch/v1", kind: "Job", metadata: { ...metadata, name }, spec: { template } };
}

function podFor(name: string, image: string, metadata: Manifest["metadata"]): Manifest {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...metadata, name, labels: { "kratix.io/pipeline-name": "configure" } },
    spec: {
      nodeName: "demo-node",
      restartPolicy: "OnFailure",
      initContainers: [
        { name: "reader", image: "none" },
        { name: "database", image },
      ],
      containers: [
        { name: "status-writer", image: "none", env: [{ name: "IS_LAST_PIPELINE", value: "true" }] },
      ],
    },
  };
}

const statusOf = async (path: string) => (await readObject(cluster, path))?.status;
const WAIT = { timeout: 30_000 };

it("runPipelines runs the steps, and the request shows the message of its author", {
  timeout: TIMEOUT,
}, async () => {
  const paths = await request("good", SPEC, "vitrine.dev/demo/postgresql/configure:1.2.0");
  await expect.poll(() => statusOf(paths.pod), WAIT).toMatchObject({ phase: "Succeeded" });
  expect(await statusOf(paths.request)).toMatchObject({
    message: "PostgreSQL 17 (small) at good.default.svc.cluster.local:5432",
    conditions: [{ type: "PipelineCompleted", status: "True", reason: "PipelineExecutedSuccessfully" }],
  });
});

it.each<[string, object, string, RegExp]>([
  [
    "refused",
    { ...SPEC, parameters: { max_connections: "900" } },
    "vitrine.dev/demo/postgresql/configure:1.2.0",
    /^A small database takes 100 connections/,
  ],
  ["unknown", SPEC, "ghcr.io/example/pipeline:v1", /cannot run the image ghcr.io\/example\/pipeline:v1/],
])(
  "runPipelines fails the Pod with the reason and without a retry: %s",
  { timeout: TIMEOUT },
  async (name, spec, image, reason) => {
    const paths = await request(name, spec, image);
    const terminated = { exitCode: 1, message: expect.stringMatching(reason) };
    await expect
      .poll(() => statusOf(paths.pod), WAIT)
      .toMatchObject({
        phase: "Failed",
        initContainerStatuses: [{ name: "reader" }, { name: "database", state: { terminated } }],
      });
    expect((await readObject(cluster, paths.job))?.spec).toMatchObject({ backoffLimit: 0 });
    const events = await cluster.call({
      method: "GET",
      path: "/apis/events.k8s.io/v1/namespaces/default/events",
    });
    expect(events).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ reason: "PipelineFailed", regarding: expect.objectContaining({ name }) }),
      ]),
    });
    // Kratix does not update the request. The portal finds the reason in the pod.
    expect(await statusOf(paths.request)).toMatchObject({ message: "Pending" });
  },
);
