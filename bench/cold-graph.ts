/**
 * One portal that has just become ready reads one graph, twice: prints the milliseconds of each, and how many nodes it has.
 * Started by graph.ts, anew for each round, so that no cache and no compiled code is left of the round before.
 */
import { setTimeout } from "node:timers/promises";
import { ADDRESS, PERSON } from "#bench/big-bundle";
import { closePortal, getPortal } from "#lib/server/portal";
import { readReadiness } from "#lib/server/probes/readiness";
import { getGraph } from "#lib/server/use-cases/graph";

/** Milliseconds between two looks whether the portal is ready: it answers people only then. */
const ASK_AGAIN = 10;

getPortal();
while (!readReadiness().ready) await setTimeout(ASK_AGAIN);
const started = performance.now();
const { nodes } = await getGraph(PERSON, ADDRESS);
const first = performance.now();
await getGraph(PERSON, ADDRESS);
const again = performance.now();
console.log(JSON.stringify({ cold: first - started, warm: again - first, nodes: nodes.length }));
closePortal();
