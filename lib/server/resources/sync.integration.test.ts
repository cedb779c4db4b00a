import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { startGitOpsControlPlane } from "#demo/local-stack/testing/test-gitops";
import type { SyncReport, SyncScope, SyncSource } from "#lib/gitops/types";
import { type Cluster, openCluster } from "#lib/kubernetes/cluster";
import { parseObject } from "#lib/kubernetes/objects/object";
import { askAgent } from "#lib/server/resources/agents";
import { openSync } from "#lib/server/resources/sync";

/** The first run may have to build the programs. */
const BUILD = 900_000;
const WAIT = { timeout: 30_000, interval: 20 };
const SLOW = { timeout: 60_000 };

const ana = { user: "ana", name: "Ana", email: "", groups: [], via: "demo" as const };
const MERGE = "51fec5d0c1f2a4a6f7b0b4c3ad4e0f2b6a1d9e77";
const BEFORE = "0b4c3ad4e0f2b6a1d9e7751fec5d0c1f2a4a6f7b";
const URL = "https://git.example.com/platform/requests.git";
const AT = "2026-11-20T10:21:07Z";

let controlPlane: TestControlPlane;
let cluster: Cluster;
let sync: SyncSource;
/** Paths of the objects that a test created. */
const made: string[] = [];

beforeAll(async () => {
  controlPlane = await startGitOpsControlPlane();
  cluster = openCluster({ name: "local", kubeconfig: controlPlane.kubeconfig });
  sync = openSync(new Map([["local", cluster]]), { syncReport: undefined });
  await vi.waitFor(() => {
    for (const kind of ["Application", "Kustomization", "GitRepository"]) {
      const watch = cluster.informers.running().find(({ resource }) => resource.kind === kind);
      expect(watch?.resource.plural).not.toBe("");
      expect(watch?.hasSynced()).toBe(true);
    }
  }, WAIT);
}, BUILD);

afterEach(async () => {
  for (const path of made.splice(0)) await cluster.client.request("DELETE", path);
  await vi.waitFor(() => expect(sync.list()).toEqual([]), WAIT);
}, SLOW.timeout);

afterAll(async () => {
  sync?.close();
  cluster?.close();
  await controlPlane?.stop();
});

async function create(apiVersion: string, kind: string, name: string, content: object): Promise<string> {
  const collection = `/apis/${apiVersion}/namespaces/default/${kind.toLowerCase().replace(/y$/, "ie")}s`;
  const path = `${collection}/${name}`;
  await cluster.client.request("POST", collection, {
    body: { apiVersion, kind, metadata: { name, namespace: "default" }, ...content },
  });
  made.push(path);
  return path;
}

const configMap = { group: "", kind: "ConfigMap", namespace: "team", name: "one" };
const role = { group: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "team:view" };

