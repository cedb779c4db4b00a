import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { PORTAL_USER } from "#demo/people";
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

/** The CRD that Crossplane creates from a definition for requests: that of the namespaced kind. */
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

/** Removes the form hints, which are for the portal and which a CRD may not contain. */
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

/** The API server serves a CRD some time after it is applied, and later on a busy machine. */
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

describe("demo APIs on a real API server", () => {
  it.each<[string, Manifest, RegExp | undefined]>([
    ["PostgreSQL accepts an empty spec", postgresql({}), undefined],
    [
      "PostgreSQL requires a larger size for high availability",
      postgresql({ highAvailability: true }),
      /High availability needs the size medium or large/,
    ],
    [
      "PostgreSQL accepts high availability for a medium size",
      postgresql({ highAvailability: true, size: "medium" }),
      undefined,
    ],
    ["PostgreSQL refuses an unknown version", postgresql({ version: "9" }), /Unsupported value: "9"/],
    [
      "PostgreSQL refuses a disk size without a unit",
      postgresql({ storage: { size: "10" } }),
      /spec.storage.size/,
    ],
    [
      "PostgreSQL refuses a duplicate namespace",
      postgresql({ network: { allowedNamespaces: ["team-b", "team-b"] } }),
      /duplicate entries|Duplicate value/,
    ],
    ["Environment accepts only stage and contact", environment({}), undefined],
    ["Environment accepts CPUs as a quantity", environment({ quota: { cpu: "500m" } }), undefined],
    [
      "Environment refuses open isolation in production",
      environment({ stage: "production", isolation: "open" }),
      /cannot be open to other teams/,
    ],
    ["FeatureFlag accepts a description", flag({}), undefined],
    [
      "FeatureFlag refuses a default that is not a variant",
      flag({ variants: { blue: "#00f" }, defaultVariant: "red" }),
      /has to be one of the variants/,
    ],
    ["App accepts a name, an image, a tag and a host", app({}), undefined],
    [
      "App accepts an image of a registry with a port",
      app({ image: "registry.example.com:5000/shop/web" }),
      undefined,
    ],
    ["App refuses a tag in the image", app({ image: "registry.example.com/shop:1.0" }), /spec.image/],
    ["App refuses a URL as a host", app({ host: "https://shop.example.com" }), /spec.host/],
    ["App refuses an invalid name", app({ id: "Shop" }), /spec.id/],
    [
      "App refuses a minimum above the maximum",
      app({ scaling: { min: 5, max: 2 } }),
      /At least cannot be more than at most/,
    ],
    ["Monitoring accepts a zone in its region", monitoring({ region: "eu-1", zone: "eu-1a" }), undefined],
    ["Monitoring refuses a zone without a region", monitoring({ zone: "eu-1a" }), /Choose that as well/],
    ["Cache accepts an empty spec", cache({}), undefined],
    ["Cache refuses an unknown policy", cache({ evictionPolicy: "random" }), /Unsupported value: "random"/],
    ["Database accepts an empty spec", database({}), undefined],
    [
      "Database has the rules of PostgreSQL",
      database({ highAvailability: true }),
      /High availability needs the size medium or large/,
    ],
    ["BuildPipeline accepts only a repository", pipeline({}), undefined],
    [
      "BuildPipeline refuses a password in the URL",
      pipeline({ repository: "https://me:secret@git.example.com/shop.git" }),
      /spec.repository/,
    ],
    ["Monitoring accepts a URL and a contact", monitoring({}), undefined],
    [
      "Monitoring refuses overlapping calls",
      monitoring({ intervalSeconds: 10, timeoutSeconds: 10 }),
      /given up before the next one is due/,
    ],
    ["Microservice accepts only the required fields", microservice({}), undefined],
    [
      "Microservice refuses an unknown toolchain",
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

describe("access in the demo", () => {
  beforeAll(async () => {
    const roles = await Promise.all(["rbac/portal.yaml", "rbac/demo.yaml"].map(readManifests));
    // No controller manager runs here to aggregate roles: bind the single roles directly.
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
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: PORTAL_USER }],
    });
    const objects = [...roles.flat(), readerRole(metadata), bind(view)];
    for (const object of objects) await applyWhenServed(cluster, object, signal);
  }, TIMEOUT);

  const portal: [string, string[]] = [PORTAL_USER, []];
  const developer: [string, string[]] = ["ana", ["demo:developers"]];
  const approver: [string, string[]] = ["bo", ["demo:approvers"]];
  const databases = "postgresqls.data.demo.vitrine.dev";

  it.each<[string, boolean, [string, string[]], string, string, string?]>([
    ["allows the portal to read offered kinds", true, portal, "watch", databases],
    [
      "allows the portal to review access",
      true,
      portal,
      "create",
      "subjectaccessreviews.authorization.k8s.io",
    ],
    ["does not allow the portal to read Secrets", false, portal, "get", "secrets", "team-a"],
    [
      "allows the portal to read ConfigMaps, which offers create",
      true,
      portal,
      "list",
      "configmaps",
      "team-a",
    ],
    ["does not allow the portal to write", false, portal, "create", databases, "team-a"],
    ["does not allow the portal to request", false, portal, "request", databases, "team-a"],
    ["allows a developer to request for their own team", true, developer, "request", databases, "team-a"],
    [
      "does not allow a developer to request in another namespace",
      false,
      developer,
      "request",
      databases,
      "default",
    ],
    ["does not allow a developer to approve", false, developer, "approve", databases, "team-a"],
    [
      "does not allow a developer to review access",
      false,
      developer,
      "create",
      "subjectaccessreviews.authorization.k8s.io",
    ],
    ["allows an approver to approve everywhere", true, approver, "approve", databases, "team-b"],
    ["does not allow an approver to write past Git", false, approver, "patch", databases, "team-a"],
  ])("%s", async (_reason, allowed, [user, groups], verb, resource, namespace) => {
    // The authorizer sees new roles after a short delay.
    await expect.poll(() => may(user, groups, verb, resource, namespace)).toBe(allowed);
  });
});
