/**
 * How soon a composite resource of 500 parts is known to every depth: from the portal's API, by a portal that has just
 * started and by one that has read it before, and from Crossplane's own command line, in turns on the same cluster.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { type BigBundle, startBigBundle, type TraceNode } from "#bench/big-bundle";
import { percentile, writeSection } from "#bench/report";

const PARTS = 500;
const ROUNDS = 5;
/** How many times sooner the API must answer than the command line does. */
const TARGET = 50;

const answer = z.object({ cold: z.number(), warm: z.number(), nodes: z.number() });

/** A portal of its own: `server-only` is empty where React renders on a server. */
async function readColdly({ environment }: BigBundle) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=react-server", fileURLToPath(new URL("cold-graph.ts", import.meta.url))],
    { env: { ...process.env, ...environment } },
  );
  return answer.parse(JSON.parse(stdout));
}

function count({ children = [] }: TraceNode): number {
  return children.reduce((sum, child) => sum + count(child), 1);
}

interface Samples {
  trace: number[];
  cold: number[];
  warm: number[];
}

async function measure(bundle: BigBundle): Promise<Samples> {
  const samples: Samples = { trace: [], cold: [], warm: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    const traced = count(await bundle.trace());
    samples.trace.push(performance.now() - started);
    const { cold, warm, nodes } = await readColdly(bundle);
    samples.cold.push(cold);
    samples.warm.push(warm);
    if (nodes !== traced) throw new Error(`The API found ${nodes} objects, the command line ${traced}.`);
    console.error(`  ${round + 1} of ${ROUNDS}: ${JSON.stringify({ traced, cold, warm })}`);
  }
  return samples;
}

function formatComparison({ trace, cold, warm }: Samples): string {
  const median = percentile(trace, 0.5);
  const row = (what: string, samples: readonly number[]) => {
    const [middle, high] = [percentile(samples, 0.5), percentile(samples, 0.95)];
    return `| ${what} | ${samples.length} | ${Math.round(middle)} | ${Math.round(high)} | ${Math.round(median / middle)} |`;
  };
  const verdict = median / percentile(cold, 0.5) >= TARGET ? "kept" : "missed";
  return [
    `A composite resource of ${PARTS} parts and two nested ones, in turns on one cluster, as a person who may read them.`,
    `Cold: a portal that has just become ready, and has read no resource yet. Budget: ${TARGET} times as soon as`,
    `\`crossplane beta trace -o json\` from a cold cache: ${verdict}. That command asks for each object by itself, and`,
    "holds itself to 20 requests a second.",
    "",
    "| what | n | median ms | p95 ms | times as soon |",
    "| --- | --- | --- | --- | --- |",
    row("`crossplane beta trace -o json`", trace),
    row("the API's graph, cold", cold),
    row("the API's graph, read before", warm),
  ].join("\n");
}

const bundle = await startBigBundle(PARTS);
try {
  const table = formatComparison(await measure(bundle));
  console.log(table);
  writeSection("The graph of 500 parts", table);
} finally {
  await bundle.stop();
}