describe("Applications of Argo CD", () => {
  const source = { repoURL: URL, path: "./demo/", targetRevision: "main", directory: { recurse: true } };
  const destination = { server: "https://kubernetes.default.svc" };
  const automated = { automated: { prune: true } };
  const whole = { project: "default", source, destination, syncPolicy: automated };
  const operation = { sync: { revision: MERGE } };
  const result = { revision: MERGE, source };
  const succeeded = { phase: "Succeeded", startedAt: AT, finishedAt: AT, operation, syncResult: result };
  const compared = { status: "Synced", revision: MERGE, comparedTo: { source, destination } };
  const application = {
    cluster: "local",
    group: "argoproj.io",
    kind: "Application",
    namespace: "default",
    name: "requests",
  };
  const resource = { version: "v1", kind: "ConfigMap", namespace: "team", name: "one", status: "Synced" };

  interface Row {
    spec?: object;
    status?: object;
    reports: Partial<SyncReport>[];
  }
  const rows: [reason: string, row: Row][] = [
    [
      "applied and equal",
      {
        status: {
          sync: compared,
          operationState: succeeded,
          resources: [resource, { version: "v1", ...role, status: "Synced" }],
        },
        reports: [
          {
            agent: "Argo CD",
            cluster: "local",
            scope: { url: URL, branch: "main", folder: "demo", files: { rule: "directory", deep: true } },
            phase: "succeeded",
            appliedRevision: MERGE,
            appliedAt: AT,
            equalRevision: MERGE,
            objectsRevision: MERGE,
            objects: [
              { ...configMap, state: "equal" },
              { ...role, state: "equal" },
            ],
            refused: [],
            blocked: undefined,
            held: undefined,
          },
        ],
      },
    ],
    [
      "its own object with its health, and the steps of a refresh",
      {
        status: { sync: compared, health: { status: "Degraded" } },
        reports: [
          {
            source: { ...application, version: "v1alpha1", plural: "applications" },
            health: "Degraded",
            ask: {
              steps: [
                {
                  object: { ...application, version: "v1alpha1", plural: "applications" },
                  annotation: "argocd.argoproj.io/refresh",
                  value: "normal",
                },
              ],
              underWay: false,
            },
          },
        ],
      },
    ],
    [
      "not compared yet",
      {
        reports: [{ phase: "unknown", appliedRevision: undefined, equalRevision: undefined, objects: [] }],
      },
    ],
    [
      "a refused object",
      {
        status: {
          sync: { ...compared, status: "OutOfSync" },
          operationState: {
            ...succeeded,
            phase: "Failed",
            message: "one or more objects failed to apply",
            syncResult: {
              ...result,
              resources: [{ ...configMap, version: "v1", status: "SyncFailed", message: "denied" }],
            },
          },
          resources: [{ ...resource, status: "OutOfSync" }],
        },
        reports: [
          {
            phase: "failed",
            message: "one or more objects failed to apply",
            appliedRevision: undefined,
            equalRevision: undefined,
            attemptedRevision: MERGE,
            refused: [{ ...configMap, message: "denied" }],
            objects: [{ ...configMap, state: "differs" }],
          },
        ],
      },
    ],
    [
      "an unreadable repository",
      {
        status: {
          sync: { status: "Unknown", comparedTo: { source, destination } },
          operationState: { ...succeeded, syncResult: { ...result, revision: BEFORE } },
          conditions: [{ type: "ComparisonError", message: "one.yaml: found character that cannot start" }],
        },
        reports: [
          {
            appliedRevision: BEFORE,
            equalRevision: undefined,
            objectsRevision: undefined,
            blocked: "one.yaml: found character that cannot start",
          },
        ],
      },
    ],
    [
      "an object without a file as kept, when it does not prune",
      {
        spec: { ...whole, syncPolicy: { automated: {} } },
        status: {
          sync: { ...compared, status: "OutOfSync" },
          resources: [{ ...resource, status: "OutOfSync", requiresPruning: true }],
        },
        reports: [
          {
            objects: [
              {
                ...configMap,
                state: "kept",
                message: expect.stringContaining("the Application default/requests does not prune"),
              },
            ],
          },
        ],
      },
    ],
    [
      "an object without a file as different, when it prunes",
      {
        status: {
          sync: { ...compared, status: "OutOfSync" },
          resources: [{ ...resource, status: "OutOfSync", requiresPruning: true }],
        },
        reports: [{ objects: [{ ...configMap, state: "differs" }] }],
      },
    ],
    [
      "an object that is set not to be pruned as kept",
      {
        status: {
          sync: { ...compared, status: "OutOfSync" },
          operationState: {
            ...succeeded,
            syncResult: { ...result, resources: [{ ...configMap, version: "v1", status: "PruneSkipped" }] },
          },
          resources: [{ ...resource, status: "OutOfSync", requiresPruning: true }],
        },
        reports: [
          {
            objects: [
              { ...configMap, state: "kept", message: expect.stringContaining("is set not to prune") },
            ],
          },
        ],
      },
    ],
    [
      "a manual sync as held",
      {
        spec: { ...whole, syncPolicy: {} },
        reports: [{ held: expect.stringContaining("only when someone") }],
      },
    ],
    [
      "disabled automation as held",
      {
        spec: { ...whole, syncPolicy: { automated: { enabled: false } } },
        reports: [{ held: expect.stringContaining("default/requests") }],
      },
    ],
    [
      "a sync error as held",
      {
        status: { conditions: [{ type: "SyncError", message: "auto-sync will wipe out all resources" }] },
        reports: [{ held: "auto-sync will wipe out all resources" }],
      },
    ],
    [
      "each source with its own revision, but no chart",
      {
        spec: {
          ...whole,
          source: undefined,
          sources: [
            { repoURL: "https://charts.example.com", chart: "app", targetRevision: "1.0.0" },
            { repoURL: URL, path: "one" },
            { repoURL: URL, path: "two", targetRevision: "refs/heads/next" },
          ],
        },
        status: {
          sync: { ...compared, revision: undefined, revisions: ["1.0.0", MERGE, BEFORE] },
          sourceTypes: ["Helm", "Directory", "Kustomize"],
        },
        reports: [
          {
            scope: { url: URL, branch: undefined, folder: "one", files: { rule: "directory", deep: false } },
            equalRevision: MERGE,
          },
          {
            scope: { url: URL, folder: "two", branch: "next", files: { rule: "listed", tool: "Kustomize" } },
            equalRevision: BEFORE,
          },
        ],
      },
    ],
    [
      "a destination by the name of Argo CD's own cluster",
      { spec: { ...whole, destination: { name: "in-cluster" } }, reports: [{ cluster: "local" }] },
    ],
    [
      "a destination by the portal's name for the cluster",
      { spec: { ...whole, destination: { name: "local" } }, reports: [{ cluster: "local" }] },
    ],
  ];
  it.each(rows)("reports %s", SLOW, async (_, { spec = whole, status, reports }) => {
    await create("argoproj.io/v1alpha1", "Application", "requests", { spec, status });
    await vi.waitFor(() => expect(sync.list()).toMatchObject(reports), WAIT);
  });

  const silent: [reason: string, change: object][] = [
    ["an unknown destination", { destination: { name: "elsewhere" } }],
    ["a tag, because it follows no branch", { source: { ...source, targetRevision: "refs/tags/v1" } }],
  ];
  it.each(silent)("does not report %s", SLOW, async (_, change) => {
    await create("argoproj.io/v1alpha1", "Application", "silent", { spec: { ...whole, ...change } });
    await create("argoproj.io/v1alpha1", "Application", "requests", { spec: whole });
    await vi.waitFor(() => expect(sync.list()).toHaveLength(1), WAIT);
  });

  it("finds a destination by its server URL, and notifies once per change", SLOW, async () => {
    const spec = { ...whole, destination: { server: cluster.client.server } };
    const path = await create("argoproj.io/v1alpha1", "Application", "requests", { spec });
    await vi.waitFor(() => expect(sync.list()).toMatchObject([{ cluster: "local" }]), WAIT);
    let told = 0;
    const unsubscribe = sync.subscribe(() => {
      told += 1;
    });
    const contentType = "application/merge-patch+json";
    // Argo CD keeps updating the time of its last comparison. That is not a change.
    const patches = [{ reconciledAt: AT }, { sync: compared }];
    for (const status of patches) {
      await cluster.client.request("PATCH", path, { body: { status }, contentType });
    }
    await vi.waitFor(() => expect(sync.list()).toMatchObject([{ equalRevision: MERGE }]), WAIT);
    unsubscribe();
    expect(told).toBe(1);
  });
});

