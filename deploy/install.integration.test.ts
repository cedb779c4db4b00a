import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { launchControlPlane } from "#demo/local-stack/control-plane";
import { startControllerManager } from "#demo/local-stack/parts/controllers";
import { applyCrdList } from "#demo/local-stack/parts/crds";
import { readRealSchema } from "#demo/local-stack/real-schemas";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import type { Stack } from "#demo/local-stack/types";
import { PORTAL_USER } from "#demo/people";
import { applyWhenServed } from "#demo/platform/apply";
import { type Cluster, type Manifest, manifestSchema, openCluster } from "#demo/platform/cluster";
import { mergeObject, readObject } from "#demo/platform/objects";
import { writeAccountKubeconfig } from "#demo/platform/service-account";
import { CHART, RELEASE, renderChart, runHelm, type Values, withValuesFile } from "#deploy/helm";

const BUILD = 600_000;
const URL = "https://portal.example.com";
const OFFER = { group: "platform.example.com", plural: "widgets", kind: "Widget" };
const APPLICATION = { group: "argoproj.io", plural: "applications", kind: "Application" };
const DRY_RUN = { enabled: true, offers: [{ group: OFFER.group, resources: [OFFER.plural] }] };
const ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
const SECRET = { apiVersion: "v1", kind: "Secret", metadata: { name: "vitrine" } };
const SECRETS = "/etc/vitrine/secrets";
const SIGN_IN = {
  provider: "oidc",
  issuer: "https://login.example.com",
  clientId: "vitrine",
  clientSecretFile: `${SECRETS}/client-secret`,
};
const GIT = {
  provider: "gitea",
  url: "https://git.example.com",
  owner: "platform",
  repository: "requests",
  branch: "main",
  tokenFile: `${SECRETS}/git-token`,
};
/** For kube-controller-manager, and for admission, which sees a new policy after a short delay. */
const WAIT = { timeout: 20_000, interval: 100 };
const PEER = [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "gateways" } } }];

/** Every object of the chart, and every optional field. */
const EVERYTHING: Values = {
  config: { url: URL, logLevel: "debug", trustedProxies: 1 },
  secretFiles: [{ secret: "cluster-prod", folder: "/etc/vitrine/clusters/prod" }],
  secretEnv: [{ name: "GIT_TOKEN", secret: "git", key: "token" }],
  env: [{ name: "EXAMPLE", value: "1" }],
  caBundle: { configMap: "company-ca" },
  proxy: { https: "http://proxy.example.com:3128", exclude: ["git.example.com"] },
  image: { digest: `sha256:${"0".repeat(64)}`, pullSecrets: ["registry"] },
  serviceAccount: { annotations: { "example.com/role": "reader" } },
  rbac: {
    groups: [OFFER.group],
    people: true,
    dryRun: DRY_RUN,
    refresh: { argocd: [RELEASE.namespace], flux: [RELEASE.namespace] },
  },
  autoscaling: { enabled: true },
  podLabels: { team: "platform" },
  podAnnotations: { "example.com/note": "yes" },
  nodeSelector: { disk: "fast" },
  tolerations: [{ key: "infra", operator: "Exists" }],
  affinity: { podAntiAffinity: {} },
  service: { annotations: { "example.com/note": "yes" } },
  ingress: {
    enabled: true,
    className: "nginx",
    tlsSecret: "tls",
    annotations: { "example.com/note": "yes" },
  },
  httpRoute: { enabled: true, parentRefs: [{ name: "public", namespace: "gateways", sectionName: "https" }] },
  networkPolicy: { enabled: true, from: PEER, metricsFrom: PEER, egress: [{ to: PEER }] },
  serviceMonitor: { enabled: true, labels: { release: "prometheus" } },
};

const deploymentSchema = z.object({ template: z.object({ spec: z.record(z.string(), z.unknown()) }) });

let base: StackBase;
let stack: Stack;
let admin: Cluster;

