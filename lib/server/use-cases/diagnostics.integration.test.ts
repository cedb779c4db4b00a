import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { PORTAL_USER } from "#demo/people";
import { applyWhenServed, readManifests } from "#demo/platform/apply";
import { openCluster } from "#demo/platform/cluster";
import type { Diagnostics } from "#lib/api/types";
import type { Identity } from "#lib/auth/types";
import { closePortal, getPortal } from "#lib/server/portal";
import { readAccessToPages, readBundle, readDiagnostics } from "#lib/server/use-cases/diagnostics";

/** The first run may have to build kube-apiserver. */
const BUILD = 900_000;
const SECRET = "the-session-secret-of-this-portal-0123456789";
const TOKEN = "the-token-of-the-git-host";

const person = (user: string, ...groups: string[]): Identity => ({
  ...{ user, name: user, email: "", via: "test" },
  groups,
});
const platform = person("pia", "demo:platform");
const developer = person("ana", "demo:developers");

let plane: TestControlPlane;
let admin: Awaited<ReturnType<typeof openCluster>>;

/** The portal with its shipped role, a Git host that nothing serves, a second cluster that is unreachable, and no sign-in. */
beforeAll(async () => {
  plane = await startControlPlane();
  admin = await openCluster(plane.kubeconfig);
  const files = await Promise.all(
    ["cluster-setup.yaml", "rbac/portal.yaml", "rbac/demo.yaml", "crds/feature-flag.yaml"].map(readManifests),
  );
  for (const manifest of files.flat()) await applyWhenServed(admin, manifest, AbortSignal.timeout(60_000));
  const git = { provider: "gitea", url: "http://127.0.0.1:9", owner: "a", repository: "r", branch: "main" };
  Object.assign(process.env, {
    VITRINE_SECRET: SECRET,
    VITRINE_CLUSTERS: JSON.stringify([
      { name: "broken", kubeconfig: "/does/not/exist" },
      { name: "local", kubeconfig: await plane.addUser(PORTAL_USER) },
    ]),
    VITRINE_GIT: JSON.stringify({ ...git, token: TOKEN }),
  });
  await getPortal().clusters.get("local")?.discovery.whenLoaded();
}, BUILD);

afterAll(async () => {
  closePortal();
  await plane?.stop();
});

const statesOf = ({ groups }: Diagnostics) =>
  Object.fromEntries(
    groups.map(({ id, checks }) => [
      id,
      checks.filter(({ state }) => state !== "ok").map((check) => check.id),
    ]),
  );

it("names what fails, and the rest is OK", async () => {
  const report = await readDiagnostics(platform);
  expect(statesOf(report)).toMatchObject({
    "cluster:broken": ["connection"],
    "cluster:local": [],
    "git:r": ["reachable"],
    "sign-in": ["configured"],
    "dry-run": [],
  });
  const names = report.operation.versions.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["Vitrine", "Node.js", "Kubernetes in local"]));
  const watched = report.operation.watches.find(({ kind }) => kind === "APIService");
  expect(watched).toMatchObject({ state: "live", failures: 0 });
  expect(report.operation.accessReviews[0]?.answered).toBeGreaterThan(0);
});

it("is for people with the permission alone", async () => {
  await expect(readDiagnostics(developer)).rejects.toMatchObject({ code: "forbidden" });
  await expect(readBundle(developer)).rejects.toMatchObject({ code: "forbidden" });
  expect(await readAccessToPages(developer)).toEqual({ diagnostics: false });
  expect(await readAccessToPages(platform)).toEqual({ diagnostics: true });
});

it("has no secret in the report and the bundle", async () => {
  const report = JSON.stringify(await readDiagnostics(platform));
  const bundle = await (await readBundle(platform)).text();
  expect(JSON.parse(bundle)).toMatchObject({
    configuration: { clusters: [{ name: "broken", kubeconfig: "/does/not/exist" }, { name: "local" }] },
  });
  for (const text of [report, bundle])
    for (const secret of [SECRET, TOKEN, "BEGIN", "client-key", "certificate-authority-data"])
      expect(text).not.toContain(secret);
});

it("names the gravest missing access to each signed-in person", async () => {
  const path = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/vitrine:portal";
  await admin.call({ method: "DELETE", path });
  let asked = 0;
  await vi.waitFor(
    // The answer for a person stays valid for some seconds, so each try is another person.
    () => {
      asked += 1;
      return expect(readDiagnostics(person(`pia-${asked}`, "demo:platform"))).rejects.toMatchObject({
        code: "cluster-unavailable",
        suggestion: expect.stringContaining("subjectaccessreviews.authorization.k8s.io"),
      });
    },
    { timeout: 20_000, interval: 50 },
  );
});
