import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { launchControlPlane } from "#demo/local-stack/control-plane";
import { launchKro } from "#demo/local-stack/parts/kro";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import { applyWhenServed, readManifests } from "#demo/platform/apply";
import { type Cluster, type Manifest, openCluster } from "#demo/platform/cluster";
import type { Identity } from "#lib/auth/types";
import { buildEntryDetail } from "#lib/catalog/entry-detail";
import { closePortal, getPortal } from "#lib/server/portal";
import { resolveAddress } from "#lib/server/resources/objects";
import { buildObjectSteps } from "#lib/server/stream/object-follower";
import { getGraph } from "#lib/server/use-cases/graph";

/** The first run may have to build the programs. */
const BUILD = 900_000;
const WAIT = { timeout: 30_000, interval: 50 };
const ADMIN: Identity = { user: "root", name: "Root", email: "", groups: ["system:masters"], via: "demo" };
const SITES = "staticsites.demo.vitrine.dev";

let stack: StackBase;
let admin: Cluster;

beforeAll(async () => {
  stack = openStack();
  const { kubeconfig } = await launchControlPlane(stack);
  await launchKro({ ...stack, kubeconfig });
  admin = await openCluster(kubeconfig);
  for (const manifest of await readManifests("kro/definition.yaml")) await apply(manifest);
  Object.assign(process.env, {
    VITRINE_SECRET: "a-secret-of-thirty-two-characters",
    VITRINE_CLUSTERS: JSON.stringify([{ name: "local", kubeconfig }]),
  });
  await getPortal().clusters.get("local")?.discovery.whenLoaded();
}, BUILD);

afterAll(async () => {
  closePortal();
  await stack?.close();
});

const apply = (manifest: Manifest) => applyWhenServed(admin, manifest, stack.signal);
const recordOf = (name: string) => getPortal().catalog.get(`rgd.local.${name}`);
const entryOf = (name: string) => recordOf(name)?.entry;

const cel = (expression: string) => `\${${expression}}`;

/** A ResourceGraphDefinition of one ConfigMap with this expression as its data. */
function makeRgd(name: string, value: string): Manifest {
  return {
    apiVersion: "kro.run/v1alpha1",
    kind: "ResourceGraphDefinition",
    metadata: { name },
    spec: {
      schema: { apiVersion: "v1", kind: "Note", group: "test.vitrine.dev", spec: { text: "string" } },
      resources: [
        {
          id: "config",
          template: {
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: cel("schema.metadata.name") },
            data: { value: cel(value) },
          },
        },
      ],
    },
  };
}

describe("RGD on a real kro", () => {
  it("is offered with the form of the CRD that kro creates", async () => {
    await vi.waitFor(
      () =>
        expect(entryOf(SITES)).toMatchObject({
          title: "Static website",
          kind: "StaticSite",
          plural: "staticsites",
          scope: "Namespaced",
          requestable: true,
          reason: "",
        }),
      WAIT,
    );
    const record = recordOf(SITES);
    const form = record && buildEntryDetail(record, getPortal().buildForm).form;
    expect(JSON.stringify(form)).toContain("How many servers share the visitors");
  }, 60_000);

  it("shows why kro refuses it, is offered after a fix, and disappears when the RGD is deleted", async () => {
    await apply(makeRgd("notes", "nothing.spec.text"));
    await vi.waitFor(
      () =>
        expect(entryOf("notes")).toMatchObject({
          requestable: false,
          reason: expect.stringMatching(/^kro can't offer this API: .*nothing/),
        }),
      WAIT,
    );
    await apply(makeRgd("notes", "schema.spec.text"));
    await vi.waitFor(() => expect(entryOf("notes")).toMatchObject({ requestable: true, reason: "" }), WAIT);
    await admin.call({ method: "DELETE", path: "/apis/kro.run/v1alpha1/resourcegraphdefinitions/notes" });
    await vi.waitFor(() => expect(entryOf("notes")).toBeUndefined(), WAIT);
  }, 90_000);
});

describe("instance on a real kro", () => {
  const address = {
    cluster: "local",
    group: "demo.vitrine.dev",
    version: "v1",
    plural: "staticsites",
    namespace: "default",
    name: "docs",
  };

  it("shows its parts and follows them until all are Ready", async () => {
    await vi.waitFor(() => expect(entryOf(SITES)).toMatchObject({ reason: "" }), WAIT);
    await apply({
      apiVersion: "demo.vitrine.dev/v1",
      kind: "StaticSite",
      metadata: { name: "docs", namespace: "default" },
      spec: { host: "docs.example.com" },
    });
    const seen: string[][] = [];
    // Reads only after a notification, like a page.
    const read = async () => {
      const { nodes, problems } = await getGraph(ADMIN, address);
      seen.push([
        ...nodes.map(({ reference, health }) => `${reference.kind}/${reference.name} ${health.state}`),
        ...problems,
      ]);
    };
    let reading = Promise.resolve();
    const stop = buildObjectSteps(getPortal(), ADMIN, resolveAddress(getPortal(), address), () => {
      reading = reading.then(read, read);
    });
    await vi.waitFor(
      () =>
        expect(seen.at(-1)?.toSorted()).toEqual([
          "ConfigMap/docs-pages Ready",
          "Deployment/docs Working",
          "StaticSite/docs Working",
        ]),
      WAIT,
    );
    const status = {
      observedGeneration: 1,
      replicas: 1,
      readyReplicas: 1,
      availableReplicas: 1,
      updatedReplicas: 1,
    };
    await admin.call({
      method: "PATCH",
      path: "/apis/apps/v1/namespaces/default/deployments/docs/status",
      contentType: "application/merge-patch+json",
      body: { status },
    });
    await vi.waitFor(
      () =>
        expect(seen.at(-1)?.toSorted()).toEqual([
          "ConfigMap/docs-pages Ready",
          "Deployment/docs Ready",
          "Ingress/docs Ready",
          "Service/docs Ready",
          "StaticSite/docs Ready",
        ]),
      WAIT,
    );
    stop();
  }, 90_000);
});
