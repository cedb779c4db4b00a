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
  ["covers a file in a folder of plain manifests", { source: own({ path: "team" }) }, {}, true],
  [
    "covers a file anywhere in the repository",
    { source: own({ path: ".", directory: { recurse: true } }) },
    {},
    true,
  ],
  ["does not cover a file for a source without a path", { source: own({}) }, {}, false],
  [
    "does not cover a file for a source that only provides values to a chart",
    { sources: [chart, own({ ref: "values" })] },
    {},
    false,
  ],
  [
    "covers a file for a source that provides values and has a path",
    { sources: [chart, own({ ref: "values", path: "team" })] },
    {},
    true,
  ],
  [
    "does not cover a file for an OCI artifact with the name of the repository",
    { source: { ...own({ path: "team" }), repoURL: "oci://ghcr.io/platform/requests" } },
    {},
    false,
  ],
  [
    "covers a file in plain manifests beside a Kustomize source",
    { sources: [own({ path: "other", kustomize: {} }), own({ path: "team" })] },
    { sourceTypes: ["Kustomize", "Directory"] },
    true,
  ],
  ["does not cover a file for a tag", { source: own({ path: "team", targetRevision: "v1.2.0" }) }, {}, false],
  [
    "does not cover a file in another repository",
    { source: { ...own({ path: "team" }), repoURL: `${REPOSITORY}-old` } },
    {},
    false,
  ],
  [
    "does not cover a file for a source hydrator",
    { sourceHydrator: { drySource: own({ path: "team" }) } },
    {},
    false,
  ],
  ["does not cover a file for a chart", { source: { ...chart, repoURL: REPOSITORY } }, {}, false],
  [
    "covers a file that the include pattern matches",
    { source: own({ path: "team", directory: { include: "*.yaml" } }) },
    {},
    true,
  ],
  [
    "does not cover a file that the include pattern does not match",
    { source: own({ path: "team", directory: { include: "{a,b}.yaml" } }) },
    {},
    false,
  ],
  [
    "does not cover a file that the exclude pattern matches",
    { source: own({ path: "team", directory: { exclude: "orders*" } }) },
    {},
    false,
  ],
  [
    "does not cover a file in a chart that does not list the object",
    { source: own({ path: "team" }) },
    { sourceType: "Helm" },
    false,
  ],
  [
    "covers a file in a chart that lists the object",
    { source: own({ path: "team" }) },
    { sourceType: "Helm", resources: listed },
    true,
  ],
  [
    "does not cover a file in Kustomize before the first comparison",
    { source: own({ path: "team", kustomize: { namePrefix: "a-" } }) },
    {},
    false,
  ],
  [
    "covers a file in Kustomize that lists the object",
    { source: own({ path: "team" }) },
    { sourceType: "Kustomize", resources: listed },
    true,
  ],
  [
    "does not cover a file for a plugin",
    { source: own({ path: "team", plugin: { name: "cue" } }) },
    {},
    false,
  ],
  [
    "does not cover a file in the Helm source among several sources",
    { sources: [own({ path: "other" }), own({ path: "team" })] },
    { sourceTypes: ["Directory", "Helm"] },
    false,
  ],
])("an Application %s", (_reason, spec, status, coversReportedFile) => {
  expect(findCoveringReport(read(spec, status), file)?.agent).toBe(
    coversReportedFile ? "Argo CD" : undefined,
  );
});

it.each([
  [
    "an Application with the skip-reconcile annotation",
    { annotations: { "argocd.argoproj.io/skip-reconcile": "true" } },
    "Argo CD skips the Application argocd/web: it has the annotation argocd.argoproj.io/skip-reconcile.",
  ],
  [
    "an Application that is being deleted",
    { deletionTimestamp: "2026-11-20T11:00:00Z" },
    "Argo CD is removing the Application argocd/web.",
  ],
  ["no reason for an Application that syncs automatically", {}, undefined],
])("reports why an Application does not sync: %s", (_what, metadata, held) => {
  const spec = { source: own({ path: "team" }), syncPolicy: { automated: {} } };
  expect(read(spec, {}, metadata)[0]?.held).toBe(held);
});

it("reports the tool that must list a file that no agent applies", () => {
  const reports = read({ source: own({ path: "team" }) }, { sourceType: "Kustomize" });
  expect(describeMissingAgent(reports, file)).toBe(
    "Argo CD (Application argocd/web) builds this folder with Kustomize and does not list this object. Ask the platform team to add team/orders.yaml to it.",
  );
  expect(describeMissingAgent(read({ source: own({ path: "other" }) }), file)).toBe(
    "No GitOps agent applies team/orders.yaml. Ask the platform team which agent should.",
  );
  expect(describeMissingAgent([], file)).toBe("No GitOps agent reports to the portal yet.");
});
