import { describe, expect, it } from "vitest";
import { findCoveringReport, type SyncedFile } from "#lib/gitops/covering-report";
import { parseKustomization, readGitRepositoryKey } from "#lib/gitops/flux/flux";
import type { KubernetesObject, ResourceType } from "#lib/kubernetes/types";

const URL = "https://git.example.com/platform/requests.git";
const file: SyncedFile = {
  cluster: "local",
  path: "team/orders.yaml",
  object: { group: "", kind: "ConfigMap", namespace: "team", name: "orders" },
  repository: { url: URL, branch: "main" },
  companions: { ignoreFiles: [], kustomizedFolders: [] },
};

const type = (group: string, kind: string): ResourceType => ({
  ...{ cluster: "local", group, version: "v1", kind },
  ...{ plural: `${kind.toLowerCase()}s`, namespaced: true },
});
const types = {
  kustomization: type("kustomize.toolkit.fluxcd.io", "Kustomization"),
  repository: type("source.toolkit.fluxcd.io", "GitRepository"),
};

function make(kind: string, spec: object, more: Partial<KubernetesObject["metadata"]> = {}, status?: object) {
  const metadata = { name: "apps", namespace: "flux", uid: "u", resourceVersion: "1", creationTimestamp: "" };
  return { apiVersion: "v1", kind, metadata: { ...metadata, ...more }, spec, status };
}

const read = (kustomization: object, repository: object = {}) =>
  parseKustomization(
    make("Kustomization", { path: "./", prune: true, ...kustomization }),
    make("GitRepository", { url: URL, ref: { branch: "main" }, ...repository }),
    types,
  );

describe("which files a Kustomization applies", () => {
  it.each<[what: string, kustomization: object, repository: object, coversReportedFile: boolean]>([
    ["the whole repository", {}, {}, true],
    ["a folder, written with a dot", { path: "./team" }, {}, true],
    ["another folder", { path: "./teams" }, {}, false],
    ["no path", { path: undefined }, {}, true],
    ["another branch", {}, { ref: { branch: "next" } }, false],
    [
      "a branch by its full name, which comes before the short one",
      {},
      { ref: { branch: "x", name: "refs/heads/main" } },
      true,
    ],
    ["no reference, which is the branch master", {}, { ref: undefined }, false],
    ["a tag beside a branch: the tag counts", {}, { ref: { branch: "main", tag: "v1" } }, false],
    ["a range of versions", {}, { ref: { semver: ">=1.0.0" } }, false],
    ["one commit", {}, { ref: { branch: "main", commit: "abc" } }, false],
    ["another cluster", { kubeConfig: { secretRef: { name: "west" } } }, {}, false],
    ["patterns that leave the file out", {}, { ignore: "/*\n!/apps/\n" }, false],
    ["a checkout of other folders", {}, { sparseCheckout: ["./apps"] }, false],
    ["a checkout of its folder", {}, { sparseCheckout: ["team/"] }, true],
  ])("%s", (_what, kustomization, repository, coversReportedFile) => {
    const report = read(kustomization, repository);
    expect(findCoveringReport(report ? [report] : [], file)?.agent).toBe(
      coversReportedFile ? "Flux" : undefined,
    );
  });

  it.each([
    ["GitRepository", "flux/apps"],
    ["OCIRepository", undefined],
    ["Bucket", undefined],
  ])("%s as a source: %s", (kind, key) => {
    expect(readGitRepositoryKey(make("Kustomization", { sourceRef: { kind, name: "apps" } }))).toBe(key);
  });
});

describe("why a Kustomization applies nothing", () => {
  const of = (metadata: object, kustomization: object, repository: object = {}) =>
    parseKustomization(
      make("Kustomization", { path: "", ...kustomization }, metadata),
      make("GitRepository", { url: URL, ...repository }),
      types,
    )?.held;

  it.each([
    [{}, { suspend: true }, {}, "Flux applies nothing: the Kustomization flux/apps is suspended."],
    [{}, {}, { suspend: true }, "Flux applies nothing: the GitRepository flux/apps is suspended."],
    [{ deletionTimestamp: "2026-11-20T11:00:00Z" }, {}, {}, "Flux is removing the Kustomization flux/apps."],
    [{}, {}, {}, undefined],
  ])("%#: %s", (metadata, kustomization, repository, held) => {
    expect(of(metadata, kustomization, repository)).toBe(held);
  });

  it("waits for another by dependsOn", () => {
    const ready = {
      type: "Ready",
      status: "False",
      reason: "DependencyNotReady",
      message: "infra is not ready",
    };
    const waiting = make(
      "Kustomization",
      { path: "", dependsOn: [{ name: "infra" }] },
      {},
      { conditions: [ready] },
    );
    const report = parseKustomization(waiting, make("GitRepository", { url: URL }), types);
    expect(report).toMatchObject({ phase: "running", message: "infra is not ready" });
  });
});
