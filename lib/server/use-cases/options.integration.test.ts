import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { applyWhenServed } from "#demo/platform/apply";
import { type Cluster, type Manifest, openCluster } from "#demo/platform/cluster";
import type { Identity } from "#lib/auth/types";
import { closePortal, getPortal } from "#lib/server/portal";
import { followOptions, listOptions } from "#lib/server/use-cases/options";

/** The first run may have to build kube-apiserver. */
const BUILD = 900_000;
const WAIT = { timeout: 30_000, interval: 50 };
const OFFER = "crd.local.samples.test.vitrine.dev";
const ANA: Identity = { user: "ana", name: "Ana", email: "", groups: [], via: "demo" };
const BO: Identity = { ...ANA, user: "bo", name: "Bo" };
const text = { type: "string" };

const layout = {
  version: 1,
  fields: {
    "spec.class": { options: { from: { group: "storage.k8s.io", kind: "StorageClass" } } },
    "spec.zone": {
      options: {
        from: {
          group: "",
          kind: "ConfigMap",
          labelSelector: { "test.vitrine.dev/kind": "zone" },
          label: "data.title",
          where: [{ path: "data.region", equalsField: "./region" }],
        },
      },
    },
    "spec.leak": { options: { from: { group: "", kind: "Secret" } } },
    "spec.gadget": { options: { from: { group: "test.vitrine.dev", kind: "Gadget" } } },
    "spec.auth": { secret: true, secrets: [{ name: "shared", keys: ["token"], label: "The team's" }] },
  },
};

