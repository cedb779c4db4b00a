/** A portal of real size: thousands of requests and objects on a real API server, and people who work with them. */
import { join } from "node:path";
import { test as base } from "@playwright/test";
import { type SizeCluster, startSizeCluster } from "#bench/size/cluster";
import { buildHistory, type History } from "#bench/size/history";
import { type MeasuredPortal, openMeasuredPortal } from "#bench/size/portals";
import { createRepository } from "#bench/size/repository";
import { openStack } from "#demo/local-stack/stack";
import { buildPortal } from "#demo/portal-build";
import { type Heap, openHeap } from "./heap";

const REQUESTS = { requests: 5_000, open: 500 };
const OBJECTS = 2_000;

export interface SizeStage {
  history: History;
  cluster: SizeCluster;
  portal: MeasuredPortal;
  /** Of the running portal. */
  heap: Heap;
}

async function lend(use: (stage: SizeStage) => Promise<void>): Promise<void> {
  const stack = openStack({
    onCrash: (_name, detail, logEnd) => console.error(`${detail}. The end of its log:\n${logEnd}`),
  });
  try {
    const history = buildHistory(REQUESTS);
    const repository = join(stack.folder, "requests.git");
    const revision = createRepository(repository, history);
    const cluster = await startSizeCluster(stack, history.objects, { count: OBJECTS, revision });
    const build = await buildPortal(stack);
    const inspector = await stack.freePort();
    const environment = { NODE_OPTIONS: `--inspect=127.0.0.1:${inspector}` };
    const portal = await openMeasuredPortal(cluster, { name: "the portal", build, repository, environment });
    await portal.start();
    await use({ history, cluster, portal, heap: openHeap(inspector) });
  } finally {
    await stack.close();
  }
}

/** One stage for all tests at this size: started with the worker, stopped with it. */
export const test = base.extend<object, { stage: SizeStage }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a function needs from this pattern.
  stage: [({}, use) => lend(use), { scope: "worker", timeout: 10 * 60_000 }],
});
