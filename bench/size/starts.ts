/** How soon a new process of the portal answers its first list, and how much memory it then has. */

import { REQUESTS } from "#bench/size/answers";
import type { Figure } from "#bench/size/figures";
import { APPROVER } from "#bench/size/people";
import type { MeasuredPortal } from "#bench/size/portals";
import { readMemory } from "#bench/size/usage";
import { signIn } from "#bench/size/visitor";

const ROUNDS = 5;
/** Seconds for each portal, after which no further round begins. */
const SECONDS = 60;
const FIRST_BUDGET = 1_500;
const MEMORY_BUDGET = 300;

const ROWS = {
  ready: { what: "Process start until ready", unit: "ms" },
  first: { what: "First list of requests, from ready", unit: "ms", budget: FIRST_BUDGET },
  whole: { what: "First list of requests, from process start", unit: "ms" },
  again: { what: "The same list again", unit: "ms" },
  size: { what: "Answer of the list", unit: "KB" },
  memoryAtStart: { what: "Memory when ready", unit: "MB", budget: MEMORY_BUDGET },
  memoryAfterList: { what: "Memory after the first list", unit: "MB", budget: MEMORY_BUDGET },
} as const;

type Row = keyof typeof ROWS;

/** The portals run afterwards. Ready is the first 200 of `/api/readyz`. */
export async function measureStarts(portals: readonly MeasuredPortal[]): Promise<Figure[]> {
  const samples = new Map<MeasuredPortal, Record<Row, number>[]>(portals.map((portal) => [portal, []]));
  const deadline = performance.now() + SECONDS * 1_000 * portals.length;
  for (let round = 0; round === 0 || (round < ROUNDS && performance.now() < deadline); round += 1) {
    for (const portal of portals) {
      await portal.stop();
      const taken = await measureStart(portal);
      console.error(`  Start ${round + 1} of ${ROUNDS}, ${portal.name}: ${JSON.stringify(taken)}`);
      samples.get(portal)?.push(taken);
    }
  }
  return Object.entries(ROWS).flatMap(([row, described]) =>
    portals.map((portal) => {
      const taken = samples.get(portal) ?? [];
      return { ...described, portal: portal.name, samples: taken.map((values) => values[row as Row]) };
    }),
  );
}

/** The sign-in between ready and the list is not counted. */
async function measureStart(portal: MeasuredPortal): Promise<Record<Row, number>> {
  const ready = await portal.start();
  const memoryAtStart = readMemory(portal.pid());
  const visitor = await signIn(portal.url, APPROVER);
  const { took: first, bytes } = await visitor.get(REQUESTS);
  const memoryAfterList = readMemory(portal.pid());
  const { took: again } = await visitor.get(REQUESTS);
  return { ready, first, whole: ready + first, again, size: bytes / 1024, memoryAtStart, memoryAfterList };
}
