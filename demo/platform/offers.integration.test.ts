import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { applyWhenServed, COMPOSITIONS, readManifests } from "#demo/platform/apply";
import { type Cluster, type Manifest, manifestSchema, openCluster } from "#demo/platform/cluster";
import { readerRole } from "#demo/platform/reader-grants";

const promiseSchema = z.object({ spec: z.object({ api: manifestSchema }) });
const definitionSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    group: z.string(),
    names: z.looseObject({ kind: z.string() }),
    claimNames: z.looseObject({ kind: z.string(), plural: z.string() }).optional(),
    versions: z.array(
      z.object({
        name: z.string(),
        schema: z.object({ openAPIV3Schema: z.record(z.string(), z.unknown()) }),
      }),
    ),
  }),
});
const TIMEOUT = 120_000;

/** What Crossplane makes of a definition, as far as requests go: the namespaced kind that is asked for. */
function requestedCrd(definition: Manifest): Manifest {
  const { group, names, claimNames, versions } = definitionSchema.parse(definition).spec;
  const asked = claimNames ?? names;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${asked.plural}.${group}` },
    spec: {
      group,
      names: asked,
      scope: "Namespaced",
      versions: versions.map(({ name, schema }) => ({
        name,
        served: true,
        storage: true,
        schema: z.record(z.string(), z.unknown()).parse(withoutHints(schema)),
      })),
    },
  };
}

/** Hints are for the portal; a CRD has no room for them. */
function withoutHints(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutHints);
  if (typeof node !== "object" || node === null) return node;
  const kept = Object.entries(node).filter(([key]) => !key.startsWith("x-ui-"));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutHints(value)]));
}

let controlPlane: TestControlPlane;
let cluster: Cluster;
const signal = AbortSignal.timeout(TIMEOUT);

beforeAll(async () => {
  controlPlane = await startControlPlane();
  cluster = await openCluster(controlPlane.kubeconfig);
  const promises = await Promise.all(
    ["postgresql", "environment", "microservice"].map((name) => readManifests(`${name}/promise.yaml`)),
  );
  const crds = await Promise.all(
    ["feature-flag", "batch-ticket"].map((name) => readManifests(`crds/${name}.yaml`)),
  );
  const definitions = await Promise.all(
    COMPOSITIONS.map((folder) => readManifests(`${folder}/definition.yaml`)),
  );
  const apis = promises.flat().map((promise) => promiseSchema.parse(promise).spec.api);
  const installed = [...apis, ...crds.flat(), ...definitions.flat().map(requestedCrd)];
  for (const object of [...(await readManifests("cluster-setup.yaml")), ...installed]) {
    await applyWhenServed(cluster, object, signal);
  }
  for (const crd of installed) await untilServed(crd);
}, TIMEOUT);

const crdSchema = z.object({
  spec: z.object({
    group: z.string(),
    names: z.object({ plural: z.string() }),
    versions: z.array(z.object({ name: z.string() })),
  }),
});

/** A CRD is served a moment after it was applied, and on a busy machine not so soon. */
async function untilServed(crd: Manifest): Promise<void> {
  const { group, names, versions } = crdSchema.parse(crd).spec;
  for (const { name } of versions) {
    const path = `/apis/${group}/${name}/${names.plural}`;
    await vi.waitFor(() => cluster.call({ method: "GET", path }), { timeout: TIMEOUT });
  }
}

afterAll(() => controlPlane?.stop());

const postgresql = (spec: object): Manifest => ({
  apiVersion: "data.demo.vitrine.dev/v1",
  kind: "PostgreSQL",
  metadata: { name: "orders", namespace: "team-a" },
  spec,
});
const environment = (spec: object): Manifest => ({
  apiVersion: "platform.demo.vitrine.dev/v1",
  kind: "Environment",
  metadata: { name: "checkout", namespace: "team-a" },
  spec: { stage: "staging", contact: "a@example.com", ...spec },
});
const flag = (spec: object): Manifest => ({
  apiVersion: "demo.vitrine.dev/v1",
  kind: "FeatureFlag",
  metadata: { name: "checkout", namespace: "team-a" },
  spec: { description: "The new checkout page", ...spec },
});
const app = (spec: object): Manifest => ({
  apiVersion: "platform.demo.vitrine.dev/v1",
  kind: "App",
  metadata: { name: "shop", namespace: "team-a" },
  spec: {
    id: "shop",
    image: "registry.example.com/shop",
    tag: "1.0",
    host: "shop.example.com",
    ...spec,
  },
});
const cache = (spec: object): Manifest => ({ ...postgresql(spec), kind: "Cache" });
const database = (spec: object): Manifest => ({ ...postgresql(spec), kind: "Database" });
const pipeline = (spec: object): Manifest => ({
  apiVersion: "delivery.demo.vitrine.dev/v1",
  kind: "BuildPipeline",
  metadata: { name: "shop", namespace: "team-a" },
  spec: { repository: "https://git.example.com/shop.git", ...spec },
});
const monitoring = (spec: object): Manifest => ({
  apiVersion: "observability.demo.vitrine.dev/v1",
  kind: "Monitoring",
  metadata: { name: "shop", namespace: "team-a" },
  spec: { target: "https://shop.example.com", alerts: { contact: "a@example.com" }, ...spec },
});
const microservice = (spec: object): Manifest => ({
  apiVersion: "platform.demo.vitrine.dev/v1",
  kind: "Microservice",
  metadata: { name: "shop", namespace: "team-a" },
  spec: {
    contact: "a@example.com",
    image: "registry.example.com/shop",
    tag: "1.0",
    host: "shop.example.com",
    repository: "https://git.example.com/shop.git",
    ...spec,
  },
});

describe("the demo's APIs, as the API server judges them", () => {
  it.each<[string, Manifest, RegExp | undefined]>([
    ["PostgreSQL: nothing has to be chosen", postgresql({}), undefined],
    [
      "PostgreSQL: high availability needs a larger size",
      postgresql({ highAvailability: true }),
      /High availability needs the size medium or large/,
    ],
    ["PostgreSQL: a medium one may", postgresql({ highAvailability: true, size: "medium" }), undefined],
    ["PostgreSQL: an unknown version", postgresql({ version: "9" }), /Unsupported value: "9"/],
    ["PostgreSQL: a disk without unit", postgresql({ storage: { size: "10" } }), /spec.storage.size/],
    [
      "PostgreSQL: a namespace twice",
      postgresql({ network: { allowedNamespaces: ["team-b", "team-b"] } }),
      /duplicate entries|Duplicate value/,
    ],
    ["Environment: only stage and contact", environment({}), undefined],
    ["Environment: CPUs as a quantity", environment({ quota: { cpu: "500m" } }), undefined],
    [
      "Environment: production is never open",
      environment({ stage: "production", isolation: "open" }),
      /cannot be open to other teams/,
    ],
    ["FeatureFlag: described", flag({}), undefined],
    [
      "FeatureFlag: a default that is no variant",
      flag({ variants: { blue: "#00f" }, defaultVariant: "red" }),
      /has to be one of the variants/,
    ],
    ["App: a name, an image, a tag, a host", app({}), undefined],
    ["App: an image on a port of its own", app({ image: "registry.example.com:5000/shop/web" }), undefined],
    ["App: a tag in the image", app({ image: "registry.example.com/shop:1.0" }), /spec.image/],
    ["App: a host that is an address", app({ host: "https://shop.example.com" }), /spec.host/],
    ["App: a name that is none", app({ id: "Shop" }), /spec.id/],
    [
      "App: at least more than at most",
      app({ scaling: { min: 5, max: 2 } }),
      /At least cannot be more than at most/,
    ],
    ["Monitoring: a place in its region", monitoring({ region: "eu-1", zone: "eu-1a" }), undefined],
    ["Monitoring: a place alone", monitoring({ zone: "eu-1a" }), /Choose that as well/],
    ["Cache: nothing has to be chosen", cache({}), undefined],
    ["Cache: an unknown policy", cache({ evictionPolicy: "random" }), /Unsupported value: "random"/],
    ["Database: nothing has to be chosen", database({}), undefined],
    [
      "Database: the rules of PostgreSQL hold",
      database({ highAvailability: true }),
      /High availability needs the size medium or large/,
    ],
    ["BuildPipeline: only a repository", pipeline({}), undefined],
    [
      "BuildPipeline: no password in the address",
      pipeline({ repository: "https://me:secret@git.example.com/shop.git" }),
      /spec.repository/,
    ],
    ["Monitoring: an address and a contact", monitoring({}), undefined],
    [
      "Monitoring: calls that overlap",
      monitoring({ intervalSeconds: 10, timeoutSeconds: 10 }),
      /given up before the next one is due/,
    ],
    ["Microservice: what only the team knows", microservice({}), undefined],
    [
      "Microservice: an unknown toolchain",
      microservice({ toolchain: "cobol" }),
      /Unsupported value: "cobol"/,
    ],
  ])("%s", async (_reason, object, refusal) => {
    const path = await cluster.path({ ...object, namespace: "team-a" });
    const creating = cluster.call({ method: "POST", path: `${path}?dryRun=All`, body: object });
    if (refusal) await expect(creating).rejects.toThrow(refusal);
    else expect(await creating).toMatchObject({ kind: object.kind });
  });
});

const reviewSchema = z.object({ status: z.object({ allowed: z.boolean() }) });

async function may(user: string, groups: string[], verb: string, resource: string, namespace?: string) {
  const [name = "", ...group] = resource.split(".");
  const resourceAttributes = { verb, group: group.join("."), resource: name, namespace };
  const answer = await cluster.call({
    method: "POST",
    path: "/apis/authorization.k8s.io/v1/subjectaccessreviews",
    body: {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SubjectAccessReview",
      spec: { user, groups, resourceAttributes },
    },
  });
  return reviewSchema.parse(answer).status.allowed;
}

describe("rights in the demo", () => {
  beforeAll(async () => {
    const roles = await Promise.all(["rbac/reader.yaml", "rbac/demo.yaml"].map(readManifests));
    // Without the controller manager nothing aggregates roles: bind the parts themselves.
    const view = "vitrine:view:postgresqls.data.demo.vitrine.dev";
    const crd = await cluster.path({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      name: "postgresqls.data.demo.vitrine.dev",
    });
    const { metadata } = manifestSchema.parse(await cluster.call({ method: "GET", path: crd }));
    const bind = (name: string): Manifest => ({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: `test:${name}` },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "vitrine" }],
    });
    const objects = [...roles.flat(), readerRole(metadata), bind("vitrine:view-platform"), bind(view)];
    for (const object of objects) await applyWhenServed(cluster, object, signal);
  }, TIMEOUT);

  const portal: [string, string[]] = ["vitrine", []];
  const developer: [string, string[]] = ["ana", ["demo:developers"]];
  const approver: [string, string[]] = ["bo", ["demo:approvers"]];
  const databases = "postgresqls.data.demo.vitrine.dev";

  it.each<[string, boolean, [string, string[]], string, string, string?]>([
    ["the portal reads what is offered", true, portal, "watch", databases],
    [
      "the portal asks for others' rights",
      true,
      portal,
      "create",
      "subjectaccessreviews.authorization.k8s.io",
    ],
    ["the portal sees no Secret", false, portal, "get", "secrets", "team-a"],
    ["the portal reads ConfigMaps: offers are made of them", true, portal, "list", "configmaps", "team-a"],
    ["the portal writes nothing", false, portal, "create", databases, "team-a"],
    ["the portal requests nothing", false, portal, "request", databases, "team-a"],
    ["a developer requests for the own team", true, developer, "request", databases, "team-a"],
    ["a developer requests for no other namespace", false, developer, "request", databases, "default"],
    ["a developer approves nothing", false, developer, "approve", databases, "team-a"],
    [
      "a developer asks for nobody's rights",
      false,
      developer,
      "create",
      "subjectaccessreviews.authorization.k8s.io",
    ],
    ["an approver approves everywhere", true, approver, "approve", databases, "team-b"],
    ["an approver cannot write past Git", false, approver, "patch", databases, "team-a"],
  ])("%s", async (_reason, allowed, [user, groups], verb, resource, namespace) => {
    // The authorizer follows the roles a moment later.
    await expect.poll(() => may(user, groups, verb, resource, namespace)).toBe(allowed);
  });
});
