/** How much the portal adds to the Git operation of a submitted request. */
import type { Figure } from "#bench/size/figures";
import { createRandom, makeCreate } from "#bench/size/history";
import { makeValues } from "#bench/size/offers";
import { APPROVER } from "#bench/size/people";
import type { MeasuredPortal } from "#bench/size/portals";
import { describeProposal } from "#bench/size/repository";
import { signIn } from "#bench/size/visitor";
import type { GitActor, GitProvider } from "#lib/git/types";
import type { RequestInput } from "#lib/request/types";

const ROUNDS = 20;
const LEAST_ROUNDS = 5;
/** After which no further round begins. */
const SECONDS = 60;
const BUDGET = 100;
/** Numbers in the names of new objects, which no request of the history has. */
const FIRST_NUMBER = 2_000_000;

/**
 * Submits one request to each portal and opens the same pull request with `git`, in turns.
 * @param git a provider on a copy of the repository
 */
export async function measureSubmissions(
  portals: readonly MeasuredPortal[],
  git: GitProvider,
): Promise<Figure[]> {
  const random = createRandom(FIRST_NUMBER);
  const bare: number[] = [];
  const visits = await Promise.all(
    portals.map(async (portal) => ({
      portal,
      visitor: await signIn(portal.url, APPROVER),
      whole: [] as number[],
    })),
  );
  const deadline = performance.now() + SECONDS * 1_000 * portals.length;
  // The first round does not count.
  for (let round = -1; round < ROUNDS; round += 1) {
    if (round >= LEAST_ROUNDS && performance.now() > deadline) break;
    const { planned, input } = makeSubmission(FIRST_NUMBER + round, random);
    const started = performance.now();
    await git.openPullRequest(describeProposal(planned), actorOf());
    const alone = performance.now() - started;
    if (round >= 0) bare.push(alone);
    for (const { visitor, whole } of visits) {
      const { took } = await visitor.post("/api/v1/requests", input);
      if (round >= 0) whole.push(took);
    }
  }
  console.error(`  ${bare.length} submissions`);
  const rows = visits.flatMap(({ portal: { name: portal }, whole }): Figure[] => [
    { what: "Submit a request", portal, unit: "ms", samples: whole },
    {
      what: "Submit, above the Git operation",
      portal,
      unit: "ms",
      samples: subtract(whole, bare),
      budget: BUDGET,
    },
  ]);
  return [{ what: "The Git operation alone", unit: "ms", samples: bare }, ...rows];
}

function subtract(whole: readonly number[], parts: readonly number[]): number[] {
  return whole.map((value, index) => value - (parts[index] ?? 0));
}

/** A new object of the approver, as input of the API and as a pull request. */
export function makeSubmission(number: number, random: () => number) {
  const planned = { ...makeCreate(number, random), author: APPROVER };
  const { name, namespace } = planned.object;
  const values = makeValues(number, planned.author.user);
  const input: RequestInput = { entry: planned.offer.id, name, namespace, operation: "create", values };
  return { planned, input };
}

/** The approver as an actor in Git. */
export function actorOf(): GitActor {
  const { user: id, name, email } = APPROVER;
  return { id, name, email };
}