describe("Kustomizations of Flux", () => {
  /** The annotation that requests a reconciliation. */
  const REQUESTED = "reconcile.fluxcd.io/requestedAt";
  const sourceRef = { kind: "GitRepository", name: "requests" };
  const whole = { interval: "1m", prune: true, path: "./demo", sourceRef };
  const repositorySpec = { url: URL, interval: "1m", ref: { branch: "main" } };
  const ready = (status: string, reason: string, message: string) => [
    { type: "Ready", status, reason, message, lastTransitionTime: AT },
  ];
  const inventory = {
    entries: [
      { id: "team_one__ConfigMap", v: "v1" },
      { id: "_team__view_rbac.authorization.k8s.io_ClusterRole", v: "v1" },
    ],
  };
  const applied = { lastAppliedRevision: `main@sha1:${MERGE}`, lastAttemptedRevision: `main@sha1:${MERGE}` };
  const failedAfter = {
    lastAppliedRevision: `main@sha1:${BEFORE}`,
    lastAttemptedRevision: `main@sha1:${MERGE}`,
  };

  const scopeOf = (branch: string): SyncScope => ({
    url: URL,
    branch,
    folder: "demo",
    files: { rule: "flux" },
  });

  interface Row {
    spec?: object;
    status?: object;
    repository?: object;
    repositoryStatus?: object;
    reports: Partial<SyncReport>[];
  }
  const rows: [reason: string, row: Row][] = [
    [
      "applied",
      {
        status: { ...applied, inventory, conditions: ready("True", "ReconciliationSucceeded", "Applied") },
        reports: [
          {
            agent: "Flux",
            cluster: "local",
            scope: { url: URL, branch: "main", folder: "demo", files: { rule: "flux" } },
            phase: "succeeded",
            appliedRevision: MERGE,
            appliedAt: AT,
            attemptedRevision: MERGE,
            objects: [
              { ...configMap, state: "equal" },
              { ...role, state: "equal" },
            ],
            objectsRevision: MERGE,
            blocked: undefined,
            held: undefined,
            keeps: undefined,
          },
        ],
      },
    ],
    [
      "not reconciled yet",
      { reports: [{ phase: "unknown", appliedRevision: undefined, objects: undefined }] },
    ],
    [
      "failed to apply, with the inventory of the previous revision",
      {
        status: {
          ...failedAfter,
          inventory,
          conditions: ready("False", "ReconciliationFailed", "ConfigMap/team/one dry-run failed: denied"),
        },
        reports: [
          {
            phase: "failed",
            message: "ConfigMap/team/one dry-run failed: denied",
            appliedRevision: BEFORE,
            attemptedRevision: MERGE,
            objectsRevision: BEFORE,
          },
        ],
      },
    ],
    [
      "applied but not healthy, with the inventory of the attempted revision",
      {
        status: { ...failedAfter, inventory, conditions: ready("False", "HealthCheckFailed", "timeout") },
        reports: [{ phase: "failed", appliedRevision: BEFORE, objectsRevision: MERGE }],
      },
    ],
    [
      "in progress",
      {
        status: { ...failedAfter, conditions: ready("Unknown", "Progressing", "Reconciliation in progress") },
        reports: [{ phase: "running" }],
      },
    ],
    [
      "waiting for a dependency",
      {
        status: {
          ...failedAfter,
          conditions: ready("False", "DependencyNotReady", "dependency is not ready"),
        },
        reports: [{ phase: "running" }],
      },
    ],
    [
      "blocked, because its path is missing",
      {
        status: { conditions: ready("False", "ArtifactFailed", "path not found: demo") },
        reports: [{ blocked: "path not found: demo" }],
      },
    ],
    [
      "blocked, because the repository cannot be fetched",
      {
        status: applied,
        repositoryStatus: { conditions: ready("False", "GitOperationFailed", "failed to clone") },
        reports: [{ blocked: "The GitRepository default/requests: failed to clone" }],
      },
    ],
    [
      "suspended",
      {
        spec: { ...whole, suspend: true },
        reports: [{ held: expect.stringContaining("Kustomization default/team") }],
      },
    ],
    [
      "held, because its repository is suspended",
      {
        repository: { ...repositorySpec, suspend: true },
        reports: [{ held: expect.stringContaining("GitRepository default/requests") }],
      },
    ],
    [
      "not pruning",
      {
        spec: { ...whole, prune: false },
        reports: [{ keeps: expect.stringContaining("default/team does not prune") }],
      },
    ],
    [
      "branch master by default",
      { repository: { url: URL, interval: "1m" }, reports: [{ scope: scopeOf("master") }] },
    ],
    [
      "a branch by its full ref name",
      {
        repository: { ...repositorySpec, ref: { name: "refs/heads/next" } },
        reports: [{ scope: scopeOf("next") }],
      },
    ],
  ];

  const contentType = "application/merge-patch+json";
  async function createFlux({
    spec = whole,
    status = {},
    repository = repositorySpec,
    repositoryStatus = {},
  }: Omit<Row, "reports">) {
    const team = await create("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "team", { spec });
    const requests = await create("source.toolkit.fluxcd.io/v1", "GitRepository", "requests", {
      spec: repository,
    });
    await cluster.client.request("PATCH", `${team}/status`, { body: { status }, contentType });
    await cluster.client.request("PATCH", `${requests}/status`, {
      body: { status: repositoryStatus },
      contentType,
    });
  }

  it.each(rows)("reports %s", SLOW, async (_, { reports, ...flux }) => {
    await createFlux(flux);
    await vi.waitFor(() => expect(sync.list()).toMatchObject(reports), WAIT);
  });

  it("refreshes the repository first, and stays under way until both objects answer", SLOW, async () => {
    await createFlux({ status: applied });
    const [team = "", requests = ""] = made;
    const report = async (underWay: boolean) => {
      await vi.waitFor(() => expect(sync.list()).toMatchObject([{ ask: { underWay } }]), WAIT);
      return sync.list()[0];
    };
    const before = await report(false);
    expect(before?.source).toMatchObject({ kind: "Kustomization", name: "team", plural: "kustomizations" });
    expect(before?.ask?.steps.map(({ object, annotation }) => [object.kind, annotation])).toEqual([
      ["GitRepository", REQUESTED],
      ["Kustomization", REQUESTED],
    ]);
    const allowAll = { review: async () => ({ allowed: true }), requestVerb: "request" as const };
    const portal = { clusters: new Map([["local", cluster]]), rules: allowAll };
    await askAgent(portal, ana, before);
    const asked = await report(true);
    await expect(askAgent(portal, ana, asked)).rejects.toMatchObject({ code: "conflict" });
    for (const path of [team, requests]) {
      const object = parseObject(await cluster.client.request("GET", path));
      const at = object.metadata.annotations?.[REQUESTED];
      expect(Date.parse(at ?? "")).not.toBeNaN();
      const body = { status: { lastHandledReconcileAt: at } };
      await cluster.client.request("PATCH", `${path}/status`, { body, contentType });
      // The refresh ends only when both objects have handled it.
      if (path === team) await report(true);
    }
    await report(false);
  });

  it("offers no refresh while it is suspended", SLOW, async () => {
    await createFlux({ spec: { ...whole, suspend: true } });
    await vi.waitFor(() => expect(sync.list()).toMatchObject([{ ask: undefined }]), WAIT);
  });

  const silent: [reason: string, flux: Omit<Row, "reports">][] = [
    [
      "a source that is not a Git repository",
      { spec: { ...whole, sourceRef: { kind: "Bucket", name: "requests" } } },
    ],
    [
      "a Kustomization for another cluster",
      { spec: { ...whole, kubeConfig: { secretRef: { name: "other" } } } },
    ],
    [
      "a commit, because it follows no branch",
      { repository: { ...repositorySpec, ref: { branch: "main", commit: MERGE } } },
    ],
    ["a tag", { repository: { ...repositorySpec, ref: { tag: "v1" } } }],
  ];
  it.each(silent)("does not report %s", SLOW, async (_, flux) => {
    await createFlux(flux);
    const spec = { ...whole, sourceRef: { kind: "GitRepository", name: "known" } };
    await create("source.toolkit.fluxcd.io/v1", "GitRepository", "known", { spec: repositorySpec });
    await create("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "known", { spec });
    await vi.waitFor(() => expect(sync.list()).toHaveLength(1), WAIT);
  });
});
