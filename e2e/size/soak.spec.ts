import { readdirSync, readlinkSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { expect } from "@playwright/test";
import { VISITORS } from "#bench/size/people";
import { readMemory } from "#bench/size/usage";
import { type SizeStage, test } from "./testing/stage";
import { openPerson, type Visit } from "./testing/visits";

const LONG = Boolean(process.env.VITRINE_LONG);
/** Of all rounds together: 2 in `npm test`, 30 in `npm run test:long`. */
const MINUTES = LONG ? 30 : 2;
const ROUNDS = 4;
/** Changes of objects, a second. */
const CHANGES = 10;
/** Milliseconds. The long run holds it, which measures on a machine that does nothing else. */
const LONGEST_ANSWER = 1_000;
/** Besides watches: calls of the cluster, with what runs, and open pages that have just been closed. */
const MOST_SOCKETS = 100;
/** What the second half may add to the first: requests are submitted, and stay. */
const GROWTH = 1.05;

interface Reading {
  /** MB. */
  heap: number;
  resident: number;
  watches: number;
  sockets: number;
}

test(`${VISITORS.length} people work for ${MINUTES} minutes, and nothing grows`, async ({ stage }) => {
  test.setTimeout((MINUTES + 5) * 60_000);
  const people = await Promise.all(VISITORS.map((person, index) => openPerson(stage, index, person)));
  const readings: Reading[] = [];
  const visits: Visit[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const end = AbortSignal.timeout((MINUTES * 60_000) / ROUNDS);
    const changing = changeObjects(stage, end, round);
    visits.push(...(await Promise.all(people.map((work) => work(end)))).flat());
    await changing;
    readings.push(await readWhenCalm(stage));
    console.log(`Round ${round + 1}: ${visits.length} answers, ${JSON.stringify(readings.at(-1))}`);
  }
  const slowest = visits.toSorted((one, other) => other.took - one.took);
  console.log(
    "Slowest:",
    slowest
      .slice(0, 5)
      .map(({ path, took }) => `${path} ${Math.round(took)} ms`)
      .join(", "),
  );
  const late = slowest.filter(({ took }) => took > LONGEST_ANSWER);
  console.log(`${late.length} of ${visits.length} answers took longer than ${LONGEST_ANSWER} ms`);
  if (LONG) expect(late).toEqual([]);
  const [, before, , after] = readings;
  expect(after?.heap).toBeLessThan((before?.heap ?? 0) * GROWTH);
  expect(after?.watches).toBeLessThanOrEqual(before?.watches ?? 0);
  for (const { sockets, watches } of readings) expect(sockets - watches).toBeLessThan(MOST_SOCKETS);
});

/** One object after the other gets another status, all in turn. */
async function changeObjects({ cluster }: SizeStage, signal: AbortSignal, round: number): Promise<void> {
  const { objects } = cluster;
  for (let index = 0; !signal.aborted; index += 1) {
    const object = objects[(round * 500 + index) % objects.length];
    if (object) await cluster.change(object, round + index);
    await setTimeout(1_000 / CHANGES);
  }
}

/** After the pages were closed, what they needed ends within moments: the figures are read once two in a row agree. */
async function readWhenCalm(stage: SizeStage): Promise<Reading> {
  let known = { watches: -1, sockets: -1 };
  await expect
    .poll(
      async () => {
        const before = known;
        known = { watches: await countWatches(stage), sockets: countSockets(stage.portal.pid()) };
        return known.watches === before.watches && known.sockets === before.sockets;
      },
      { timeout: 60_000, intervals: [2_000] },
    )
    .toBe(true);
  return { heap: await stage.heap.measure(), resident: readMemory(stage.portal.pid()), ...known };
}

/** Watches that the API server serves, as it counts them itself: https://kubernetes.io/docs/reference/instrumentation/metrics/ */
async function countWatches({ cluster }: SizeStage): Promise<number> {
  const lines = await cluster.admin.lines("/metrics", AbortSignal.timeout(30_000));
  let count = 0;
  for await (const line of lines)
    if (line.startsWith("apiserver_longrunning_requests{") && line.includes('verb="WATCH"'))
      count += Number(line.slice(line.lastIndexOf(" ") + 1));
  return count;
}

function countSockets(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((name) => {
    try {
      return readlinkSync(`${folder}/${name}`).startsWith("socket:");
    } catch {
      return false;
    }
  }).length;
}
