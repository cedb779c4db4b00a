/** Portals measured in turns, so that a busy moment of the machine meets all of them. */
import { percentile } from "#bench/report";
import type { Figure } from "#bench/size/figures";
import type { MeasuredPortal } from "#bench/size/portals";

export interface Turns extends Pick<Figure, "what" | "budget"> {
  /** Milliseconds of one turn; undefined: the build does not have what is measured. */
  take(portal: MeasuredPortal, round: number): Promise<number | undefined>;
  rounds?: number;
}

const ROUNDS = 40;
/** Seconds for each portal, after which no further round begins: a slow build is measured less often. */
const SECONDS = 20;
const LEAST_ROUNDS = 3;

/** Takes one turn that does not count, then the rounds. */
export async function takeTurns(
  portals: readonly MeasuredPortal[],
  { what, budget, take, rounds = ROUNDS }: Turns,
): Promise<Figure[]> {
  const figures = portals.map((portal) => ({ portal, samples: [] as number[] }));
  const deadline = performance.now() + SECONDS * 1_000 * portals.length;
  for (let round = -1; round < rounds; round += 1) {
    if (round >= LEAST_ROUNDS && performance.now() > deadline) break;
    for (const { portal, samples } of figures) {
      const took = await take(portal, round + 1);
      if (took !== undefined && round >= 0) samples.push(took);
    }
  }
  const found = figures.map(({ portal, samples }): Figure => {
    return { what, portal: portal.name, unit: "ms", samples, budget };
  });
  for (const { portal, samples } of found)
    console.error(`  ${what}, ${portal}: ${describeProgress(samples)}`);
  return found;
}

function describeProgress(samples: readonly number[]): string {
  if (samples.length === 0) return "n/a";
  return `${samples.length} times, median ${Math.round(percentile(samples, 0.5))} ms`;
}
