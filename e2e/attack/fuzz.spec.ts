import { type FuzzInput, generateInputs } from "./testing/fuzz";
import { type Answer, readJson } from "./testing/http";
import {
  expectBoundedSeries,
  LONGEST_BLOCK,
  type Metrics,
  measureBlock,
  readMetrics,
} from "./testing/metrics";
import { expect, openRequest, type Stage, test } from "./testing/stage";
import { askFor, FLAG_ENTRY, ZONE_ENTRY } from "./testing/targets";

const COUNT = process.env.VITRINE_LONG ? 10_000 : 1_000;
const SEED = Number(process.env.VITRINE_FUZZ_SEED ?? 20_260);
/** Inputs between two looks at the portal. */
const BATCH = 50;
const AT_ONCE = 8;
const MEBIBYTE = 2 ** 20;
/**
 * MiB that the portal's heap may take. With gigabytes, Node.js lets garbage lie until there are hundreds of megabytes of
 * it, and no reading tells what is kept.
 */
const HEAP = 256;

async function send(stage: Stage, { person, ...sent }: FuzzInput): Promise<Answer> {
  const headers = { origin: stage.url, ...sent.headers };
  return person === "anonymous"
    ? stage.asNobody({ ...sent, headers })
    : (await stage.as(person)).send({ ...sent, headers });
}

const show = ({ person, method, path, headers, body }: FuzzInput) =>
  `${person}: ${method} ${path} ${JSON.stringify(headers)} ${String(body).slice(0, 1_000)}`;

/** Sends them, a few at a time; gives those that the portal failed at, with what it said. */
async function sendAll(stage: Stage, inputs: readonly FuzzInput[]): Promise<string[]> {
  const failures: string[] = [];
  const waiting = [...inputs];
  const work = async () => {
    for (let input = waiting.shift(); input; input = waiting.shift()) {
      const outcome = await send(stage, input).then(
        ({ status, text }) => (status >= 500 ? `${status} ${text.slice(0, 300)}` : undefined),
        (error: Error) => `no answer: ${error.message}`,
      );
      if (outcome) failures.push(`${outcome}\n  to ${show(input)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return failures;
}

/** Those of a batch that keep the event loop each time they are tried alone. */
async function findBlocking(stage: Stage, inputs: readonly FuzzInput[]): Promise<string[]> {
  const blocking: string[] = [];
  for (const input of inputs) {
    const block = await measureBlock(stage, () => send(stage, input).catch(() => undefined));
    if (block > LONGEST_BLOCK) blocking.push(`${Math.round(block)} ms by ${show(input)}`);
  }
  return blocking;
}

const heapOf = (metrics: Metrics) => metrics.value("nodejs_heap_size_used_bytes");

test(`${COUNT} malformed inputs are refused without failures, crashes, pauses or memory growth`, async ({
  stage,
}) => {
  test.setTimeout(COUNT * 400 + 120_000);
  const { paths } = readJson(await stage.asNobody({ path: "/api/v1/openapi.json" }));
  const { id } = await openRequest(stage, askFor("own", "fuzzed"));
  const known = {
    ids: [id, FLAG_ENTRY, ZONE_ENTRY, "platform-requests-1", "catalog", "team-a", "/spec/description"],
    address: {
      cluster: "local",
      group: "demo.vitrine.dev",
      version: "v1",
      plural: "featureflags",
      namespace: "team-a",
      name: "attack-own",
      action: "approve",
    },
    body: { ...askFor("own", "fuzzed"), commit: "0".repeat(40), comment: "", confirmed: [], base: "" },
  };
  const inputs = generateInputs(paths, known, SEED);
  await stage.restart({ NODE_OPTIONS: `--max-old-space-size=${HEAP}` });
  const heaps: number[] = [];
  const first = await readMetrics(stage);
  for (let sent = 0; sent < COUNT; sent += BATCH) {
    const batch = Array.from({ length: BATCH }, () => inputs.next().value);
    await readMetrics(stage);
    expect(await sendAll(stage, batch), `seed ${SEED}, inputs from ${sent}`).toEqual([]);
    const metrics = await readMetrics(stage);
    heaps.push(heapOf(metrics));
    const lag = metrics.value("nodejs_eventloop_lag_max_seconds") * 1_000;
    if (lag > LONGEST_BLOCK)
      expect(await findBlocking(stage, batch), `seed ${SEED}, from ${sent}`).toEqual([]);
  }
  const last = await readMetrics(stage);
  await expectBoundedSeries(stage, first, last);
  await expect
    .poll(async () => (await readMetrics(stage)).value("vitrine_event_streams"), { timeout: 15_000 })
    .toBe(0);
  // Garbage is collected now and then: the least of several readings tells what is kept.
  const half = Math.floor(heaps.length / 2);
  const kept = Math.min(...heaps.slice(half)) - Math.min(...heaps.slice(Math.floor(half / 2), half));
  expect(kept / MEBIBYTE, "MiB more in the second half").toBeLessThan(40);
  expect((await stage.asScript({ path: "/api/v1/catalog" })).status).toBe(200);
  await stage.restart({});
});
