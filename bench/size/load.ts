/** The portal's process while fifty pages are open and the cluster and the repository change. */
import { setTimeout } from "node:timers/promises";
import { percentile } from "#bench/report";
import { REQUESTS } from "#bench/size/answers";
import type { LiveObject, SizeCluster } from "#bench/size/cluster";
import type { Figure } from "#bench/size/figures";
import { type Follower, openFollowers, PAGES } from "#bench/size/followers";
import { createRandom, type SeededRequest } from "#bench/size/history";
import { APPROVER } from "#bench/size/people";
import type { MeasuredPortal } from "#bench/size/portals";
import { BRANCH, describeProposal, REPOSITORY } from "#bench/size/repository";
import { actorOf, makeSubmission } from "#bench/size/submissions";
import { readGroupProcessor, readMemory, readProcessor } from "#bench/size/usage";
import { signIn, type Visitor } from "#bench/size/visitor";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { mapConcurrently } from "#lib/graph/walkers/concurrent-reads";

const PER_SECOND = 10;
const REST_SECONDS = 10;
const LIST_BUDGET = 50;
const MEMORY_BUDGET = 300;
const GROWTH_BUDGET = 5;
/** Of the changes that no clock slows down, one of so many opens or closes a request. */
const REQUEST_SHARE = 20;
/** Readings of the memory during these changes. */
const READINGS = 40;
/** Numbers in the names of new objects. */
const FIRST_NUMBER = 3_000_000;

export interface LoadOptions {
  /** How long objects change ten times a second. */
  seconds: number;
  /** How many changes follow, as fast as the cluster accepts them. */
  changes: number;
}

interface Load {
  portal: MeasuredPortal;
  cluster: SizeCluster;
  followers: readonly Follower[];
  visitors: readonly Visitor[];
}

/** Starts a new process of the portal, which no other portal disturbs, and stops it. */
export async function measureLoad(
  portal: MeasuredPortal,
  cluster: SizeCluster,
  requests: readonly SeededRequest[],
  { seconds, changes }: LoadOptions,
): Promise<Figure[]> {
  await portal.start();
  const visitor = await signIn(portal.url, APPROVER);
  // What the first list reads is known to the pages that open then.
  await visitor.get(REQUESTS);
  const { followers, visitors } = await openFollowers(portal.url, requests, cluster.objects);
  const load = { portal, cluster, followers, visitors };
  try {
    await settle(portal);
    console.error(`  ${followers.length} pages open, ${portal.name}`);
    const rest = await measureProcessor(portal, () => setTimeout(REST_SECONDS * 1_000));
    const busy = await measureChanges(load, seconds);
    await settle(portal);
    return [
      { what: "CPU, 50 pages open, nothing changes", portal: portal.name, unit: "%", samples: [rest.own] },
      ...busy,
      ...(await measureGrowth(load, changes)),
    ];
  } finally {
    for (const follower of followers) follower.close();
    await portal.stop();
  }
}

/** Ten changes of objects a second; each tenth is of an object whose page is open. */
async function measureChanges(
  { portal, cluster, followers, visitors }: Load,
  seconds: number,
): Promise<Figure[]> {
  const before = followers.map(({ messages }) => messages());
  let lists: number[] = [];
  const count = seconds * PER_SECOND;
  const { own, group } = await measureProcessor(portal, async () => {
    const end = new AbortController();
    const changing = changeObjects(cluster, followers, count).finally(() => end.abort());
    [lists] = await Promise.all([readLists(visitors, end.signal), changing]);
  });
  const name = portal.name;
  const sent = followers.map(({ page, messages }, index) => ({
    page,
    count: messages() - (before[index] ?? 0),
  }));
  console.error(`  ${count} changes, ${name}: ${Math.round(own)} % CPU, ${lists.length} lists`);
  return [
    { what: `CPU, ${PER_SECOND} changes a second`, portal: name, unit: "%", samples: [own] },
    { what: `CPU, ${PER_SECOND} changes a second, with Git`, portal: name, unit: "%", samples: [group] },
    { what: "List of requests meanwhile", portal: name, unit: "ms", samples: lists, budget: LIST_BUDGET },
    ...PAGES.map((page): Figure => {
      const samples = sent.filter((stream) => stream.page === page).map((stream) => stream.count);
      return { what: `Messages of ${count} changes: ${page}`, portal: name, unit: "messages", samples };
    }),
  ];
}