beforeAll(async () => {
  base = openStack();
  const [controlPlane] = await Promise.all([launchControlPlane(base), base.obtain("helm")]);
  const { kubeconfig, apiServer, keys } = controlPlane;
  stack = { ...base, kubeconfig, apiServer };
  await startControllerManager(keys)(stack);
  admin = await openCluster(kubeconfig);
  const kinds = await Promise.all(
    (["HTTPRoute", "ServiceMonitor"] as const).map((kind) => readRealSchema(kind, base.run)),
  );
  await applyCrdList(
    kubeconfig,
    kinds.map(({ crd }) => crd),
  );
  for (const object of [makeCrd(OFFER), makeCrd(APPLICATION), ...(await readNamespace())])
    await applyWhenServed(admin, object, stack.signal);
}, BUILD);

afterAll(() => base.close());

function readObjects(text: string): Manifest[] {
  return parseAllDocuments(text, { version: "1.1" }).map((document) => manifestSchema.parse(document.toJS()));
}

async function readNamespace(): Promise<Manifest[]> {
  return readObjects(await readFile("deploy/manifests/namespace.yaml", "utf8"));
}

/** A kind without a schema. */
function makeCrd({ group, plural, kind }: typeof OFFER) {
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural, kind },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  };
}

/** Runs a command of helm on the cluster, for the release. */
function callHelm(command: string, rest: readonly string[]): Promise<string> {
  const { name, namespace } = RELEASE;
  return runHelm(stack, [command, name, ...rest, "--namespace", namespace, "--kubeconfig", stack.kubeconfig]);
}

/** Installs the release or changes its values. Returns the output of helm, with the notes. */
function installRelease(values: Values): Promise<string> {
  return withValuesFile(stack, values, (file) => callHelm("upgrade", [CHART, "--install", "--values", file]));
}

async function applyStrictly(object: Manifest): Promise<unknown> {
  const path = await admin.path({ ...object, ...object.metadata });
  return admin.call({
    method: "PATCH",
    path: `${path}?fieldManager=test&force=true&dryRun=All&fieldValidation=Strict`,
    body: object,
    contentType: "application/apply-patch+yaml",
  });
}

describe("kube-apiserver", () => {
  it.each([
    ["the default values", {}, 11],
    ["every object and field", EVERYTHING, 27],
  ] as const)("accepts %s, with strict validation of fields", async (_reason, values, count) => {
    const objects = readObjects(await renderChart(stack, values));
    expect(objects).toHaveLength(count);
    for (const object of objects)
      await expect(applyStrictly(object), `${object.kind} ${object.metadata.name}`).resolves.toBeDefined();
  });

  it("refuses an unknown field, so that the test above can fail", async () => {
    const [service] = readObjects(await renderChart(stack, {}, { only: ["templates/service.yaml"] }));
    expect(service).toBeDefined();
    if (service)
      await expect(applyStrictly({ ...service, specification: {} })).rejects.toThrow("specification");
  });

  it("admits the Pods under the Pod Security Standard restricted", async () => {
    const [deployment] = readObjects(
      await renderChart(stack, EVERYTHING, { only: ["templates/deployment.yaml"] }),
    );
    const pod = (spec: unknown) =>
      applyStrictly({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "portal", namespace: RELEASE.namespace },
        spec,
      });
    const { template } = deploymentSchema.parse(deployment?.spec);
    await expect(pod(template.spec)).resolves.toBeDefined();
    await expect(pod({ ...template.spec, securityContext: {} })).rejects.toThrow("restricted");
  });
});

