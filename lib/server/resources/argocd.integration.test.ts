import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startArgoCdControlPlane, type TestArgoCd } from "#demo/local-stack/testing/test-argocd";
import { createLocalProvider } from "#lib/git/embedded/provider";
import type { FileChange, GitProvider } from "#lib/git/types";
import { findApplyingReport } from "#lib/gitops/applying-report";
import { findCoveringReport } from "#lib/gitops/covering-report";
import { judgeObject } from "#lib/gitops/object-verdict";
import { judgeSync } from "#lib/gitops/sync-verdict";
import type { SyncSource } from "#lib/gitops/types";
import { type Cluster, openCluster } from "#lib/kubernetes/cluster";
import { resolveReference } from "#lib/kubernetes/objects/reference";
import { askAgent } from "#lib/server/resources/agents";
import { openSync } from "#lib/server/resources/sync";

/** The first run may have to build the programs. */
const BUILD = 1_800_000;
const WAIT = { timeout: 40_000, interval: 100 };
const SLOW = 100_000;
const BO = { id: "bo", name: "Bo", email: "bo@example.com" };
const ANA = { user: "ana", name: "Ana", email: "", groups: [], via: "demo" as const };
const NAMESPACE = "default";

let argocd: TestArgoCd;
let cluster: Cluster;
let git: GitProvider;
let sync: SyncSource;

beforeAll(async () => {
  argocd = await startArgoCdControlPlane();
  cluster = openCluster({ name: "local", kubeconfig: argocd.kubeconfig });
  git = createLocalProvider({ path: argocd.repository, name: "requests", branch: "main" });
  sync = openSync(new Map([["local", cluster]]), { syncReport: undefined });
  await cluster.client.request("POST", "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications", {
    body: {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: { name: "requests", namespace: "argocd" },
      spec: {
        project: "default",
        source: { repoURL: argocd.repositoryUrl, path: "local", directory: { recurse: true } },
        destination: { server: "https://kubernetes.default.svc", namespace: NAMESPACE },
        // Without this, it retries a refused commit for minutes before it syncs the next one.
        syncPolicy: { automated: {}, retry: { limit: 0 } },
      },
    },
  });
}, BUILD);

afterAll(async () => {
  sync?.close();
  git?.dispose();
  cluster?.close();
  await argocd?.stop();
}, SLOW);

const pathOf = (name: string) => `local/${name}.yaml`;
const isThere = async (name: string) => (await readConfigMap(name)) !== undefined;

async function readConfigMap(name: string) {
  const type = cluster.discovery.findByKind({ group: "", kind: "ConfigMap" });
  return type && cluster.get(resolveReference(type, NAMESPACE, name));
}