/** Reads the list of requests once a second, as one person after the other. Returns the milliseconds of each answer. */
async function readLists(visitors: readonly Visitor[], signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  while (!signal.aborted) {
    const answer = await visitors[times.length % visitors.length]?.get(REQUESTS);
    const took = answer?.took ?? 0;
    times.push(took);
    await setTimeout(Math.max(0, 1_000 - took));
  }
  return times;
}

async function changeObjects(
  cluster: SizeCluster,
  followers: readonly Follower[],
  count: number,
): Promise<void> {
  const started = performance.now();
  const changes: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    await setTimeout(Math.max(0, started + (index * 1_000) / PER_SECOND - performance.now()));
    const change = cluster.change(chooseObject(cluster.objects, followers, index), index);
    // A failure is thrown below, and must not end the process before.
    change.catch(() => undefined);
    changes.push(change);
  }
  await Promise.all(changes);
}

function chooseObject(
  objects: readonly LiveObject[],
  followers: readonly Follower[],
  index: number,
): LiveObject {
  const watched = index % 10 === 0 ? followers[(index / 10) % followers.length]?.watched : undefined;
  const chosen = watched ?? objects[(index * 37) % objects.length];
  if (!chosen) throw new Error("There are no objects.");
  return chosen;
}

/** Memory while objects and requests change: at the end, and its growth over the second half. */
async function measureGrowth(
  { portal, cluster, followers, visitors }: Load,
  changes: number,
): Promise<Figure[]> {
  const ofRequests = Math.floor(changes / REQUEST_SHARE);
  const ofObjects = changes - ofRequests;
  const memory: number[] = [];
  let done = 0;
  const changeObject = async (index: number) => {
    await cluster.change(chooseObject(cluster.objects, followers, index), index + 1);
    done += 1;
    if (done % Math.ceil(ofObjects / READINGS) === 0) memory.push(readMemory(portal.pid()));
  };
  const started = performance.now();
  await Promise.all([
    mapConcurrently(
      Array.from({ length: ofObjects }, (_, index) => index),
      changeObject,
    ),
    changeRequests(portal.repository, ofRequests),
  ]);
  console.error(
    `  ${changes} changes, ${portal.name}: ${Math.round((performance.now() - started) / 1_000)} s`,
  );
  await visitors[0]?.get(REQUESTS);
  await settle(portal);
  const end = readMemory(portal.pid());
  const half = percentile(memory.slice(memory.length / 2, (memory.length * 6) / 10), 0.5);
  const last = percentile([...memory.slice((memory.length * 9) / 10), end], 0.5);
  const growth = ((last - half) / half) * 100;
  const name = portal.name;
  return [
    {
      what: `Memory after ${changes} changes`,
      portal: name,
      unit: "MB",
      samples: [end],
      budget: MEMORY_BUDGET,
    },
    {
      what: "Memory, growth over the second half",
      portal: name,
      unit: "%",
      samples: [growth],
      budget: GROWTH_BUDGET,
    },
    { what: "Memory during the changes", portal: name, unit: "MB", samples: memory },
  ];
}

/** Opens requests and closes them, half of `count` each, as another process does. */
async function changeRequests(path: string, count: number): Promise<void> {
  const git = createLocalProvider({ path, name: REPOSITORY, branch: BRANCH });
  const random = createRandom(FIRST_NUMBER);
  try {
    for (let index = 0; index < count / 2; index += 1) {
      const { planned } = makeSubmission(FIRST_NUMBER + index, random);
      const { number } = await git.openPullRequest(describeProposal(planned), actorOf());
      await git.close(number, actorOf());
    }
  } finally {
    git.dispose();
  }
}

/** The share of one processor in per cent that the portal uses while `work` runs; `group` with the Git processes. */
async function measureProcessor(portal: MeasuredPortal, work: () => Promise<void>) {
  const read = () => ({
    time: performance.now() / 1_000,
    own: readProcessor(portal.pid()),
    group: readGroupProcessor(portal.pid()),
  });
  const before = read();
  await work();
  const after = read();
  const share = (name: "own" | "group") => ((after[name] - before[name]) / (after.time - before.time)) * 100;
  return { own: share("own"), group: share("group") };
}

const CALM_PERCENT = 10;
const SETTLE_SECONDS = 120;

/** Waits until the portal has nothing to do for a second, or for a while in vain. */
async function settle(portal: MeasuredPortal): Promise<void> {
  for (let second = 0; second < SETTLE_SECONDS; second += 1) {
    const { group } = await measureProcessor(portal, () => setTimeout(1_000));
    if (group < CALM_PERCENT) return;
  }
  console.error(`  ${portal.name} is still busy after ${SETTLE_SECONDS} s`);
}
