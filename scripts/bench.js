// `npm run bench`: measures on the local stack and writes docs/benchmarks.md. One benchmark: `npm run bench -- bundle`.
import { obtainChromium } from "./chromium.js";
import { install } from "./install.js";
import { mustRun, step } from "./terminal.js";

const BENCHMARKS = {
  freshness: "Catalog freshness",
  bundle: "Script per page",
  git: "Pull requests",
  graph: "Graph of 500 parts",
  failure: "A part that fails",
  forms: "Forms of large APIs",
  rows: "Lists and maps of 2,500 rows",
  host: "Submitting to Gitea",
  size: "A portal of real size",
};

await install();
const chosen = process.argv.slice(2);
const names = chosen.length > 0 ? chosen : Object.keys(BENCHMARKS);
for (const name of names) {
  if (!BENCHMARKS[name])
    throw new Error(`No benchmark "${name}". There are: ${Object.keys(BENCHMARKS).join(", ")}.`);
  const env = { VITRINE_CHROMIUM: await obtainChromium() };
  await step(BENCHMARKS[name], () => mustRun("node", [`bench/${name}.ts`], env));
}
