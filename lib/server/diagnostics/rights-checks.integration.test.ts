import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { applyWhenServed } from "#demo/platform/apply";
import { type Manifest, openCluster as openAdmin } from "#demo/platform/cluster";
import type { DiagnosticCheck } from "#lib/api/types";
import { createCatalog } from "#lib/catalog/catalog";
import { createCrdSource } from "#lib/catalog/sources/crd-source";
import { type Cluster, openCluster } from "#lib/kubernetes/cluster";
import { checkDryRun } from "#lib/server/diagnostics/dry-run-checks";
import { NEEDED_RIGHTS } from "#lib/server/diagnostics/needed-rights";
import type { Right } from "#lib/server/diagnostics/own-rights";
import { checkRights } from "#lib/server/diagnostics/rights-checks";

/** The first run may have to build kube-apiserver. */
const BUILD = 900_000;
const RBAC = "rbac.authorization.k8s.io";
const USER = "system:serviceaccount:vitrine:portal";

/** The kinds of others that the needed rights are about, and an offer. */
const SERVED: readonly [group: string, plural: string][] = [
  ["platform.kratix.io", "promises"],
  ["platform.kratix.io", "works"],
  ["apiextensions.crossplane.io", "compositeresourcedefinitions"],
  ["apiextensions.crossplane.io", "compositions"],
  ["apiextensions.crossplane.io", "compositionrevisions"],
  ["kubernetes.crossplane.io", "objects"],
  ["kro.run", "resourcegraphdefinitions"],
  ["vitrine.dev", "offeroverlays"],
  ["argoproj.io", "applications"],
  ["kustomize.toolkit.fluxcd.io", "kustomizations"],
  ["source.toolkit.fluxcd.io", "gitrepositories"],
  ["example.org", "widgets"],
];

function makeCrd(group: string, plural: string): Manifest {
  const isOffer = group === "example.org";
  const openAPIV3Schema = { type: "object", properties: { spec: { type: "object", properties: {} } } };
  return {
    ...{ apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" },
    metadata: { name: `${plural}.${group}`, labels: isOffer ? { "vitrine.dev/offer": "true" } : {} },
    spec: {
      ...{ group, scope: "Namespaced", names: { kind: plural.replace(/s$/, ""), plural } },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}

const READ = ["get", "list", "watch"];

/** All that the portal needs here. Kinds of a whole group stand one by one, so that one of them can be taken away. */
const NEEDED: readonly Right[] = [
  ...NEEDED_RIGHTS.flatMap(({ group, resources, verbs }) =>
    resources
      .flatMap((resource) =>
        resource === "*" ? SERVED.flatMap(([of, plural]) => (of === group ? [plural] : [])) : [resource],
      )
      .flatMap((resource) => verbs.map((verb) => ({ verb, group, resource }))),
  ),
  ...READ.map((verb) => ({ verb, group: "example.org", resource: "widgets" })),
];

let plane: TestControlPlane;
let admin: Awaited<ReturnType<typeof openAdmin>>;
let cluster: Cluster;
let catalog: ReturnType<typeof createCatalog>;

const apply = (manifest: Manifest) => applyWhenServed(admin, manifest, AbortSignal.timeout(60_000));

async function grant(rights: readonly Right[]): Promise<void> {
  await apply({
    ...{ apiVersion: `${RBAC}/v1`, kind: "ClusterRole", metadata: { name: "portal" } },
    rules: rights.map(({ verb, group, resource }) => ({
      apiGroups: [group],
      resources: [resource],
      verbs: [verb],
    })),
  });
}

/**
 * The checks that are not met, once their findings contain these texts: the API server learns of a changed role a moment
 * later.
 */
async function findUnmet(...texts: string[]): Promise<DiagnosticCheck[]> {
  return vi.waitFor(
    async () => {
      const checks = await checkRights(cluster, catalog, AbortSignal.timeout(30_000));
      const unmet = checks.filter(({ state }) => state !== "ok");
      expect(unmet.map(({ found }) => found)).toEqual(texts.map((text) => expect.stringContaining(text)));
      return unmet;
    },
    { timeout: 20_000, interval: 20 },
  );
}

beforeAll(async () => {
  plane = await startControlPlane();
  admin = await openAdmin(plane.kubeconfig);
  await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "vitrine" } });
  for (const [group, plural] of SERVED) await apply(makeCrd(group, plural));
  await apply({
    ...{ apiVersion: `${RBAC}/v1`, kind: "ClusterRoleBinding", metadata: { name: "portal" } },
    roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: "portal" },
    subjects: [{ apiGroup: RBAC, kind: "User", name: USER }],
  });
  await grant(NEEDED);
  const kubeconfig = await plane.addUser(USER);
  cluster = openCluster({ name: "local", kubeconfig });
  await cluster.discovery.whenLoaded();
  const crds = cluster.informers.informer({
    group: "apiextensions.k8s.io",
    kind: "CustomResourceDefinition",
  });
  const isServed = (group: string, version: string, plural: string) =>
    cluster.discovery.findByPlural({ group, version, plural }) !== undefined;
  const buildForm = () => ({ schema: {}, uiSchema: {}, defaults: {} });
  catalog = createCatalog([
    createCrdSource({ crds, isServed, onServedChange: cluster.discovery.subscribe, buildForm }),
  ]);
  await vi.waitFor(() => expect(catalog.list()).toHaveLength(1), { timeout: 20_000 });
}, BUILD);

