/** The cluster of the benchmark: a real kube-apiserver with the offers, the access of the people and thousands of objects. */
import type { SeededObject } from "#bench/size/history";
import { createRandom, makeCreate } from "#bench/size/history";
import { makeOfferCrd, OFFERS } from "#bench/size/offers";
import { GRANTS, NAMESPACES } from "#bench/size/people";
import { launchControlPlane } from "#demo/local-stack/control-plane";
import type { StackBase } from "#demo/local-stack/stack";
import { PORTAL_ACCOUNT } from "#demo/people";
import { applyWhenServed, readManifests } from "#demo/platform/apply";
import { type Cluster, type Manifest, openCluster } from "#demo/platform/cluster";
import { mergeObject } from "#demo/platform/objects";
import { writeAccountKubeconfig } from "#demo/platform/service-account";
import { createLimit } from "#lib/git/concurrency-limit";

/** How many writers write the objects at once. */
const WRITERS = 8;

/** The ConfigMap that reports the commit that the cluster has applied; `VITRINE_SYNC_REPORT` names it. */
export const SYNC_REPORT = { namespace: "bench", name: "sync" };

export interface SizeCluster {
  stack: StackBase;
  /** As its administrator. */
  admin: Cluster;
  /** Kubeconfig of the portal's account. */
  portalKubeconfig: string;
  /** The objects that exist. */
  objects: readonly LiveObject[];
  /** Gives an object another status, as a controller does; each `round` differs from the one before. */
  change(object: LiveObject, round: number): Promise<void>;
}

/** The object of a request or, made by hand, of none. */
export type LiveObject = Pick<SeededObject, "object" | "manifest">;

/**
 * Starts the cluster in `stack` with `count` objects. Nine of ten objects in Git exist; objects without a file make up
 * the rest.
 * @param revision the commit that the sync reports as applied
 */
export async function startSizeCluster(
  stack: StackBase,
  seeded: readonly SeededObject[],
  { count, revision }: { count: number; revision: string },
): Promise<SizeCluster> {
  const controlPlane = await launchControlPlane(stack);
  const admin = await openCluster(controlPlane.kubeconfig);
  const namespaces = [...NAMESPACES, SYNC_REPORT.namespace, PORTAL_ACCOUNT.namespace].map(makeNamespace);
  const platform = [...(await readManifests("rbac/portal.yaml")), ...OFFERS.map(makeOfferCrd)];
  for (const step of [
    [...namespaces, ...platform],
    [...GRANTS, makeSyncReport(revision)],
  ])
    await Promise.all(step.map((object) => applyWhenServed(admin, object, stack.signal)));
  const objects = chooseObjects(seeded, count);
  await createObjects(admin, objects, stack.signal);
  return {
    stack,
    admin,
    portalKubeconfig: await writeAccountKubeconfig(
      { ...stack, kubeconfig: controlPlane.kubeconfig },
      PORTAL_ACCOUNT,
    ),
    objects,
    change: (object, round) => setStatus(admin, object, round),
  };
}

function makeNamespace(name: string): Manifest {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

/** docs/sync-report.md */
function makeSyncReport(revision: string): Manifest {
  // Long ago: what is not there yet is missing, and no step depends on the clock.
  const appliedAt = new Date(Date.now() - 60 * 60_000).toISOString();
  const data = {
    agent: "Git sync",
    phase: "succeeded",
    appliedRevision: revision,
    attemptedRevision: revision,
  };
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { ...SYNC_REPORT }, data: { ...data, appliedAt } };
}

function chooseObjects(seeded: readonly SeededObject[], count: number): LiveObject[] {
  const applied = seeded.filter((_, index) => index % 10 !== 9).slice(0, count);
  const random = createRandom(count);
  const byHand = Array.from({ length: count - applied.length }, (_, index) => {
    // Numbers that no request has.
    const { object, after } = makeCreate(1_000_000 + index, random);
    return { object, manifest: after };
  });
  return [...applied, ...byHand];
}

async function createObjects(
  admin: Cluster,
  objects: readonly LiveObject[],
  signal: AbortSignal,
): Promise<void> {
  const inLine = createLimit(WRITERS);
  const [first] = objects;
  // The first one waits until its kind is served; the path of a kind is then known.
  if (first) await applyWhenServed(admin, first.manifest, signal);
  await Promise.all(
    objects.map((object, index) =>
      inLine(async () => {
        await applyWhenServed(admin, object.manifest, signal);
        await setStatus(admin, object, index);
      }),
    ),
  );
}

/** Most objects are ready, one of twelve has failed, one of twenty is being made. */
async function setStatus(admin: Cluster, { manifest }: LiveObject, round: number): Promise<void> {
  const path = await admin.path({ ...manifest, ...manifest.metadata });
  await mergeObject(admin, `${path}/status`, { status: { conditions: [makeReady(round)] } });
}

function makeReady(round: number) {
  const lastTransitionTime = new Date().toISOString();
  const common = { type: "Ready", lastTransitionTime };
  if (round % 12 === 5) {
    const message = `The quota of the team allows no more storage (attempt ${round}).`;
    return { ...common, status: "False", reason: "QuotaExceeded", message };
  }
  if (round % 20 === 3)
    return { ...common, status: "False", reason: "Creating", message: `Step ${round} of many.` };
  return { ...common, status: "True", reason: "Available", message: `Checked ${round} times.` };
}
