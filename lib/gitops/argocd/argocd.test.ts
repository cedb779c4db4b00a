import { expect, it } from "vitest";
import { parseApplication } from "#lib/gitops/argocd/argocd";
import { describeMissingAgent, findCoveringReport, type SyncedFile } from "#lib/gitops/covering-report";
import type { ResourceType } from "#lib/kubernetes/types";

const REPOSITORY = "https://git.example.com/platform/requests.git";
const resource: ResourceType = {
  cluster: "local",
  group: "argoproj.io",
  version: "v1alpha1",
  kind: "Application",
  plural: "applications",
  namespaced: true,
};
const file: SyncedFile = {
  cluster: "local",
  path: "team/orders.yaml",
  object: { group: "", kind: "ConfigMap", namespace: "team", name: "orders" },
  repository: { url: REPOSITORY, branch: "main" },
};
const listed = [{ kind: "ConfigMap", namespace: "team", name: "orders", version: "v1", status: "Synced" }];
const chart = { repoURL: "https://charts.example.com", chart: "web", targetRevision: "8.0.0" };
const own = (more: object) => ({ repoURL: REPOSITORY, targetRevision: "main", ...more });

function read(spec: object, status: object = {}, metadata: object = {}) {
  const application = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name: "web",
      namespace: "argocd",
      uid: "u",
      resourceVersion: "1",
      creationTimestamp: "2026-11-20T10:00:00Z",
      ...metadata,
    },
    spec: { destination: { server: "https://kubernetes.default.svc" }, ...spec },
    status,
  };
  return parseApplication(application, resource, () => "local");
}

it.each<[reason: string, spec: object, status: object, coversReportedFile: boolean]>([
  ["a folder of plain manifests", { source: own({ path: "team" }) }, {}, true],
  ["the whole repository", { source: own({ path: ".", directory: { recurse: true } }) }, {}, true],
  ["a source without a path", { source: own({}) }, {}, false],
  ["a source that only lends values to a chart", { sources: [chart, own({ ref: "values" })] }, {}, false],
  [
    "a source that lends values and has a path",
    { sources: [chart, own({ ref: "values", path: "team" })] },
    {},
    true,
  ],
  [
    "an artifact of a registry that is called as the repository is",
    { source: { ...own({ path: "team" }), repoURL: "oci://ghcr.io/platform/requests" } },
    {},
    false,
  ],
  [
    "a Kustomize source beside the folder of plain manifests",
    { sources: [own({ path: "other", kustomize: {} }), own({ path: "team" })] },
    { sourceTypes: ["Kustomize", "Directory"] },
    true,
  ],
  ["a tag", { source: own({ path: "team", targetRevision: "v1.2.0" }) }, {}, false],
  [
    "another repository's folder of that name",
    { source: { ...own({ path: "team" }), repoURL: `${REPOSITORY}-old` } },
    {},
    false,
  ],
  [
    "a source hydrator, which applies what it writes elsewhere",
    { sourceHydrator: { drySource: own({ path: "team" }) } },
    {},
    false,
  ],
  ["a chart", { source: { ...chart, repoURL: REPOSITORY } }, {}, false],
  [
    "a folder that includes the file",
    { source: own({ path: "team", directory: { include: "*.yaml" } }) },
    {},
    true,
  ],
  [
    "a folder that includes other files",
    { source: own({ path: "team", directory: { include: "{a,b}.yaml" } }) },
    {},
    false,
  ],
  [
    "a folder that excludes the file",
    { source: own({ path: "team", directory: { exclude: "orders*" } }) },
    {},
    false,
  ],
  ["a chart in the folder", { source: own({ path: "team" }) }, { sourceType: "Helm" }, false],
  [
    "a chart in the folder that makes the object",
    { source: own({ path: "team" }) },
    { sourceType: "Helm", resources: listed },
    true,
  ],
  [
    "Kustomize, before the first comparison",
    { source: own({ path: "team", kustomize: { namePrefix: "a-" } }) },
    {},
    false,
  ],
  [
    "Kustomize that lists the object",
    { source: own({ path: "team" }) },
    { sourceType: "Kustomize", resources: listed },
    true,
  ],
  ["a plugin", { source: own({ path: "team", plugin: { name: "cue" } }) }, {}, false],
  [
    "several sources, of which Helm builds the one with the file",
    { sources: [own({ path: "other" }), own({ path: "team" })] },
    { sourceTypes: ["Directory", "Helm"] },
    false,
  ],
])("%s", (_reason, spec, status, coversReportedFile) => {
  expect(findCoveringReport(read(spec, status), file)?.agent).toBe(
    coversReportedFile ? "Argo CD" : undefined,
  );
});

it.each([
  [
    "an Application that Argo CD is told to skip",
    { annotations: { "argocd.argoproj.io/skip-reconcile": "true" } },
    "Argo CD skips the Application argocd/web: it has the annotation argocd.argoproj.io/skip-reconcile.",
  ],
  [
    "an Application that is being removed",
    { deletionTimestamp: "2026-11-20T11:00:00Z" },
    "Argo CD is removing the Application argocd/web.",
  ],
  ["an Application that syncs by itself", {}, undefined],
])("says why nothing happens: %s", (_what, metadata, held) => {
  const spec = { source: own({ path: "team" }), syncPolicy: { automated: {} } };
  expect(read(spec, {}, metadata)[0]?.held).toBe(held);
});

it("says which tool has to list a file that no agent applies", () => {
  const reports = read({ source: own({ path: "team" }) }, { sourceType: "Kustomize" });
  expect(describeMissingAgent(reports, file)).toBe(
    "Argo CD (Application argocd/web) builds this folder with Kustomize and does not list this object. Ask the platform team to add team/orders.yaml to it.",
  );
  expect(describeMissingAgent(read({ source: own({ path: "other" }) }), file)).toBe(
    "No GitOps agent applies team/orders.yaml. Ask the platform team which agent should.",
  );
  expect(describeMissingAgent([], file)).toBe("No GitOps agent reports to the portal yet.");
});
