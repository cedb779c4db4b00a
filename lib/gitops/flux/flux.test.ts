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

describe("files that a Kustomization covers", () => {
  it.each<[what: string, kustomization: object, repository: object, coversReportedFile: boolean]>([
    ["covers a file anywhere in the repository", {}, {}, true],
    ["covers a folder that starts with a dot", { path: "./team" }, {}, true],
    ["does not cover another folder", { path: "./teams" }, {}, false],
    ["covers the repository without a path", { path: undefined }, {}, true],
    ["does not cover another branch", {}, { ref: { branch: "next" } }, false],
    [
      "prefers the full reference name to the branch",
      {},
      { ref: { branch: "x", name: "refs/heads/main" } },
      true,
    ],
    ["uses the branch master without a reference", {}, { ref: undefined }, false],
    ["prefers a tag to a branch", {}, { ref: { branch: "main", tag: "v1" } }, false],
    ["does not cover a version range", {}, { ref: { semver: ">=1.0.0" } }, false],
    ["does not cover a fixed commit", {}, { ref: { branch: "main", commit: "abc" } }, false],
    ["does not cover another cluster", { kubeConfig: { secretRef: { name: "west" } } }, {}, false],
    ["does not cover a file that patterns ignore", {}, { ignore: "/*\n!/apps/\n" }, false],
    ["does not cover a sparse checkout of other folders", {}, { sparseCheckout: ["./apps"] }, false],
    ["covers a sparse checkout of its folder", {}, { sparseCheckout: ["team/"] }, true],
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
  ])("key of a %s source: %s", (kind, key) => {
    expect(readGitRepositoryKey(make("Kustomization", { sourceRef: { kind, name: "apps" } }))).toBe(key);
  });
});

describe("reason why a Kustomization applies nothing", () => {
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
  ])("case %#: %s", (metadata, kustomization, repository, held) => {
    expect(of(metadata, kustomization, repository)).toBe(held);
  });

  it("is a dependency that is not ready", () => {
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