afterAll(async () => {
  cluster?.close();
  await plane?.stop();
});

describe("the checks of the portal's access", () => {
  it("are all OK for an account with the needed rights", async () => {
    await grant(NEEDED);
    expect(await findUnmet()).toEqual([]);
  });

  it.each(NEEDED.map((right) => [`${right.verb} ${right.resource} ${right.group}`, right] as const))(
    "name exactly the right that is taken away: %s",
    async (_name, taken) => {
      await grant(NEEDED.filter((right) => right !== taken));
      const kind = taken.group === "" ? taken.resource : `${taken.resource}.${taken.group}`;
      const [check] = await findUnmet(`Missing: ${taken.verb} ${kind}. Without it `);
      expect(check?.fix?.code).toContain(`--verb=${taken.verb} --resource=${kind}\n`);
      expect(check?.fix?.code).toContain("--serviceaccount=vitrine:portal");
    },
  );

  it("warn of an account that can read Secrets", async () => {
    await grant([...NEEDED, { verb: "get", group: "", resource: "secrets" }]);
    const [check] = await findUnmet("can get secrets");
    expect(check).toMatchObject({ id: "excess", state: "warning" });
  });

  it("warn of an account that can do everything", async () => {
    await grant([...NEEDED, { verb: "*", group: "*", resource: "*" }]);
    const [check] = await findUnmet("can do everything");
    expect(check).toMatchObject({ id: "excess", state: "warning" });
  });
});

describe("the checks of dry runs", () => {
  const TRY = ["create", "patch"].map((verb) => ({ verb, group: "example.org", resource: "widgets" }));
  const SEE_POLICIES = ["validatingadmissionpolicies", "validatingadmissionpolicybindings"].map(
    (resource) => ({
      ...{ verb: "list", group: "admissionregistration.k8s.io", resource },
    }),
  );

  /** The states, once they are these. */
  async function expectStates(expected: [access: string, policy?: string]): Promise<void> {
    const entries = catalog.list().map(({ entry }) => ({ ...entry, requestable: true }));
    await vi.waitFor(
      async () => {
        const checks = await checkDryRun(cluster, entries, AbortSignal.timeout(10_000));
        expect(checks.map(({ state }) => state)).toEqual(expected);
      },
      { timeout: 20_000, interval: 50 },
    );
  }

  it("name the refused kinds, a missing policy, and what cannot be read", async () => {
    await grant(NEEDED);
    await expectStates(["warning"]);
    await grant([...NEEDED, ...TRY]);
    await expectStates(["ok", "unknown"]);
    await grant([...NEEDED, ...TRY, ...SEE_POLICIES]);
    await expectStates(["ok", "failed"]);
  });

  it("are OK with a policy that allows only dry runs", async () => {
    const API = "admissionregistration.k8s.io/v1";
    const resourceRules = [
      { apiGroups: ["example.org"], apiVersions: ["*"], operations: ["*"], resources: ["*/*"] },
    ];
    await apply({
      ...{ apiVersion: API, kind: "ValidatingAdmissionPolicy", metadata: { name: "dry-run" } },
      spec: {
        failurePolicy: "Fail",
        matchConstraints: { resourceRules },
        validations: [{ expression: "request.?dryRun.orValue(false)" }],
      },
    });
    await apply({
      ...{ apiVersion: API, kind: "ValidatingAdmissionPolicyBinding", metadata: { name: "dry-run" } },
      spec: { policyName: "dry-run", validationActions: ["Deny"] },
    });
    await grant([...NEEDED, ...TRY, ...SEE_POLICIES]);
    await expectStates(["ok", "ok"]);
  });
});