function write(name: string, data: string): Pick<FileChange, "path" | "content"> {
  const content = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: ${NAMESPACE}}\n${data}\n`;
  return { path: pathOf(name), content };
}

/** Opens a pull request and merges it; gives the merge commit. */
async function merge(title: string, change: Pick<FileChange, "path" | "content">): Promise<string> {
  const base = (await git.readFile(change.path))?.blob ?? null;
  const files = [{ ...change, base }];
  const { number, headCommit: head } = await git.openPullRequest(
    { branch: `requests/${title}`, title, body: "", message: title, files },
    BO,
  );
  return (await git.merge(number, BO, { head })).mergeCommit ?? "";
}

async function judge(mergeCommit: string, name: string, removes = false) {
  const object = { group: "", kind: "ConfigMap", namespace: NAMESPACE, name };
  const path = pathOf(name);
  const report = findCoveringReport(sync.list(), {
    cluster: "local",
    path,
    object,
    repository: git.repository,
  });
  return judgeSync(report, { mergeCommit, path, object, removes }, git.contains);
}

/** The judgement of the object's current state. */
function judgeNow(name: string, inGit: boolean) {
  const object = { group: "", kind: "ConfigMap", namespace: NAMESPACE, name };
  const path = pathOf(name);
  const file = inGit ? { file: { path, repository: git.repository } } : {};
  const report = findApplyingReport(sync.list(), { cluster: "local", object, labels: {}, ...file });
  return judgeObject(report, { path, object, inGit });
}

/** The tests run in order: each continues from the state that the previous one left. */
describe("Argo CD's report about merged requests", () => {
  let kept = "";

  it(
    "shows a merged file as synced once its object exists",
    async () => {
      const commit = await merge("add", write("one", "data: {a: b}"));
      await vi.waitFor(async () => {
        expect(await judge(commit, "one")).toMatchObject({ state: "synced", agent: "Argo CD" });
      }, WAIT);
      expect(await readConfigMap("one")).toMatchObject({ data: { a: "b" } });
    },
    SLOW,
  );

  it(
    "shows a refresh as under way until Argo CD finishes it",
    async () => {
      const [report] = sync.list();
      expect(report).toMatchObject({ source: { kind: "Application", name: "requests" }, health: "Healthy" });
      const looks: (boolean | undefined)[] = [];
      const unsubscribe = sync.subscribe(() => looks.push(sync.list()[0]?.ask?.underWay));
      const rules = { review: async () => ({ allowed: true }), requestVerb: "request" as const };
      await askAgent({ clusters: new Map([["local", cluster]]), rules }, ANA, report);
      await vi.waitFor(() => expect([...new Set(looks)]).toEqual([true, false]), WAIT);
      unsubscribe();
    },
    SLOW,
  );

  it(
    "reports drift of a changed object, and an object without a file as not in Git",
    async () => {
      const path = `/api/v1/namespaces/${NAMESPACE}/configmaps/one`;
      const contentType = "application/merge-patch+json";
      const judgeOne = (name: string) => judgeNow(name, name === "one");
      expect(judgeOne("one")).toMatchObject({ state: "in-step", agent: "Argo CD" });
      await cluster.client.request("PATCH", path, { body: { data: { a: "hand" } }, contentType });
      await vi.waitFor(() => expect(judgeOne("one")).toMatchObject({ state: "differs" }), WAIT);
      expect(judgeOne("one").message).toContain("changed the object in the cluster");
      expect(judgeOne("nobody")).toMatchObject({ state: "not-in-git" });
      await cluster.client.request("PATCH", path, { body: { data: { a: "b" } }, contentType });
      await vi.waitFor(() => expect(judgeOne("one")).toMatchObject({ state: "in-step" }), WAIT);
    },
    SLOW,
  );

  it(
    "shows an object that the cluster refuses as failed, with the cluster's message",
    async () => {
      const commit = await merge("refused", write("two", "data: {a: {b: c}}"));
      await vi.waitFor(async () => {
        expect(await judge(commit, "two")).toMatchObject({
          state: "failed",
          message: expect.stringContaining("ConfigMap.data"),
        });
      }, WAIT);
      expect(judgeNow("two", true)).toMatchObject({
        state: "failed",
        message: expect.stringContaining("cannot unmarshal object"),
        next: `Correct the value in ${pathOf("two")} with another request.`,
      });
      expect(await isThere("two")).toBe(false);
    },
    SLOW,
  );

  it(
    "shows another merged file as synced if its object exists, and as failed otherwise",
    async () => {
      const commit = await merge("beside", write("three", "data: {a: b}"));
      await vi.waitFor(async () => {
        const { state } = await judge(commit, "three");
        expect(state).toBe((await isThere("three")) ? "synced" : "failed");
      }, WAIT);
    },
    SLOW,
  );

  it(
    "shows both files as synced after a fix",
    async () => {
      const commit = await merge("repair", write("two", "data: {a: b}"));
      for (const name of ["two", "three"]) {
        await vi.waitFor(
          async () => expect(await judge(commit, name)).toMatchObject({ state: "synced" }),
          WAIT,
        );
        expect(await isThere(name)).toBe(true);
      }
      kept = commit;
    },
    SLOW,
  );

  it(
    "shows that the object of a removed file stays when the Application does not prune",
    async () => {
      const commit = await merge("remove", { path: pathOf("one"), content: null });
      await vi.waitFor(async () => {
        expect(await judge(commit, "one", true)).toMatchObject({
          state: "synced",
          message: expect.stringContaining("argocd/requests does not prune"),
        });
      }, WAIT);
      expect(await isThere("one")).toBe(true);
      expect(judgeNow("one", false)).toMatchObject({
        state: "kept",
        message: "The file is gone from Git, but Argo CD does not remove the object.",
      });
    },
    SLOW,
  );

  it(
    "shows a file with invalid YAML as failed, and files of earlier commits as synced",
    async () => {
      // Argo CD skips a file that has none of these three fields.
      const content = "apiVersion: v1\nkind: [ConfigMap\nmetadata: {name: four}\n";
      const commit = await merge("broken", { path: pathOf("four"), content });
      await vi.waitFor(async () => {
        expect(await judge(commit, "four")).toMatchObject({
          state: "failed",
          message: expect.stringContaining("four.yaml"),
        });
      }, WAIT);
      expect(await judge(kept, "three")).toMatchObject({ state: "synced" });
    },
    SLOW,
  );
});
