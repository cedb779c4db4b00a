import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startControlPlane, type TestControlPlane } from "#demo/local-stack/testing/test-control-plane";
import { openPropertyServer } from "#demo/local-stack/testing/test-property-server";
import { type BatchResult, runBatch, type Verdict } from "#lib/schema/testing/batch";
import type { PropertyServer } from "#lib/schema/testing/types";

// `npm run test:long` runs thousands of schemas, with another seed each time.
const SCHEMAS = Number(process.env.VITRINE_PROPERTY_SCHEMAS ?? 200);
const SEED = process.env.VITRINE_PROPERTY_SEED ?? "vitrine";
/**
 * Number of the first schema. A failed case has the seed `<run>/<schema>/<value>`: set these to repeat that
 * schema alone.
 */
const FROM = Number(process.env.VITRINE_PROPERTY_FROM ?? 0);
const PER_KIND = 20;
/** Kinds at a time. */
const ABREAST = 5;
/** A first run may have to build kube-apiserver. */
const BUILD = 900_000;

/** The known reasons why the form accepts a value that the server refuses; see `docs/schema.md`. */
const SERVERS_OWN: readonly [why: string, reason: RegExp][] = [
  ["a format that only the server knows", /must be of type (uri|email|isbn|creditcard)/],
  ["a pattern that the browser cannot run", /should match '\^\\p\{L\}\+\$'/],
  ["the metadata of an object inside", /\.metadata[.:]/],
];

let plane: TestControlPlane;
let server: PropertyServer;
let result: BatchResult;

beforeAll(async () => {
  plane = await startControlPlane();
  server = openPropertyServer(plane.apiServer, plane.kubeconfig);
  result = await runAll();
  console.info(summarise(result));
}, BUILD);

afterAll(async () => {
  server?.close();
  await plane?.stop();
});

async function runAll(): Promise<BatchResult> {
  const results: BatchResult[] = [];
  const starts = Array.from({ length: Math.ceil(SCHEMAS / PER_KIND) }, (_, index) => FROM + index * PER_KIND);
  for (let first = 0; first < starts.length; first += ABREAST) {
    const some = starts.slice(first, first + ABREAST);
    results.push(
      ...(await Promise.all(
        some.map((start) => runBatch(server, SEED, start, Math.min(PER_KIND, FROM + SCHEMAS - start))),
      )),
    );
  }
  return {
    unaccepted: results.flatMap(({ unaccepted }) => unaccepted),
    verdicts: results.flatMap(({ verdicts }) => verdicts),
  };
}

/** Values that the server refuses and the form accepts without a known reason. */
function findMissed({ verdicts }: BatchResult): Verdict[] {
  return verdicts.filter(
    ({ form, unknown, server: refusal }) => refusal !== undefined && form === undefined && !unknown,
  );
}

function summarise(run: BatchResult): string {
  const { unaccepted, verdicts } = run;
  const refused = verdicts.filter((verdict) => verdict.server !== undefined);
  const missed = findMissed(run);
  const classes = SERVERS_OWN.map(
    ([why, reason]) => `${missed.filter((verdict) => reason.test(verdict.server ?? "")).length} for ${why}`,
  );
  return [
    `Seed ${SEED}: ${SCHEMAS - unaccepted.length} schemas accepted, ${unaccepted.length} not;`,
    `${verdicts.length} values, ${refused.length} refused by the server;`,
    `of these the form takes ${missed.length}: ${classes.join(", ")}.`,
  ].join(" ");
}

/** The smallest cases first, because they are the easiest to read. */
function list(verdicts: readonly Verdict[]): string {
  const texts = verdicts.map((verdict) => JSON.stringify(verdict, undefined, 1));
  return texts
    .sort((one, other) => one.length - other.length)
    .slice(0, 5)
    .join("\n");
}

describe("random structural schemas on a real API server", () => {
  it("are accepted by the server in at least 95 % of cases", () => {
    const reasons = result.unaccepted.map(({ seed, reason }) => `${seed}: ${reason}`).join("\n");
    expect(result.unaccepted.length, reasons).toBeLessThan(SCHEMAS * 0.05);
  });

  it("never make the form refuse a value that the server accepts", () => {
    const wrong = result.verdicts.filter(
      ({ form, server: refusal }) => form !== undefined && refusal === undefined,
    );
    expect(wrong.length, list(wrong)).toBe(0);
  });

  it("make the form accept at most 1 % of the values that the server refuses, each for a known reason", () => {
    const refused = result.verdicts.filter((verdict) => verdict.server !== undefined);
    const missed = findMissed(result);
    const unexplained = missed.filter(
      (verdict) => !SERVERS_OWN.some(([, reason]) => reason.test(verdict.server ?? "")),
    );
    expect(unexplained.length, list(unexplained)).toBe(0);
    expect(refused.length).toBeGreaterThan(SCHEMAS);
    expect(missed.length).toBeLessThanOrEqual(refused.length * 0.01);
  });

  it("lose no value in the manifest and in the object that the server stores", () => {
    const lost = result.verdicts.filter(({ loss }) => loss !== undefined);
    expect(lost.length, list(lost)).toBe(0);
  });
});