function makeCrd(group: string, kind: string, spec: object, annotations = {}): Manifest {
  const plural = `${kind.toLowerCase()}s`;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}`, labels: { "vitrine.dev/offer": "true" }, annotations },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
        },
      ],
    },
  };
}

const sample = makeCrd(
  "test.vitrine.dev",
  "Sample",
  {
    type: "object",
    properties: {
      class: text,
      region: text,
      zone: text,
      leak: text,
      gadget: text,
      auth: { type: "object", properties: { name: text, key: text } },
    },
  },
  { "vitrine.dev/layout": JSON.stringify(layout) },
);
const external = makeCrd("external-secrets.io", "ExternalSecret", {
  type: "object",
  "x-kubernetes-preserve-unknown-fields": true,
});

const makeZone = (name: string, region: string, namespace = "team-a"): Manifest => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace, labels: { "test.vitrine.dev/kind": "zone" } },
  data: { region, title: `Zone ${name}` },
});

const RBAC = "rbac.authorization.k8s.io";
/** A role with one rule and its binding. Without a namespace, it applies to the whole cluster. */
function grant(name: string, user: string, rule: object, namespace?: string): Manifest[] {
  const scope = namespace ? "" : "Cluster";
  const metadata = { name, ...(namespace && { namespace }) };
  const roleRef = { apiGroup: RBAC, kind: `${scope}Role`, name };
  return [
    { apiVersion: `${RBAC}/v1`, kind: `${scope}Role`, metadata, rules: [rule] },
    {
      apiVersion: `${RBAC}/v1`,
      kind: `${scope}RoleBinding`,
      metadata,
      roleRef,
      subjects: [{ apiGroup: RBAC, kind: user.includes(":") ? "Group" : "User", name: user }],
    },
  ];
}

let plane: TestControlPlane;
let admin: Cluster;
const apply = (manifest: Manifest) => applyWhenServed(admin, manifest, AbortSignal.timeout(60_000));

beforeAll(async () => {
  plane = await startControlPlane();
  admin = await openCluster(plane.kubeconfig);
  const seeOffers = {
    apiGroups: ["apiextensions.k8s.io"],
    resources: ["customresourcedefinitions"],
    verbs: ["list"],
  };
  const list = (group: string, resource: string) => ({
    apiGroups: [group],
    resources: [resource],
    verbs: ["list"],
  });
  const manifests: Manifest[] = [
    ...["team-a", "team-b"].map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } })),
    sample,
    external,
    ...["standard", "fast"].map((name) => ({
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name },
      provisioner: "disks.test.vitrine.dev",
    })),
    makeZone("eu-1a", "eu-1"),
    makeZone("eu-1b", "eu-1"),
    makeZone("us-1a", "us-1"),
    makeZone("secret-zone", "eu-1", "team-b"),
    { ...makeZone("other", "eu-1"), metadata: { name: "other", namespace: "team-a" } },
    ...grant("offers", "system:authenticated", seeOffers),
    ...grant("classes", "ana", list("storage.k8s.io", "storageclasses")),
    ...grant("zones", "ana", list("", "configmaps"), "team-a"),
    ...grant("external", "ana", list("external-secrets.io", "externalsecrets"), "team-a"),
    {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: { name: "orders-db", namespace: "team-a" },
      spec: { target: { name: "orders-db-login" }, data: [{ secretKey: "password" }, { secretKey: "user" }] },
    },
  ];
  for (const manifest of manifests) await apply(manifest);
  Object.assign(process.env, {
    VITRINE_SECRET: "a-secret-of-thirty-two-characters",
    VITRINE_CLUSTERS: JSON.stringify([{ name: "local", kubeconfig: plane.kubeconfig }]),
  });
  await getPortal().clusters.get("local")?.discovery.whenLoaded();
  await vi.waitFor(() => expect(getPortal().catalog.get(OFFER)?.entry.requestable).toBe(true), WAIT);
}, BUILD);

afterAll(async () => {
  closePortal();
  await plane?.stop();
});

const ask = (
  who: Identity,
  field: string,
  more: { namespace?: string; values?: Record<string, unknown> } = {},
) => listOptions(who, OFFER, { field, values: {}, ...more });
const valuesOf = async (answer: ReturnType<typeof ask>) => (await answer).options.map(({ value }) => value);
const inEurope = { namespace: "team-a", values: { "/spec/region": "eu-1" } };

describe("options from a real API server", () => {
  it("are the objects that the person may list", async () => {
    expect(await ask(ANA, "/spec/class")).toMatchObject({
      options: [
        { value: "fast", label: "fast" },
        { value: "standard", label: "standard" },
      ],
      truncated: false,
      stale: false,
      asOf: expect.any(String),
    });
    await expect(ask(BO, "/spec/class")).rejects.toMatchObject({
      code: "forbidden",
      detail: "You can't list storage classes. Enter a value.",
    });
  });

  it("depend on another field, by label, in the chosen namespace only", async () => {
    expect(await ask(ANA, "/spec/zone", { namespace: "team-a" })).toMatchObject({
      options: [],
      waitsFor: "Choose a region first.",
    });
    expect(await ask(ANA, "/spec/zone", { values: inEurope.values })).toMatchObject({
      waitsFor: "Choose a namespace first.",
    });
    expect((await ask(ANA, "/spec/zone", inEurope)).options).toEqual([
      { value: "eu-1a", label: "Zone eu-1a", description: "eu-1a" },
      { value: "eu-1b", label: "Zone eu-1b", description: "eu-1b" },
    ]);
    const american = { namespace: "team-a", values: { "/spec/region": "us-1" } };
    expect(await valuesOf(ask(ANA, "/spec/zone", american))).toEqual(["us-1a"]);
    await expect(ask(ANA, "/spec/zone", { ...inEurope, namespace: "team-b" })).rejects.toMatchObject({
      detail: "You can't list config maps in team-b. Enter a value.",
    });
  });

  it("change with the cluster, with a notification to followers", async () => {
    const topic = [OFFER, "v1", "team-a", "/spec/zone"].map(encodeURIComponent).join("/");
    const seen: unknown[][] = [];
    let reading = Promise.resolve();
    // Reads only after a notification, like a form.
    const read = async () => void seen.push(await valuesOf(ask(ANA, "/spec/zone", inEurope)));
    const stop = await followOptions(getPortal(), ANA, topic, () => {
      reading = reading.then(read, read);
    });
    await apply(makeZone("eu-1c", "eu-1"));
    await vi.waitFor(() => expect(seen.at(-1)).toEqual(["eu-1a", "eu-1b", "eu-1c"]), WAIT);
    await admin.call({ method: "DELETE", path: "/api/v1/namespaces/team-a/configmaps/eu-1c" });
    await vi.waitFor(() => expect(seen.at(-1)).toEqual(["eu-1a", "eu-1b"]), WAIT);
    stop();
    await expect(followOptions(getPortal(), BO, topic, () => {})).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("never list Secrets, and the offer warns about the hint", async () => {
    const topic = [OFFER, "v1", "team-a", "/spec/leak"].map(encodeURIComponent).join("/");
    await expect(ask(ANA, "/spec/leak", inEurope)).rejects.toMatchObject({ code: "not-found" });
    await expect(followOptions(getPortal(), ANA, topic, () => {})).rejects.toMatchObject({
      code: "not-found",
    });
    expect(getPortal().catalog.get(OFFER)?.entry.warnings).toEqual([expect.stringContaining("spec.leak")]);
  });

  it.each([
    [
      "a kind that is not served",
      "/spec/gadget",
      "The cluster local has no gadgets to choose from. Enter a value.",
    ],
    ["a field without a hint", "/spec/region", "This field has no choices from the cluster."],
    ["an unknown field", "/spec/none/at/all", "This field has no choices from the cluster."],
  ])("are missing for %s", async (_why, field, detail) => {
    await expect(ask(ANA, field, inEurope)).rejects.toMatchObject({ code: "not-found", detail });
  });

  it("list declared Secrets for everyone, and those of ExternalSecrets for a person who may list ExternalSecrets", async () => {
    const declared = { value: "shared", label: "The team's", description: "shared", keys: ["token"] };
    const made = { value: "orders-db-login", label: "orders-db-login", keys: ["password", "user"] };
    expect((await ask(ANA, "/spec/auth", { namespace: "team-a" })).options).toEqual([declared, made]);
    expect((await ask(BO, "/spec/auth", { namespace: "team-a" })).options).toEqual([declared]);
    expect((await ask(ANA, "/spec/auth")).options).toEqual([declared]);
  });
});
