import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parseAllDocuments } from "yaml";
import type { TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { startGitOpsControlPlane } from "#demo/local-stack/testing/test-gitops";
import type { Identity } from "#lib/auth/types";
import type { SyncSource } from "#lib/gitops/types";
import { type Cluster, openCluster } from "#lib/kubernetes/cluster";
import { parseObject } from "#lib/kubernetes/objects/object";
import { askAgent, readRefreshRight } from "#lib/server/resources/agents";
import { openSync } from "#lib/server/resources/sync";

/** The first run may have to build the programs. */
const BUILD = 900_000;
const WAIT = { timeout: 30_000, interval: 50 };
const SLOW = { timeout: 60_000 };

/** The portal's service account as in the documentation. */
const PORTAL = "system:serviceaccount:vitrine:vitrine";
const ana: Identity = { user: "ana", name: "Ana", email: "", groups: [], via: "demo" };
const APPLICATIONS = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications";
const APPLICATION = `${APPLICATIONS}/requests`;
const REFRESH = "argocd.argoproj.io/refresh";
const contentType = "application/merge-patch+json";

const RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/argocd";
const ADMISSION = "/apis/admissionregistration.k8s.io/v1";
const COLLECTIONS: Record<string, string> = {
  Role: `${RBAC}/roles`,
  RoleBinding: `${RBAC}/rolebindings`,
  ValidatingAdmissionPolicy: `${ADMISSION}/validatingadmissionpolicies`,
  ValidatingAdmissionPolicyBinding: `${ADMISSION}/validatingadmissionpolicybindings`,
};

let controlPlane: TestControlPlane;
let admin: Cluster;
let portal: Cluster;
let sync: SyncSource;

beforeAll(async () => {
  controlPlane = await startGitOpsControlPlane();
  admin = openCluster({ name: "local", kubeconfig: controlPlane.kubeconfig });
  portal = openCluster({ name: "local", kubeconfig: await controlPlane.addUser(PORTAL) });
  sync = openSync(new Map([["local", admin]]), { syncReport: undefined });
  await admin.client.request("POST", "/api/v1/namespaces", { body: { metadata: { name: "argocd" } } });
  const source = { repoURL: "https://git.example.com/team/requests.git", path: "demo" };
  const destination = { server: "https://kubernetes.default.svc" };
  await vi.waitFor(
    () =>
      admin.client.request("POST", APPLICATIONS, {
        body: {
          apiVersion: "argoproj.io/v1alpha1",
          kind: "Application",
          metadata: { name: "requests", namespace: "argocd", annotations: { kept: "yes" } },
          spec: { project: "default", source, destination },
        },
      }),
    WAIT,
  );
  await vi.waitFor(() => expect(sync.list()).toHaveLength(1), WAIT);
}, BUILD);

afterAll(async () => {
  sync?.close();
  portal?.close();
  admin?.close();
  await controlPlane?.stop();
});

/** Creates what the documentation tells a platform team to create. */
async function applyDocumented(kind: string): Promise<void> {
  const text = readFileSync(fileURLToPath(new URL("../../../docs/gitops.md", import.meta.url)), "utf8");
  const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = ""]) => yaml);
  const block = blocks.find((yaml) => yaml.includes(`\nkind: ${kind}\n`)) ?? "";
  const objects = parseAllDocuments(block).map((document) => document.toJS());
  expect(objects.length).toBe(2);
  for (const body of objects) {
    await admin.client.request("POST", COLLECTIONS[body.kind] ?? "", { body });
  }
}

const surroundings = () => ({
  clusters: new Map([["local", portal]]),
  rules: { review: async () => ({ allowed: true }), requestVerb: "request" as const },
});
const readRight = () => readRefreshRight(surroundings(), ana, sync.list()[0]);
const patch = (body: object) => portal.client.request("PATCH", APPLICATION, { body, contentType });

/** The tests run in order: each continues with the permissions that the previous one granted. */
describe("documented permissions for a refresh", () => {
  it("are missing at first, and the portal reports the missing permission of its account", SLOW, async () => {
    expect(await readRight()).toMatchObject({
      allowed: false,
      reason: expect.stringContaining("The portal's account can't ask Argo CD"),
    });
    await expect(askAgent(surroundings(), ana, sync.list()[0])).rejects.toMatchObject({ code: "forbidden" });
  });

  it("let the portal refresh and see that the refresh is under way", SLOW, async () => {
    await applyDocumented("Role");
    await vi.waitFor(async () => expect(await readRight()).toMatchObject({ allowed: true }), WAIT);
    await askAgent(surroundings(), ana, sync.list()[0]);
    const { metadata } = parseObject(await admin.client.request("GET", APPLICATION));
    expect(metadata.annotations).toEqual({ kept: "yes", [REFRESH]: "normal" });
    await vi.waitFor(async () => expect(await readRight()).toMatchObject({ underWay: true }), WAIT);
  });

  it("allow only the refresh annotation, by a policy", SLOW, async () => {
    await applyDocumented("ValidatingAdmissionPolicy");
    const forbidden: [string, object][] = [
      ["a sync", { operation: { sync: { revision: "main" } } }],
      ["the spec", { spec: { project: "other" } }],
      ["the status", { status: { health: { status: "Healthy" } } }],
      ["another annotation", { metadata: { annotations: { more: "x" } } }],
      ["an annotation that is there", { metadata: { annotations: { kept: null } } }],
      ["a label", { metadata: { labels: { more: "x" } } }],
      ["a finalizer", { metadata: { finalizers: ["resources-finalizer.argocd.argoproj.io"] } }],
    ];
    const refused = { httpStatus: 422, detail: expect.stringContaining("may only ask for a look") };
    // The API server enforces the policy after a short delay. Each attempt must change something.
    let tries = 0;
    await vi.waitFor(async () => {
      tries += 1;
      await expect(patch({ metadata: { labels: { more: `${tries}` } } })).rejects.toMatchObject(refused);
    }, WAIT);
    await admin.client.request("PATCH", APPLICATION, { body: { metadata: { labels: null } }, contentType });
    for (const [what, body] of forbidden) {
      await expect(patch(body), what).rejects.toMatchObject(refused);
    }
    const asked = { metadata: { annotations: { [REFRESH]: null } } };
    await admin.client.request("PATCH", APPLICATION, { body: asked, contentType });
    await vi.waitFor(async () => expect(await readRight()).toMatchObject({ allowed: true }), WAIT);
    await askAgent(surroundings(), ana, sync.list()[0]);
    const { metadata } = parseObject(await admin.client.request("GET", APPLICATION));
    expect(metadata.annotations).toHaveProperty([REFRESH], "normal");
  });
});
