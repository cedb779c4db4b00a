/**
 * The demo's own sync loops, in place of a GitOps agent: one applies what is merged in the repository, the other what
 * Kratix wrote to the state store for this cluster.
 */
import { watch } from "node:fs";
import { join } from "node:path";
import { DESTINATION } from "#demo/local-stack/parts/kratix";
import { obtainS3 } from "#demo/local-stack/parts/s3";
import { createSyncEngine, type SyncEngine } from "#demo/local-stack/parts/sync/sync-engine";
import { readManifests, readRevision } from "#demo/local-stack/parts/sync/sync-git";
import type { Failure } from "#demo/local-stack/parts/sync/sync-plan";
import {
  reportAttempt,
  reportOutcome,
  SYNC_REPORT,
  type SyncData,
} from "#demo/local-stack/parts/sync/sync-report";
import { openStateStore } from "#demo/local-stack/parts/sync/sync-state-store";
import type { Stack, StartPart } from "#demo/local-stack/types";
import { createYamlReader } from "#demo/local-stack/yaml-reader";
import { type Cluster, openCluster } from "#demo/platform/cluster";
import { applyObject, pause } from "#demo/platform/objects";

const GIT_SYNC = "Git sync";
const STATE_STORE_SYNC = "State store sync";
const GIT_INTERVAL = 1000;
const STATE_STORE_INTERVAL = 500;
/** After this, what was refused or could not be reached is tried again. */
const RETRY_INTERVAL = 3000;

/** Applies the branch `main` of a bare repository. */
export const startGitSync =
  (repository: string): StartPart =>
  async (stack) => {
    stack.report(GIT_SYNC, "starting", "Applying the repository");
    const cluster = await openCluster(stack.kubeconfig);
    await applyObject(
      cluster,
      { apiVersion: "v1", kind: "Namespace", metadata: { name: SYNC_REPORT.namespace } },
      "vitrine-demo",
    );
    const engine = createSyncEngine(cluster, "git", createYamlReader(stack));
    runLoop(
      stack,
      GIT_SYNC,
      followRepository(cluster, repository, engine),
      watchBranches(repository, stack.signal),
    );
    stack.report(GIT_SYNC, "ready", "Applies what is merged in the repository");
  };

/** One step of the loop: does something when the branch moved, or when something is left to try again. */
function followRepository(cluster: Cluster, repository: string, engine: SyncEngine): () => Promise<void> {
  let report: SyncData | undefined;
  let retryAt = Number.POSITIVE_INFINITY;

  const publish = async (data: SyncData) => {
    if (JSON.stringify(data) === JSON.stringify(report)) return;
    await applyObject(
      cluster,
      { apiVersion: "v1", kind: "ConfigMap", metadata: SYNC_REPORT, data },
      "vitrine-demo",
    );
    report = data;
  };
  return async () => {
    const revision = await readRevision(repository);
    const isNew = revision !== report?.attemptedRevision;
    if (!revision || (!isNew && Date.now() < retryAt)) return;
    // Until this step is through, the next one has something to try.
    retryAt = 0;
    if (isNew) await publish(reportAttempt(report));
    const failures = await engine.sync(await readManifests(repository, revision));
    await publish(reportOutcome(revision, failures, new Date(), report));
    retryAt = failures.length > 0 ? Date.now() + RETRY_INTERVAL : Number.POSITIVE_INFINITY;
  };
}

/** Resolves when a branch of the repository moved, or after the interval: a watch may miss what Git packs away. */
function watchBranches(repository: string, signal: AbortSignal): () => Promise<void> {
  let moved = new AbortController();
  const watcher = watch(join(repository, "refs", "heads"), { signal }, () => moved.abort());
  watcher.on("error", () => {});
  return async () => {
    await pause(GIT_INTERVAL, AbortSignal.any([signal, moved.signal]));
    moved = new AbortController();
  };
}

/** Applies what Kratix wrote to the bucket for the Destination that this cluster is. */
export const startStateStoreSync: StartPart = async (stack) => {
  stack.report(STATE_STORE_SYNC, "waiting", "Waiting for the S3 server");
  const store = openStateStore(await obtainS3(stack), DESTINATION);
  stack.onClose(async () => store.close());
  const engine = createSyncEngine(
    await openCluster(stack.kubeconfig),
    "state-store",
    createYamlReader(stack),
  );
  let retryAt = 0;
  let last = "";
  let told = "";
  const step = async () => {
    const files = await store.readFiles();
    const content = JSON.stringify([...files]);
    if (content === last && Date.now() < retryAt) return;
    retryAt = 0;
    const failures = await engine.sync(files);
    last = content;
    retryAt = failures.length > 0 ? Date.now() + RETRY_INTERVAL : Number.POSITIVE_INFINITY;
    const detail = describeFailures(failures);
    if (detail !== told) stack.report(STATE_STORE_SYNC, "ready", detail);
    told = detail;
  };
  runLoop(stack, STATE_STORE_SYNC, step, () => pause(STATE_STORE_INTERVAL, stack.signal));
};

function describeFailures(failures: readonly Failure[]): string {
  const [first] = failures;
  return first ? `${first.path}: ${first.message}` : "Applies what Kratix wrote for this cluster";
}

/** Steps until the stack stops; what fails is said once and tried again. */
function runLoop(stack: Stack, name: string, step: () => Promise<void>, wait: () => Promise<void>): void {
  let problem = "";
  const loop = async () => {
    while (!stack.signal.aborted) {
      try {
        await step();
        problem = "";
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (message !== problem) console.error(`${name}: ${message}`);
        problem = message;
        await pause(RETRY_INTERVAL / 3, stack.signal);
      }
      await wait();
    }
  };
  const running = loop();
  stack.onClose(() => running);
}
