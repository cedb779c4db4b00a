/**
 * A portal of real size over HTTP: thousands of requests and objects, people with different access, event streams and
 * a browser. `--portal <folder>` measures the build of another checkout beside this one, in turns. Only a run of the
 * whole size, of this checkout alone, writes docs/benchmarks.md.
 */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeSection } from "#bench/report";
import { measureAnswers } from "#bench/size/answers";
import { type SizeCluster, startSizeCluster } from "#bench/size/cluster";
import { type Figure, formatFigures } from "#bench/size/figures";
import { buildHistory, type History } from "#bench/size/history";
import { measureLoad } from "#bench/size/load";
import { measurePages } from "#bench/size/pages";
import { listBuilds, type MeasuredPortal, openMeasuredPortal } from "#bench/size/portals";
import { BRANCH, createRepository, REPOSITORY } from "#bench/size/repository";
import { measureStarts } from "#bench/size/starts";
import { measureSubmissions } from "#bench/size/submissions";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import { createLocalProvider } from "#lib/git/embedded/provider";

/** In this order; `--only starts,answers` leaves out the others. */
const STEPS = ["starts", "answers", "pages", "submissions", "load"] as const;

const { values: options } = parseArgs({
  options: {
    portal: { type: "string" },
    only: { type: "string", default: STEPS.join() },
    count: { type: "string", default: "5000" },
    open: { type: "string", default: "500" },
    objects: { type: "string", default: "2000" },
    seconds: { type: "string", default: "60" },
    changes: { type: "string", default: "10000" },
  },
});
const isWhole = process.argv.length === 2;
const size = { requests: Number(options.count), open: Number(options.open) };
const load = { seconds: Number(options.seconds), changes: Number(options.changes) };
const steps = STEPS.filter((step) => options.only.split(",").includes(step));

interface Setting {
  history: History;
  cluster: SizeCluster;
  portals: readonly MeasuredPortal[];
  /** A copy of the repository that no portal has. */
  seed: string;
}

async function prepare(stack: StackBase): Promise<Setting> {
  const history = buildHistory(size);
  const seed = join(stack.folder, "seed.git");
  const revision = createRepository(seed, history);
  console.error(`  Repository: ${history.requests.length} requests, ${history.objects.length} files`);
  const count = Number(options.objects);
  const cluster = await startSizeCluster(stack, history.objects, { count, revision });
  console.error(`  Cluster: ${cluster.objects.length} objects`);
  return { history, cluster, portals: await openPortals(cluster, seed), seed };
}

/** Each portal has its own copy of the repository. */
async function openPortals(cluster: SizeCluster, seed: string): Promise<MeasuredPortal[]> {
  const portals: MeasuredPortal[] = [];
  for (const [name, build] of await listBuilds(cluster, options.portal)) {
    const repository = join(cluster.stack.folder, `requests-${portals.length + 1}.git`);
    cpSync(seed, repository, { recursive: true });
    portals.push(await openMeasuredPortal(cluster, { name, build, repository }));
  }
  return portals;
}

/** The load has a portal for itself; at every other step all portals run. */
async function measure(
  step: (typeof STEPS)[number],
  { history: { requests }, cluster, portals, seed }: Setting,
): Promise<Figure[]> {
  if (step === "starts") return measureStarts(portals);
  if (step === "load") {
    await Promise.all(portals.map((portal) => portal.stop()));
    const figures: Figure[] = [];
    for (const portal of portals) figures.push(...(await measureLoad(portal, cluster, requests, load)));
    return figures;
  }
  for (const portal of portals) if (!portal.isRunning()) await portal.start();
  if (step === "answers") return measureAnswers(portals, requests, cluster.objects);
  if (step === "pages") return measurePages(portals);
  const git = createLocalProvider({ path: seed, name: REPOSITORY, branch: BRANCH });
  try {
    return await measureSubmissions(portals, git);
  } finally {
    git.dispose();
  }
}

function formatSection({ history }: Setting, figures: readonly Figure[]): string {
  return [
    `${size.requests} requests of 41 people in an embedded repository, ${size.open} of them open; ${options.objects} objects`,
    `of three offers in 12 namespaces; ${history.objects.length} files on the target branch. The standalone build, as the demo`,
    "runs it, over HTTP with sessions. The approver sees everything, the developer two namespaces, the outsider only the",
    'own requests. "CPU" is a share of one processor. A budget holds for the 95th percentile.',
    "",
    formatFigures(figures),
  ].join("\n");
}

const stack = openStack();
process.once("SIGINT", () => void stack.close());
try {
  const setting = await prepare(stack);
  const figures: Figure[] = [];
  for (const step of steps) {
    const found = await measure(step, setting);
    // Printed at once: a later step may fail.
    console.log(`${formatFigures(found)}\n`);
    figures.push(...found);
  }
  if (isWhole) writeSection("A portal of real size", formatSection(setting, figures));
} finally {
  await stack.close();
}