describe("helm", () => {
  const view = `${ROLES}/vitrine:view`;

  it("installs, changes and removes the release", async () => {
    const notes = await installRelease({});
    expect(notes).toContain("kubectl create secret generic vitrine --namespace vitrine");
    expect(notes).toContain("kubectl port-forward --namespace vitrine service/vitrine 3000:80");
    for (const step of ["config.signIn", "config.git", "config.url"]) expect(notes).toContain(step);

    const core = `/api/v1/namespaces/${RELEASE.namespace}`;
    const listPods = () => admin.call({ method: "GET", path: `${core}/pods` });
    // The namespace enforces the standard restricted.
    await expect.poll(listPods, WAIT).toMatchObject({ items: [{ spec: { serviceAccountName: "vitrine" } }] });
    await admin.call({ method: "POST", path: `${core}/secrets`, body: SECRET });
    const changed = await installRelease({
      config: { url: URL, signIn: SIGN_IN, git: GIT },
      ingress: { enabled: true },
      rbac: { scope: "wide" },
    });
    expect(changed).toContain(`The portal vitrine will be at ${URL}`);
    expect(changed).toContain("can read every Secret");
    for (const absent of ["Next steps", "create secret", "port-forward"])
      expect(changed).not.toContain(absent);

    await callHelm("uninstall", ["--wait=false"]);
    expect(await readObject(admin, view)).toBeUndefined();
  });

  it("leaves the rules of the aggregated role to kube-controller-manager", async () => {
    await installRelease({});
    const filled = await vi.waitFor(async () => {
      const role = await readObject(admin, view);
      expect(JSON.stringify(role?.rules)).toContain("deployments");
      return role;
    }, WAIT);
    await installRelease({});
    expect((await readObject(admin, view))?.metadata.resourceVersion).toBe(filled?.metadata.resourceVersion);
  });

  it("installs the account and its roles alone, for a further cluster", async () => {
    const notes = await installRelease({ accessOnly: true });
    expect(notes).toContain("The account vitrine/vitrine can read this cluster");
    const path = `/apis/apps/v1/namespaces/${RELEASE.namespace}/deployments/vitrine`;
    expect(await readObject(admin, path)).toBeUndefined();
  });
});

describe("the account of the portal", () => {
  let portal: Cluster;
  const widgets = `/apis/${OFFER.group}/v1/namespaces/${RELEASE.namespace}/${OFFER.plural}`;
  const widget = { apiVersion: `${OFFER.group}/v1`, kind: "Widget", metadata: { generateName: "w-" } };
  const create = (query: string) => portal.call({ method: "POST", path: `${widgets}${query}`, body: widget });

  beforeAll(async () => {
    await installRelease({
      rbac: { groups: [OFFER.group], dryRun: DRY_RUN, refresh: { argocd: [RELEASE.namespace] } },
    });
    portal = await openCluster(await writeAccountKubeconfig(stack, RELEASE));
  }, BUILD);

  it("reads offers and sends dry runs", async () => {
    await expect.poll(() => portal.call({ method: "GET", path: widgets }), WAIT).toMatchObject({ items: [] });
    expect(await create("?dryRun=All")).toMatchObject({ kind: "Widget" });
  });

  it("writes nothing, because the policy refuses it", async () => {
    const write = () => create("?fieldManager=test").then(() => "created", String);
    await expect.poll(write, WAIT).toContain("The portal can only send dry runs.");
    const before = await admin.call({ method: "GET", path: widgets });
    await write();
    expect(await admin.call({ method: "GET", path: widgets })).toMatchObject({
      items: z.object({ items: z.array(z.unknown()) }).parse(before).items,
    });
  });

  it("changes an Application by the annotation of a refresh alone", async () => {
    const applications = `/apis/${APPLICATION.group}/v1/namespaces/${RELEASE.namespace}/${APPLICATION.plural}`;
    const application = { apiVersion: "argoproj.io/v1", kind: "Application", metadata: { name: "requests" } };
    await admin.call({ method: "POST", path: applications, body: { ...application, spec: { source: "a" } } });
    const patch = (change: unknown) =>
      mergeObject(portal, `${applications}/requests`, change).then(() => "done", String);
    const write = () => patch({ spec: { source: `${Math.random()}` } });
    await expect.poll(write, WAIT).toContain("The portal can only send a refresh.");
    expect(await patch({ metadata: { labels: { a: "b" } } })).toContain(
      "The portal can only send a refresh.",
    );
    expect(await patch({ metadata: { annotations: { "argocd.argoproj.io/refresh": "normal" } } })).toBe(
      "done",
    );
  });

  it("reads no Secret", async () => {
    const path = `/api/v1/namespaces/${RELEASE.namespace}/secrets`;
    const refusal = `User "${PORTAL_USER}" cannot list resource "secrets"`;
    await expect(portal.call({ method: "GET", path })).rejects.toThrow(refusal);
  });

  it("reviews the access of people", async () => {
    const spec = {
      user: "ana",
      resourceAttributes: { verb: "request", group: OFFER.group, resource: OFFER.plural },
    };
    const path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    const body = { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview", spec };
    expect(await portal.call({ method: "POST", path, body })).toMatchObject({ status: { allowed: false } });
  });
});
