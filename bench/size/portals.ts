/** The portals to measure: the standalone build of this checkout, and that of another one, on the same cluster. */
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type SizeCluster, SYNC_REPORT } from "#bench/size/cluster";
import { CLUSTER } from "#bench/size/offers";
import { SIGNED_IN } from "#bench/size/people";
import { BRANCH, REPOSITORY } from "#bench/size/repository";
import { answersOk } from "#demo/local-stack/probe";
import type { RunningProcess } from "#demo/local-stack/types";
import { createPortal, portalUrl } from "#demo/portal";
import { buildPortal, hashSources } from "#demo/portal-build";
import type { CallLimits } from "#lib/config/settings";

export interface MeasuredPortal {
  name: string;
  url: string;
  /** Path of its own copy of the repository. */
  repository: string;
  /** Starts a new process. Resolves with the milliseconds until `/api/readyz` answers 200. */
  start(): Promise<number>;
  stop(): Promise<void>;
  isRunning(): boolean;
  /** Of the running process, which leads a process group. */
  pid(): number;
}

/** Milliseconds between two readings of `/api/readyz`. */
const READY_POLL = 5;
/** Milliseconds after which the start looks whether the process has ended. */
const READY_LOOK = 2_000;

/** The folder of the build of another checkout, for its present sources. */
function findBuild(folder: string): string {
  const checkout = resolve(folder);
  const build = join(checkout, ".cache/portal", hashSources(`${checkout}/`).slice(0, 16));
  if (existsSync(build)) return build;
  throw new Error(`${checkout} has no build of its sources. Run \`node demo/obtain.ts portal\` there.`);
}

/** @param other folder of another checkout that has a build */
export async function listBuilds(
  cluster: SizeCluster,
  other: string | undefined,
): Promise<Map<string, string>> {
  const own = ["this checkout", await buildPortal(cluster.stack)] as const;
  return new Map(other === undefined ? [own] : [own, [basename(resolve(other)), findBuild(other)]]);
}

/**
 * @param repository path of the copy that this portal writes to
 * @param environment further variables of its process
 */
export async function openMeasuredPortal(
  { stack, portalKubeconfig }: SizeCluster,
  {
    name,
    build,
    repository,
    environment = {},
  }: { name: string; build: string; repository: string; environment?: Record<string, string> },
): Promise<MeasuredPortal> {
  const port = await stack.freePort();
  const url = portalUrl(port);
  let running: RunningProcess | undefined;
  const host = {
    folder: join(stack.folder, basename(repository, ".git")),
    report: stack.report,
    start: async (spec: Parameters<typeof stack.start>[0]) => {
      const ready = () => untilReady(url);
      running = await stack.start({ ...spec, name: `portal-${basename(repository, ".git")}`, ready });
      return running;
    },
  };
  const portal = createPortal(host, {
    port,
    build,
    settings: { ...describeSettings(portalKubeconfig, repository), ...environment },
  });
  return {
    name,
    url,
    repository,
    async start() {
      const started = performance.now();
      await portal.start();
      return performance.now() - started;
    },
    async stop() {
      await portal.kill();
      running = undefined;
    },
    isRunning: () => running !== undefined,
    pid: () => running?.pid ?? 0,
  };
}

/** False after a while, so that the start can look whether the process has ended. */
async function untilReady(url: string): Promise<boolean> {
  const deadline = performance.now() + READY_LOOK;
  while (performance.now() < deadline) {
    if (await answersOk(`${url}/api/readyz`).catch(() => false)) return true;
    await setTimeout(READY_POLL);
  }
  return false;
}

/** No call of the benchmark is refused for its frequency. */
const UNLIMITED = { burst: 1_000_000, perSecond: 1_000_000 };
const LIMITS: CallLimits = {
  address: UNLIMITED,
  anonymous: UNLIMITED,
  signIn: UNLIMITED,
  person: UNLIMITED,
  preview: UNLIMITED,
  write: UNLIMITED,
};

/** Names as `lib/config.ts` reads them. */
function describeSettings(kubeconfig: string, path: string): Record<string, string> {
  return {
    VITRINE_CLUSTERS: JSON.stringify([{ name: CLUSTER, kubeconfig }]),
    VITRINE_GIT: JSON.stringify({ provider: "local", path, name: REPOSITORY, branch: BRANCH }),
    VITRINE_DEMO_PEOPLE: JSON.stringify(SIGNED_IN),
    VITRINE_SYNC_REPORT: JSON.stringify(SYNC_REPORT),
    VITRINE_LIMITS: JSON.stringify(LIMITS),
  };
}
